package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// guarded lets only those requests reach the API that may. It refuses, in this order, with a JSON
// error:
//
//   - 403 CrossOrigin: a request that a browser makes for a page of another origin.
//   - 403 ForeignHost: a browser's request to a host name by which a web page could have been led
//     here. Whoever owns a name in the public DNS can point it at this machine, and a page under
//     that name is of the same origin then (DNS rebinding). Hosts that cannot be had so are fine:
//     IP addresses, names without a dot (localhost, the name of a compose service), names under
//     .localhost, .internal and .local, which the public DNS never has, and the names that are
//     Ours.
//   - 401 TokenRequired: where there is a token, a request without it.
//
// A request with the right token may come from any origin and to any host, as no page knows the
// token. Where there is one, preflights are answered.
func (c *Control) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		if c.Token != "" && isPreflight(r) {
			allowSteering(h, r)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		proven := c.proves(r.Header.Get("Authorization"))
		switch {
		case proven:
			h.Set("Access-Control-Allow-Origin", "*")
			next.ServeHTTP(w, r)
		case isCrossOrigin(r):
			writeError(w, refuse(http.StatusForbidden, "CrossOrigin", "pages of another origin may not "+
				"steer this server: steer it from the test, or start it with --control-token and send the token"))
		case isOfBrowser(r) && !c.trustsHost(r.Host):
			writeError(w, refuse(http.StatusForbidden, "ForeignHost", "%q is no name of this server, and "+
				"a page could have been led here by it: ask by IP address or localhost, or start the server with "+
				"--public-url or --control-token", r.Host))
		case c.Token != "":
			h.Set("WWW-Authenticate", "Bearer")
			writeError(w, refuse(http.StatusUnauthorized, "TokenRequired", "write the token of the "+
				"control API into the header Authorization, after Bearer"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// isPreflight reports whether a browser asks if a page of another origin may make a request.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" &&
		r.Header.Get("Access-Control-Request-Method") != ""
}

// allowSteering lets a page make the request that a preflight asks for. The token is asked for
// then.
func allowSteering(h http.Header, r *http.Request) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
	h.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
	h.Set("Access-Control-Max-Age", "86400")
	if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
}

// isCrossOrigin reports whether a page of another origin makes a request, by Sec-Fetch-Site,
// which no page can change, or else by Origin. A browser that sends neither may still be led by a
// page: see isOfBrowser.
func isCrossOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
		origin := r.Header.Get("Origin")
		u, err := url.Parse(origin)
		return origin != "" && (err != nil || u.Host != r.Host)
	default:
		return true
	}
}

// proves reports whether an Authorization header has the token, if there is one. The time that it
// takes does not depend on the token.
func (c *Control) proves(authorization string) bool {
	scheme, given, _ := strings.Cut(authorization, " ")
	if c.Token == "" || !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	want, got := sha256.Sum256([]byte(c.Token)), sha256.Sum256([]byte(strings.TrimSpace(given)))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// isOfBrowser reports whether a browser may have made a request. A GET for a page's own origin
// over plain HTTP has neither Origin nor Sec-Fetch-Site. Its User-Agent says Mozilla, but some
// browsers let pages change that. They let no page leave Accept-Language out. Node's fetch sends
// that too, beside Sec-Fetch-Mode, which browsers send only together with Sec-Fetch-Site, and
// which no page can set.
func isOfBrowser(r *http.Request) bool {
	has := func(header string) bool { return len(r.Header[header]) > 0 }
	return has("Origin") || has("Sec-Fetch-Site") || strings.HasPrefix(r.UserAgent(), "Mozilla/") ||
		has("Accept-Language") && !has("Sec-Fetch-Mode")
}

// trustsHost reports whether nobody but those who run this server can have led a page to it by a
// Host header.
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
