package oauth

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mockpds/internal/page"
)

// A reply is what an endpoint answers; its header is written to on the way.
type reply struct {
	status      int
	contentType string // "" without a body
	body        []byte
}

func html(status int, body []byte) reply { return reply{status, "text/html; charset=utf-8", body} }

var seeOther = reply{status: http.StatusSeeOther}

// A result is what goes back to the client: a code or an error.
type result struct {
	code               string
	problem, explained string // error and error_description
}

func (e *authorizationError) result() result {
	return result{problem: e.refusal.Code, explained: e.refusal.Description}
}

// A param is a parameter of a redirect. Their order counts.
type param struct{ name, value string }

// params are what a redirect to the client carries (RFC 6749 section 4.1.2, RFC 9207).
func (o result) params(issuer string, r *request) []param {
	list := []param{{"iss", issuer}}
	if r.state != nil {
		list = append(list, param{"state", *r.state})
	}
	if o.code != "" {
		return append(list, param{"code", o.code})
	}
	return append(list, param{"error", o.problem}, param{"error_description", o.explained})
}

func modeOf(r *request) string {
	if r.responseMode == "" {
		return "query"
	}
	return r.responseMode
}

// redirect sends the browser to the client, in the response mode that it asked for.
func redirect(header http.Header, mode, to string, params []param) reply {
	header.Set("Cache-Control", "no-store")
	u, _ := parseURL(to)
	switch mode {
	case "form_post":
		var hidden []page.Field
		for _, p := range params {
			hidden = append(hidden, page.Field{Name: p.name, Value: p.value})
		}
		header.Set("Content-Security-Policy", page.Policy())
		return html(http.StatusOK, page.FormPost(to, hidden))
	case "fragment":
		u.Fragment = ""
		to = u.String() + "#" + encode(params)
	default:
		u.RawQuery = encode(withParams(u.RawQuery, params))
		to = u.String()
	}
	header.Set("Location", to)
	return seeOther
}

func encode(params []param) string {
	var pairs []string
	for _, p := range params {
		pairs = append(pairs, url.QueryEscape(p.name)+"="+url.QueryEscape(p.value))
	}
	return strings.Join(pairs, "&")
}

// withParams sets parameters of a query that may have some.
func withParams(query string, params []param) []param {
	var list []param
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		isSet := slices.ContainsFunc(params, func(p param) bool { return p.name == unescape(name) })
		if pair != "" && !isSet {
			list = append(list, param{unescape(name), unescape(value)})
		}
	}
	return append(list, params...)
}

// redirectURL is the address on this server that leads to the client: the page goes there when the
// user has decided.
func redirectURL(issuer string, r *request, o result) string {
	params := []param{{"redirect_mode", modeOf(r)}, {"redirect_uri", r.redirectURI}}
	params = append(params, o.params(issuer, r)...)
	return issuer + "/oauth/authorize/redirect?" + encode(params)
}

// follow answers that address. The order of its parameters is another one.
func (s *Server) follow(r *http.Request, header http.Header) (reply, error) {
	if err := s.checkBrowser(r, "same-origin"); err != nil {
		return reply{}, err
	}
	referer, err := s.refererOf(r)
	if err != nil {
		return reply{}, err
	}
	if referer.EscapedPath() != "/oauth/authorize" {
		return reply{}, invalidRequest("Invalid referrer " + r.Referer())
	}
	if _, err := requestURIOf(referer); err != nil {
		return reply{}, err
	}
	query := r.URL.Query()
	var names []string
	switch {
	case query.Has("code"):
		names = []string{"code"}
	case query.Has("error"):
		names = []string{"error", "error_description", "error_uri"}
	default:
		return reply{}, invalidRequest("Invalid redirect URL: neither code nor error found")
	}
	params := append(paramsOf(query, "state", "iss"), paramsOf(query, names...)...)
	mode, to := query.Get("redirect_mode"), query.Get("redirect_uri")
	if !slices.Contains([]string{"query", "fragment", "form_post"}, mode) || problemOfRedirect(to) != "" {
		return reply{}, invalidRequest("Invalid redirect URL")
	}
	return redirect(header, mode, to, s.spoil(params)), nil
}

// paramsOf picks the parameters out of a query that it has.
func paramsOf(query url.Values, names ...string) []param {
	var params []param
	for _, name := range names {
		if query.Get(name) != "" {
			params = append(params, param{name, query.Get(name)})
		}
	}
	return params
}
