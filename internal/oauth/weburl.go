package oauth

import (
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// parseURL reads a URL as browsers see it, normalized (https://url.spec.whatwg.org): the host in
// lower case, no default port, no dot segments.
func parseURL(text string) (*url.URL, bool) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme == "" {
		return &url.URL{}, false
	}
	u.Host, u.ForceQuery = strings.TrimSuffix(strings.ToLower(u.Host), ":"), false
	if u.User.String() == "" {
		u.User = nil
	}
	switch u.Scheme {
	case "http":
		u.Host = strings.TrimSuffix(u.Host, ":80")
	case "https":
		u.Host = strings.TrimSuffix(u.Host, ":443")
	default:
		return u, true
	}
	setPath(u, withoutDots(u.EscapedPath()))
	return u, u.Hostname() != ""
}

func setPath(u *url.URL, escaped string) {
	if decoded, err := url.PathUnescape(escaped); err == nil {
		u.Path, u.RawPath = decoded, escaped
	}
}

// withoutDots resolves "." and ".." in a path, and keeps everything else: double slashes too.
func withoutDots(p string) string {
	if p == "" {
		return "/"
	}
	if !strings.Contains(p, "/.") {
		return p
	}
	clean := path.Clean(p)
	isFolder := strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")
	if clean != "/" && isFolder {
		clean += "/"
	}
	return clean
}

func originOf(u *url.URL) string { return u.Scheme + "://" + u.Host }

func isIP(hostname string) bool {
	_, err := netip.ParseAddr(hostname)
	return err == nil
}

func isLoopback(hostname string) bool {
	return hostname == "localhost" || hostname == "127.0.0.1" || hostname == "::1"
}

// isLocalName reports whether no public domain can have the name.
func isLocalName(hostname string) bool {
	dot := strings.LastIndexByte(hostname, '.')
	local := []string{"test", "local", "localhost", "invalid", "example"}
	return dot < 0 || slices.Contains(local, strings.ToLower(hostname[dot+1:]))
}

// problemOfHTTPS says what is wrong with an https URL, or "" for a good one.
func problemOfHTTPS(text string) string {
	u, ok := parseURL(text)
	switch {
	case !ok:
		return "Invalid URL"
	case !strings.HasPrefix(text, "https://"):
		return `URL must use the "https:" protocol`
	case isLoopback(u.Hostname()):
		return "https: URL must not use a loopback host"
	case isIP(u.Hostname()):
		return ""
	case !strings.Contains(u.Hostname(), "."):
		return "Domain name must contain at least two segments"
	case strings.HasSuffix(u.Hostname(), ".local"):
		return `Domain name must not end with ".local"`
	default:
		return ""
	}
}

func problemOfLoopback(text string) string {
	u, ok := parseURL(text)
	switch {
	case !ok:
		return "Invalid URL"
	case !strings.HasPrefix(text, "http://"):
		return `URL must use the "http:" protocol`
	case !isLoopback(u.Hostname()):
		return `URL must use "localhost", "127.0.0.1" or "[::1]" as hostname`
	default:
		return ""
	}
}

// problemOfWebURI says what is wrong with a link of a client's document.
func problemOfWebURI(text string) string {
	switch {
	case strings.HasPrefix(text, "http://"):
		return problemOfLoopback(text)
	case strings.HasPrefix(text, "https://"):
		return problemOfHTTPS(text)
	default:
		return `URL must use the "http:" or "https:" protocol`
	}
}

func problemOfLoopbackRedirect(text string) string {
	if problem := problemOfLoopback(text); problem != "" {
		return problem
	}
	if strings.HasPrefix(text, "http://localhost") {
		return `Use of "localhost" hostname is not allowed (RFC 8252), use a loopback IP such as "127.0.0.1" instead`
	}
	return ""
}

var privateUse = regexp.MustCompile(`^[^.:]+(?:\.[^.:]+)+:`)

// problemOfRedirect says what is wrong with the form of a redirect URI.
func problemOfRedirect(text string) string {
	switch {
	case strings.HasPrefix(text, "https:"):
		return problemOfHTTPS(text)
	case strings.HasPrefix(text, "http:"):
		return problemOfLoopbackRedirect(text)
	case privateUse.MatchString(text):
		return problemOfPrivateUse(text)
	default:
		return `URL must use the "https:" or "http:" protocol, or a private-use URI scheme (RFC 8252)`
	}
}

func problemOfPrivateUse(text string) string {
	u, ok := parseURL(text)
	if !ok {
		return "Invalid URL"
	}
	labels := strings.Split(u.Scheme, ".")
	slices.Reverse(labels)
	switch {
	case isLocalName(strings.Join(labels, ".")):
		return "Private-use URI Scheme redirect URI must not be a local hostname"
	case strings.HasPrefix(text[len(u.Scheme):], "://") || u.User != nil || u.Host != "":
		return "Private-Use URI Scheme must be in the form <scheme>:/{path} (notice the single slash!) as per RFC 8252"
	default:
		return ""
	}
}

// allowsRedirect reports whether a declared redirect URI covers one that is asked for: it is the
// same, or a loopback address that differs in the port and declares none.
func allowsRedirect(declared, asked string) bool {
	if declared == asked {
		return true
	}
	d, ok1 := parseURL(declared)
	a, ok2 := parseURL(asked)
	if !ok1 || !ok2 || !isLoopback(d.Hostname()) {
		return false
	}
	if d.Port() == "" {
		a.Host = strings.TrimSuffix(a.Host, ":"+a.Port())
	}
	return d.String() == a.String()
}
