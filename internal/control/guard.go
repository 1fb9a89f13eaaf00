package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
)

// guarded lets only those requests reach the API that may. It refuses, in this order, with a JSON error:
//
//   - 403 CrossOrigin: a request that a browser makes for a page of another origin, GET, HEAD and OPTIONS aside, whose replies such a
//     page cannot read.
//   - 403 ForeignHost: a browser's request to a host name by which a web page could have been led here. Whoever owns a name in
//     the public DNS can point it at this machine, and a page under that name is of the same origin then (DNS rebinding).
//     Hosts that cannot be had so are fine: IP addresses, names without a dot (localhost, the name of a compose service), names
//     under .localhost, .internal and .local, which the public DNS never has, and the names that are Ours. A request with the right
//     token may come to any host: no page knows it.
//   - 401 TokenRequired: where there is a token, a request without it.
func (c *Control) guarded(next http.Handler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, refuse(http.StatusForbidden, "CrossOrigin", "pages of another origin may not steer this server: steer it from the test"))
	}))
	return crossOrigin.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proven := c.proves(r.Header.Get("Authorization"))
		switch {
		case !proven && ofBrowser(r) && !c.trustsHost(r.Host):
			writeError(w, refuse(http.StatusForbidden, "ForeignHost", "%q is no name of this server, and a page could have been led here by it: "+
				"ask by IP address or localhost, or start the server with --public-url or --control-token", r.Host))
		case !proven && c.Token != "":
			w.Header().Set("WWW-Authenticate", "Bearer")
			writeError(w, refuse(http.StatusUnauthorized, "TokenRequired", "write the token of the control API into the header Authorization, after Bearer"))
		default:
			next.ServeHTTP(w, r)
		}
	}))
}

// proves reports whether an Authorization header has the token, if there is one. How long it takes tells nothing of the token.
func (c *Control) proves(authorization string) bool {
	scheme, given, _ := strings.Cut(authorization, " ")
	if c.Token == "" || !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	want, got := sha256.Sum256([]byte(c.Token)), sha256.Sum256([]byte(strings.TrimSpace(given)))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// ofBrowser reports whether a browser may have made a request. Origin and Sec-Fetch-Site are not enough: a GET of a page's own
// origin over plain HTTP has neither. Browsers say what languages they read all the same, which a page can change and not
// leave out, or which browser they are.
func ofBrowser(r *http.Request) bool {
	for _, mark := range []string{"Origin", "Sec-Fetch-Site", "Accept-Language"} {
		if len(r.Header[mark]) > 0 {
			return true
		}
	}
	return strings.HasPrefix(r.UserAgent(), "Mozilla/")
}

// trustsHost reports whether nobody but those who run this server can have led a page to it by a Host header.
func (c *Control) trustsHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !strings.Contains(host, ".") || net.ParseIP(strings.Trim(host, "[]")) != nil {
		return true
	}
	for _, private := range []string{".localhost", ".internal", ".local"} {
		if strings.HasSuffix(host, private) {
			return true
		}
	}
	return c.Ours(host)
}
