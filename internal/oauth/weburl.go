package oauth

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A webURL is a URL as browsers see it, normalized (https://url.spec.whatwg.org): the host in lower
// case, no default port, no dot segments.
type webURL struct {
	scheme           string // with its colon
	user             string
	hostname, port   string
	path             string
	search, fragment string // with "?" and "#"; empty if nothing follows these
}

func parseURL(text string) (webURL, bool) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme == "" {
		return webURL{}, false
	}
	w := webURL{scheme: strings.ToLower(u.Scheme) + ":", port: u.Port(), user: u.User.String(), path: u.EscapedPath()}
	w.hostname = strings.ToLower(u.Hostname())
	if strings.Contains(w.hostname, ":") {
		w.hostname = "[" + w.hostname + "]"
	}
	if u.RawQuery != "" {
		w.search = "?" + u.RawQuery
	}
	if u.Fragment != "" {
		w.fragment = "#" + u.EscapedFragment()
	}
	if w.scheme != "http:" && w.scheme != "https:" {
		if w.path == "" {
			w.path = u.Opaque
		}
		return w, true
	}
	if w.port == map[string]string{"http:": "80", "https:": "443"}[w.scheme] {
		w.port = ""
	}
	w.path = withoutDots(w.path)
	return w, w.hostname != ""
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
	if clean != "/" && (strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")) {
		clean += "/"
	}
	return clean
}

func (w webURL) host() string {
	if w.port == "" {
		return w.hostname
	}
	return w.hostname + ":" + w.port
}

func (w webURL) origin() string { return w.scheme + "//" + w.host() }

func (w webURL) String() string {
	authority := w.host()
	if w.user != "" {
		authority = w.user + "@" + authority
	}
	if w.hostname != "" || w.scheme == "http:" || w.scheme == "https:" {
		authority = "//" + authority
	}
	return w.scheme + authority + w.path + w.search + w.fragment
}

var ipv4 = regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+$`)

func isIP(hostname string) bool {
	return ipv4.MatchString(hostname) || strings.HasPrefix(hostname, "[")
}

func isLoopback(hostname string) bool {
	return hostname == "localhost" || hostname == "127.0.0.1" || hostname == "[::1]"
}

// isLocalName reports whether no public domain can have the name.
func isLocalName(hostname string) bool {
	dot := strings.LastIndexByte(hostname, '.')
	return dot < 0 || slices.Contains([]string{"test", "local", "localhost", "invalid", "example"}, strings.ToLower(hostname[dot+1:]))
}

// problemOfHTTPS says what is wrong with an https URL, or "" for a good one.
func problemOfHTTPS(text string) string {
	u, ok := parseURL(text)
	switch {
	case !ok:
		return "Invalid URL"
	case !strings.HasPrefix(text, "https://"):
		return `URL must use the "https:" protocol`
	case isLoopback(u.hostname):
		return "https: URL must not use a loopback host"
	case isIP(u.hostname):
		return ""
	case !strings.Contains(u.hostname, "."):
		return "Domain name must contain at least two segments"
	case strings.HasSuffix(u.hostname, ".local"):
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
	case !isLoopback(u.hostname):
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
	labels := strings.Split(strings.TrimSuffix(u.scheme, ":"), ".")
	slices.Reverse(labels)
	switch {
	case isLocalName(strings.Join(labels, ".")):
		return "Private-use URI Scheme redirect URI must not be a local hostname"
	case strings.HasPrefix(text[len(u.scheme):], "//") || u.user != "" || u.hostname != "":
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
	if !ok1 || !ok2 || !isLoopback(d.hostname) {
		return false
	}
	if d.port == "" {
		a.port = ""
	}
	return d == a
}
