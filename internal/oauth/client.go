package oauth

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Client is an app, as its document describes it.
type Client struct {
	ID string

	name, uri    string
	redirectURIs []string
	scope        string
	grantTypes   []string
	authMethod   string // none or private_key_jwt
	requestAlg   string // of signed requests; "" is any
	keys         []*key
	jwksURI      string
	native       bool
	document     map[string]any // as it is shown
}

// confidential reports whether the client proves who it is.
func (c *Client) confidential() bool { return c.authMethod != "none" }

func (c *Client) declares(redirectURI string) bool {
	return slices.ContainsFunc(c.redirectURIs, func(d string) bool { return allowsRedirect(d, redirectURI) })
}

func (c *Client) refreshes() bool { return slices.Contains(c.grantTypes, "refresh_token") }

// isLoopbackClient reports whether an id is that of an app under development, which has no
// document.
func isLoopbackClient(id string) bool {
	_, ok := readLoopbackID(id)
	return ok
}

const (
	day   = 24 * time.Hour
	year  = 36525 * day / 100
	month = year / 12
)

// sessionLife is how long a session lasts, however often it is refreshed.
func (c *Client) sessionLife() time.Duration {
	if c.confidential() {
		return 2 * year
	}
	return 14 * day
}

// refreshLife is how long a refresh token lasts of a client that proves who it is, or of another.
func refreshLife(confidential bool) time.Duration {
	if confidential {
		return 3 * month
	}
	return 14 * day
}

var loopbackID = regexp.MustCompile(`^http://localhost/?(?:\?([^#]*))?$`)

// readLoopbackID reads the query of an id like http://localhost?scope=... It reports false for the
// id of another kind of client.
func readLoopbackID(id string) (query map[string][]string, ok bool) {
	parts := loopbackID.FindStringSubmatch(id)
	if parts == nil {
		return nil, false
	}
	query = map[string][]string{}
	for pair := range strings.SplitSeq(parts[1], "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		switch {
		case name == "scope" && query["scope"] == nil && problemOfScope(value) == "":
		case name == "redirect_uri" && problemOfLoopbackRedirect(value) == "":
		default:
			return nil, false
		}
		query[name] = append(query[name], value)
	}
	return query, true
}

// loopbackClient makes up the document of a client under development.
func loopbackClient(id string, query map[string][]string) (*Client, error) {
	scope := "atproto"
	if given := query["scope"]; given != nil {
		scope = given[0]
	}
	if !slices.Contains(strings.Split(scope, " "), "atproto") {
		return nil, invalidMetadata(`Invalid loopback client id "` + id + `": ATProto Loopback ClientID must include "atproto" scope`)
	}
	redirects := query["redirect_uri"]
	if redirects == nil {
		redirects = []string{"http://127.0.0.1/", "http://[::1]/"}
	}
	uris := []any{}
	for _, uri := range redirects {
		uris = append(uris, uri)
	}
	return readClient(id, map[string]any{
		"client_id": id, "scope": scope, "redirect_uris": uris, "response_types": []any{"code"},
		"grant_types":                []any{"authorization_code", "refresh_token"},
		"token_endpoint_auth_method": "none", "application_type": "native", "dpop_bound_access_tokens": true,
	})
}

// checkDiscoverableID refuses an id that is no address of a document.
func checkDiscoverableID(id string) error {
	u, ok := parseURL(id)
	if !ok {
		return invalidMetadata(`Unable to obtain client metadata for "` + id + `": Invalid URL`)
	}
	named := u.User == nil && u.Fragment == "" && !strings.HasSuffix(u.Path, "/") && !isIP(u.Hostname())
	switch {
	case named && u.Scheme != "https" && u.Scheme != "http":
		return invalidMetadata(`Unable to obtain client metadata for "` + id + `": URL must use the "https:" or "http:" protocol`)
	case !named, problemOfHTTPS(id) != "", pathOf(id) != u.EscapedPath():
		return invalidMetadata(`Invalid client ID "` + id + `"`)
	case isLocalName(u.Hostname()):
		return refuse("invalid_client_id", "The client_id's TLD must not be a local hostname")
	default:
		return nil
	}
}

// pathOf cuts the path out of a URL, as it was written.
func pathOf(text string) string {
	_, rest, _ := strings.Cut(text, "://")
	if end := strings.IndexAny(rest, "?#"); end >= 0 {
		rest = rest[:end]
	}
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return ""
	}
	return rest[slash:]
}

// checkRedirects applies the rules for redirect URIs that depend on the kind of client.
func (c *Client) checkRedirects() error {
	for _, uri := range c.redirectURIs {
		u, _ := parseURL(uri)
		if problem := problemOfRegistered(u, c.native); problem != "" {
			return invalidRedirect(problem)
		}
	}
	return nil
}

func problemOfRegistered(u *url.URL, native bool) string {
	switch {
	case u.User != nil:
		return fmt.Sprintf("Redirect URI %s must not contain credentials", u)
	case u.Hostname() == "localhost":
		return fmt.Sprintf("Loopback redirect URI %s is not allowed (use explicit IPs instead)", u)
	case !isLoopback(u.Hostname()):
		return problemOfAddress(u, native)
	case !native:
		return "Loopback redirect URIs are only allowed for native apps"
	case u.Scheme != "http":
		return fmt.Sprintf("Loopback redirect URI %s must use HTTP", u)
	default:
		return ""
	}
}

func problemOfAddress(u *url.URL, native bool) string {
	switch {
	case u.Scheme == "http":
		return `Only loopback redirect URIs are allowed to use the "http" scheme`
	case u.Scheme == "https" && isLocalName(u.Hostname()):
		return fmt.Sprintf(`Redirect URI "%s"'s domain name must not be a local hostname`, u)
	case u.Scheme != "https" && !strings.Contains(u.Scheme, "."):
		return `Invalid redirect URI scheme "` + u.Scheme + `:"`
	case u.Scheme != "https" && !native:
		return "Private-Use URI Scheme redirect URI are only allowed for native apps"
	default:
		return ""
	}
}

// checkDiscoverable applies the rules for a document that was found at the client's id.
func (c *Client) checkDiscoverable() error {
	id, _ := parseURL(c.ID)
	if c.document["client_id"] == nil {
		return invalidMetadata("client_id is required for discoverable clients")
	}
	if c.uri != "" {
		home, _ := parseURL(c.uri)
		if originOf(home) != originOf(id) {
			return invalidMetadata("client_uri must have the same origin as the client_id")
		}
		if id.Path != home.Path && !strings.HasPrefix(id.Path, strings.TrimSuffix(home.Path, "/")+"/") {
			return invalidMetadata("client_uri must be a parent URL of the client_id")
		}
	}
	labels := strings.Split(id.Hostname(), ".")
	slices.Reverse(labels)
	scheme := strings.Join(labels, ".")
	for _, uri := range c.redirectURIs {
		if u, _ := parseURL(uri); strings.Contains(u.Scheme, ".") && u.Scheme != scheme {
			return invalidRedirect("Private-Use URI Scheme redirect URI, for discoverable client metadata, must be the fully qualified domain name (FQDN) of the client_id, in reverse order (" + scheme + ":)")
		}
	}
	return nil
}
