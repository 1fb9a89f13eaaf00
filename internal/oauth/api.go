package oauth

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// apiPrefix is where the reference's page calls its server. Programs that drive that page speak it.
const apiPrefix = "/@atproto/oauth-provider/~api/"

// An apiCall is a call of the page's API.
type apiCall struct {
	request    *http.Request
	header     http.Header // of the reply
	device     *device
	requestURI string // of the page that calls; "" if it is about no request
	in         *fields
}

// An apiMethod does what a call asks for. Its names are the members that the input may have.
type apiMethod struct {
	names  []string
	rotate bool // the browser gets another session
	do     func(*Server, *apiCall) (any, error)
}

// apiMethods are the methods of the page's API, by verb and name.
func (s *Server) apiMethods() map[string]*apiMethod { return apiTable }

var apiTable = map[string]*apiMethod{
	"POST sign-in":                    {[]string{"locale", "username", "password", "emailOtp", "remember"}, true, (*Server).apiSignIn},
	"POST sign-up":                    {[]string{"locale", "handle", "email", "password", "inviteCode", "hcaptchaToken"}, true, (*Server).apiSignUp},
	"POST sign-out":                   {[]string{"did"}, true, (*Server).apiSignOut},
	"POST consent":                    {[]string{"did", "scope"}, false, (*Server).apiConsent},
	"POST reject":                     {nil, true, (*Server).apiReject},
	"POST verify-handle-availability": {[]string{"handle"}, false, (*Server).apiCheckHandle},
	"POST reset-password-request":     {[]string{"locale", "email"}, false, (*Server).apiRequestReset},
	"POST reset-password-confirm":     {[]string{"token", "password"}, false, (*Server).apiReset},
	"POST deactivate-account":         {[]string{"did"}, false, (*Server).apiDeactivate},
	"POST reactivate-account":         {[]string{"did"}, false, (*Server).apiReactivate},
	"POST revoke-oauth-session":       {[]string{"did", "tokenId"}, false, (*Server).apiRevokeSession},
	"POST revoke-account-session":     {[]string{"did", "deviceId"}, false, (*Server).apiRevokeDevice},
	"GET device-sessions":             {nil, false, (*Server).apiDeviceSessions},
	"GET oauth-sessions":              {[]string{"did"}, false, (*Server).apiOAuthSessions},
	"GET account-sessions":            {[]string{"did"}, false, (*Server).apiAccountSessions},
}

// api answers a call of the page's API.
func (s *Server) api(m *apiMethod) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !acceptsJSON(r) {
			s.write(w, r, notAcceptable)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Pragma", "no-cache")
		out, err := s.callAPI(r, w.Header(), m)
		if err != nil {
			s.write(w, r, replyError(asError(err)))
			return
		}
		s.write(w, r, replyJSON(http.StatusOK, out))
	}
}

func (s *Server) callAPI(r *http.Request, header http.Header, m *apiMethod) (any, error) {
	uri, err := s.checkPage(r, header)
	if err != nil {
		return nil, err
	}
	c := &apiCall{request: r, header: header, requestURI: uri}
	if err := c.read(m); err != nil {
		return nil, err
	}
	s.config.World.Enter()
	defer s.config.World.Leave()
	c.device = s.device(r, header, m.rotate)
	out, err := m.do(s, c)
	if err == nil {
		err = c.in.err("Validation error")
	}
	return out, err
}

// checkPage refuses calls that do not come from a page of this server, and returns the request that
// the page is about.
func (s *Server) checkPage(r *http.Request, header http.Header) (string, error) {
	for _, name := range []string{"sec-fetch-mode", "sec-fetch-site"} {
		if err := checkHeader(r, name, []string{"same-origin"}); err != nil {
			return "", err
		}
	}
	if err := s.checkOrigin(r); err != nil {
		return "", err
	}
	referer, err := s.refererOf(r)
	if err != nil {
		return "", err
	}
	uri := ""
	switch {
	case referer.EscapedPath() == "/oauth/authorize":
		if uri, err = requestURIOf(referer); err != nil {
			return "", err
		}
	case referer.EscapedPath() != "/account" && !strings.HasPrefix(referer.EscapedPath(), "/account/"):
		return "", invalidRequest("Invalid referrer " + r.Referer())
	}
	return uri, s.checkCSRF(r, header)
}

const csrfLength = 24

// setCSRF gives the browser a token that its pages show with every call.
func (s *Server) setCSRF(r *http.Request, header http.Header) string {
	token := cookieOf(r, "csrf-token")
	known := len(token) == csrfLength
	value := token
	if !known {
		value, token = s.draw("", csrfLength/2), ""
	}
	cookie := http.Cookie{Name: "csrf-token", Value: value, Path: "/", Secure: true, SameSite: http.SameSiteLaxMode} //nolint:gosec // pages read it
	header.Add("Set-Cookie", cookie.String())
	return token
}

