package oauth

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"mockpds/internal/page"
)

// checkBrowser refuses requests that do not come from a browser that shows a page.
func (s *Server) checkBrowser(r *http.Request, sites ...string) error {
	for _, h := range []struct {
		name    string
		allowed []string
	}{
		{"sec-fetch-site", sites},
		{"sec-fetch-mode", []string{"navigate"}},
		{"sec-fetch-dest", []string{"document"}},
	} {
		if err := checkHeader(r, h.name, h.allowed); err != nil {
			return err
		}
	}
	return s.checkOrigin(r)
}

func checkHeader(r *http.Request, name string, allowed []string) error {
	value := r.Header.Get(name)
	if slices.Contains(allowed, value) {
		return nil
	}
	if value == "" {
		return invalidRequest("Missing " + name + " header")
	}
	return invalidRequest("Forbidden " + name + ` header "` + value + `" (expected ` + strings.Join(allowed, ",") + ")")
}

// checkOrigin refuses a request that says it comes from another origin.
func (s *Server) checkOrigin(r *http.Request) error {
	if origin := r.Header.Get("Origin"); origin != "" && origin != s.config.URL(r) {
		return invalidRequest("Invalid origin " + origin)
	}
	return nil
}

// refererOf is the page of this server that a request comes from.
func (s *Server) refererOf(r *http.Request) (*url.URL, error) {
	text := r.Referer()
	if text == "" {
		text = "undefined"
	}
	u, ok := parseURL(text)
	if !ok || originOf(u) != s.config.URL(r) {
		return u, invalidRequest("Invalid referrer " + text)
	}
	return u, nil
}

var requestURIForm = regexp.MustCompile(`^urn:ietf:params:oauth:request_uri:req-.{32}$`)

// requestURIOf is the request that a page is about.
func requestURIOf(u *url.URL) (string, error) {
	form, err := readForm(u.RawQuery)
	if err != nil {
		return "", err
	}
	uri, ok := form.(map[string]any)["request_uri"].(string)
	if !ok {
		return "", invalidRequest("Validation error: Expected string, received null")
	}
	if !requestURIForm.MatchString(uri) {
		return "", invalidRequest("Validation error: Invalid request_uri format")
	}
	return uri, nil
}

// authorize answers GET /oauth/authorize: with a page, or with a redirect to the client.
func (s *Server) authorize(r *http.Request, header http.Header) (reply, error) {
	header.Set("Cache-Control", "no-store")
	header.Set("Pragma", "no-cache")
	mode := s.currentMode()
	if mode == Page {
		if err := s.checkBrowser(r, "same-origin", "same-site", "cross-site", "none"); err != nil {
			return reply{}, err
		}
	}
	query, err := readForm(r.URL.RawQuery)
	if err != nil {
		return reply{}, err
	}
	f := readFields(query, "query")
	id := f.required("client_id", 1)
	if err := f.err("Invalid request parameters"); err != nil {
		return reply{}, err
	}
	d := s.device(r, header, false)
	c, err := s.client(r.Context(), id)
	if err != nil {
		return reply{}, err
	}
	s.config.World.Enter()
	defer s.config.World.Leave()
	p, err := s.begin(r, query, f, c, d)
	if err != nil {
		return reply{}, err
	}
	code, err := s.decide(p, c, d, mode)
	switch {
	case err == nil && code == "":
		return s.showSignIn(r, header, p, c, d, ""), nil
	case err == nil:
		return s.toClient(r, header, &p.request, result{code: code}), nil
	}
	s.drop(p.id)
	var e *authorizationError
	if !errors.As(err, &e) {
		e = deny(&p.request, codeOf(err), describe(err))
	}
	return reply{}, e
}

// begin finds the request that a client pushed, or takes the one that the address itself makes.
func (s *Server) begin(r *http.Request, query any, f *fields, c *Client, d *device) (*pending, error) {
	asked, signed, err := readAsked(query, "query")
	if err != nil {
		uri, hasURI := f.values["request_uri"].(string)
		switch {
		case !hasURI:
			return nil, invalidRequest(strings.Replace(describe(err), "Invalid authorization request", "Invalid request parameters", 1))
		case !requestURIForm.MatchString(uri):
			return nil, invalidRequest(`Invalid "request_uri" query parameter: Invalid request_uri format at query.request_uri`)
		default:
			return s.open(uri, c.ID, d.id)
		}
	}
	if signed != "" {
		if asked, err = s.readSigned(c, signed, s.config.URL(r)); err != nil {
			return nil, err
		}
	}
	declared := asked.redirectURI == "" || c.declares(asked.redirectURI)
	if err := s.check(asked, c); err != nil {
		if e, ok := errors.AsType[*authorizationError](err); ok && (!declared || asked.redirectURI == "") {
			return nil, e.refusal // the reference sends it to an address that the client never declared
		}
		return nil, err
	}
	return s.add(asked, c, nil, d.id), nil
}

// toClient redirects to the client.
func (s *Server) toClient(r *http.Request, header http.Header, asked *request, o result) reply {
	return redirect(header, modeOf(asked), asked.redirectURI, s.spoil(o.params(s.config.URL(r), asked)))
}

// decide gives a request a code without asking, if it can: as a test said, or because the account
// is signed in and agreed before. It returns "" if the user has to be asked.
func (s *Server) decide(p *pending, c *Client, d *device, mode Mode) (string, error) {
	asked := &p.request
	if next, ok := s.nextDecision(); ok || mode != Page {
		return s.decideForUser(next, p, d, mode)
	}
	signedIn := s.remembers(d)
	if asked.prompt == "select_account" && len(signedIn) == 0 {
		return "", deny(asked, "account_selection_required", "Account selection required")
	}
	if asked.prompt != "none" && (asked.prompt != "" || asked.loginHint == "") {
		return "", nil
	}
	hinted := slices.DeleteFunc(signedIn, func(m remembered) bool { return !m.hinted(asked.loginHint) })
	if len(hinted) == 1 && !hinted[0].loginRequired && !s.needsConsent(asked, hinted[0].Account.DID, c.ID) {
		return s.accept(p, hinted[0].Account, d.id, nil)
	}
	if asked.prompt == "none" {
		return "", notSilently(asked, hinted)
	}
	return "", nil
}

// notSilently says why a request that must not ask needs to.
func notSilently(asked *request, hinted []remembered) error {
	switch {
	case len(hinted) > 1:
		return deny(asked, "account_selection_required", "Account selection required")
	case len(hinted) == 0 || hinted[0].loginRequired:
		return deny(asked, "login_required", "Login is required")
	default:
		return deny(asked, "consent_required", "User consent required")
	}
}

// hinted reports whether a login hint means this account.
func (m remembered) hinted(hint string) bool {
	return hint != "" && !m.Account.Deactivated && (m.Account.DID == hint || m.Account.Handle == hint)
}

// problemPage shows an error that cannot go to a client.
func (s *Server) problemPage(header http.Header, err error) reply {
	header.Set("Content-Security-Policy", page.Policy())
	return html(statusOf(err), page.Problem(codeOf(err), describe(err)))
}

func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return errServer
}

func statusOf(err error) int    { return asError(err).Status }
func codeOf(err error) string   { return asError(err).Code }
func describe(err error) string { return asError(err).Description }