func (s *Server) checkCSRF(r *http.Request, header http.Header) error {
	cookie, shown := s.setCSRF(r, header), r.Header.Get("X-Csrf-Token")
	switch {
	case len(shown) != csrfLength:
		return invalidRequest("Missing CSRF header")
	case cookie == "":
		return invalidRequest("Missing CSRF cookie")
	case cookie != shown:
		return invalidRequest("CSRF mismatch")
	default:
		return nil
	}
}

// read reads the input of a call, which may have no other members than the method's.
func (c *apiCall) read(m *apiMethod) error {
	var v any
	var err error
	at := "body"
	if c.request.Method == http.MethodGet {
		at = "query"
		v, err = readForm(c.request.URL.RawQuery)
	} else {
		v, err = readBody(c.request, false)
	}
	if err != nil {
		return err
	}
	c.in = readFields(v, at)
	for name := range c.in.values {
		if !slices.Contains(m.names, name) && at == "body" {
			c.in.problems = append(c.in.problems, fieldProblem{at, "Unrecognized key(s) in object: '" + name + "'"})
		}
	}
	return c.in.err("Validation error")
}

// valid reports the mistakes of the input so far.
func (c *apiCall) valid() error { return c.in.err("Validation error") }

func (c *apiCall) did() string {
	did := c.in.required("did", 0)
	if did != "" && !strings.HasPrefix(did, "did:") {
		c.in.problem("did", "Invalid DID format")
	}
	return did
}

var localeForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)

func (c *apiCall) locale() {
	locale := c.in.required("locale", 0)
	if c.in.has("locale") && !localeForm.MatchString(locale) {
		c.in.problem("locale", "Invalid locale")
	}
}

func (c *apiCall) password(least, most int) string {
	password := c.in.required("password", least)
	if n := utf8.RuneCountInString(password); n > most {
		c.in.problem("password", "String must contain at most 512 character(s)")
	}
	return password
}

// apiConsent grants a request. Once the request is known, every mistake goes to the client.
func (s *Server) apiConsent(c *apiCall) (any, error) {
	did, scope := c.did(), c.in.optional("scope")
	c.in.check("scope", scope, problemOfScope)
	if err := c.valid(); err != nil {
		return nil, err
	}
	if c.requestURI == "" {
		return nil, errNoRequest
	}
	p, err := s.open(c.requestURI, "", c.device.id)
	if err != nil {
		return s.endRequest(c, err)
	}
	a, err := s.signedIn(c, did)
	if err != nil {
		if who, ok := errors.AsType[*unauthorized](err); ok {
			err = deny(&p.request, who.toClient, who.refusal.Description)
		}
		return s.endRequest(c, err)
	}
	asked := p.request.scope
	code, err := s.accept(p, a, c.device.id, scope)
	if err != nil {
		return s.endRequest(c, err)
	}
	s.grantOf(p, did, p.client, asked)
	return urlAnswer{redirectURL(s.config.URL(c.request), &p.request, result{code: code})}, nil
}

type urlAnswer struct {
	URL string `json:"url"`
}

var errNoRequest = invalidRequest("This endpoint can only be used in the context of an OAuth request")

// endRequest ends the request that a call was about, and lets the browser take the error to the
// client.
func (s *Server) endRequest(c *apiCall, err error) (any, error) {
	s.drop(c.requestURI)
	if e, ok := errors.AsType[*authorizationError](err); ok {
		return urlAnswer{redirectURL(s.config.URL(c.request), e.request, e.result())}, nil
	}
	return nil, err
}

// apiReject denies a request.
func (s *Server) apiReject(c *apiCall) (any, error) {
	if c.requestURI == "" {
		return nil, errNoRequest
	}
	p, err := s.open(c.requestURI, "", c.device.id)
	if err == nil {
		err = deny(&p.request, "access_denied", rejected)
	}
	return s.endRequest(c, err)
}

// An accountView is an account as the page's API shows it.
type accountView struct {
	DID           string `json:"did"`
	PDS           string `json:"pds"`
	Email         string `json:"email,omitempty"`
	EmailVerified *bool  `json:"emailVerified,omitempty"`
	Handle        string `json:"handle,omitempty"`
	Deactivated   bool   `json:"deactivated"`
}

func (s *Server) view(a Account) accountView {
	v := accountView{
		DID: a.DID, PDS: s.config.Audience, Email: a.Email, Handle: a.Handle,
		Deactivated: a.Deactivated,
	}
	if a.Email != "" {
		v.EmailVerified = &a.EmailVerified
	}
	return v
}
