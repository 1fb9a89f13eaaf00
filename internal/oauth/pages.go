package oauth

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"mockpds/internal/page"
)

// pageHeaders are those of a page.
func (s *Server) pageHeaders(r *http.Request, header http.Header) {
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", page.Policy())
	s.setCSRF(r, header)
}

// hiddenFields lead from one page of a request to the next.
func hiddenFields(p *pending, c *Client, more ...page.Field) []page.Field {
	return append([]page.Field{{Name: "client_id", Value: c.ID}, {Name: "request_uri", Value: requestPrefix + p.id}}, more...)
}

func clientName(c *Client) string { return cmp.Or(c.name, c.ID) }

// showSignIn asks who the user is.
func (s *Server) showSignIn(r *http.Request, header http.Header, p *pending, c *Client, d *device, trouble string) reply {
	s.pageHeaders(r, header)
	view := page.SignIn{
		Action: "/oauth/authorize", Hidden: hiddenFields(p, c), Client: clientName(c), Problem: trouble,
		Username: p.request.loginHint, AskForCode: strings.Contains(trouble, "sign-in code"),
	}
	if a, ok := s.config.Accounts.ByDID(p.request.loginHint); ok {
		view.Username = a.Handle
	}
	seen := map[string]bool{}
	for _, m := range s.remembers(d) {
		if !m.loginRequired && p.request.prompt != "login" {
			seen[m.Account.DID] = true
			view.Accounts = append(view.Accounts, page.Choice{Handle: m.Account.Handle, Note: "signed in"})
		}
	}
	for _, a := range s.config.Accounts.List() {
		if !seen[a.DID] {
			note := ""
			if a.Deactivated {
				note = "deactivated"
			}
			view.Accounts = append(view.Accounts, page.Choice{Handle: a.Handle, Note: note})
		}
	}
	return html(http.StatusOK, view.HTML())
}

// showConsent asks what the client may do. The token stands for the sign-in.
func (s *Server) showConsent(r *http.Request, header http.Header, p *pending, c *Client, a Account, token string) reply {
	s.pageHeaders(r, header)
	view := page.Consent{
		Action: "/oauth/authorize", Client: clientName(c), ClientID: c.ID, Handle: a.Handle,
		Hidden: hiddenFields(p, c, page.Field{Name: "did", Value: a.DID}, page.Field{Name: "sign_in", Value: token}),
	}
	for v := range strings.FieldsSeq(p.request.scope) {
		view.Scopes = append(view.Scopes, page.Scope{Value: v, Means: meaning(v), Needed: v == "atproto"})
	}
	return html(http.StatusOK, view.HTML())
}

// meaning says in a few words what a scope lets a client do.
func meaning(scope string) string {
	known := map[string]string{
		"atproto": "know who you are", "transition:generic": "use your account, except for direct messages",
		"transition:chat.bsky": "read and write direct messages", "transition:email": "see your e-mail address",
	}
	resource, _, _ := strings.Cut(scope, ":")
	resource, _, _ = strings.Cut(resource, "?")
	byResource := map[string]string{
		"account": "see or manage your account", "identity": "change your identity", "repo": "write records",
		"rpc": "call services for you", "blob": "upload files", "include": "do what a permission set allows",
	}
	return cmp.Or(known[scope], byResource[resource], "something else")
}

// readSubmitted reads a form that a browser sent from a page of this server.
func (s *Server) readSubmitted(r *http.Request) error {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return invalidRequest(`Forbidden sec-fetch-site header "` + site + `" (expected same-origin)`)
	}
	if err := s.checkOrigin(r); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	if r.ParseForm() != nil {
		return invalidRequest("Invalid URL-encoded data")
	}
	if cookieOf(r, "dev-id") == "" {
		return invalidRequest("This browser sends no cookies back: without them nobody can sign in")
	}
	return nil
}

// submitted answers the forms of the pages.
func (s *Server) submitted(r *http.Request, header http.Header) (reply, error) {
	if err := s.readSubmitted(r); err != nil {
		return reply{}, err
	}
	form := r.PostForm
	d := s.device(r, header, false)
	c, err := s.client(r.Context(), form.Get("client_id"))
	if err != nil {
		return reply{}, err
	}
	s.config.World.Enter()
	defer s.config.World.Leave()
	p, err := s.open(form.Get("request_uri"), c.ID, d.id)
	if err != nil {
		return reply{}, err
	}
	switch {
	case form.Get("action") == "reject":
		s.drop(p.id)
		return reply{}, deny(&p.request, "access_denied", rejected)
	case form.Get("action") == "accept":
		return s.consented(r, header, p, c, d)
	case form.Get("account") != "":
		a, ok := s.chosen("", form.Get("account"))
		if !ok {
			return s.showSignIn(r, header, p, c, d, "There is no such account, or it was taken down."), nil
		}
		return s.showConsent(r, header, p, c, a, s.signInToken(r, a.DID, d.id, requestPrefix+p.id)), nil
	}
	a, err := s.config.Accounts.SignIn(form.Get("username"), form.Get("password"), form.Get("code"))
	if err != nil {
		return s.showSignIn(r, header, p, c, d, describe(err)), nil
	}
	if form.Get("remember") != "" {
		s.remember(d, a.DID)
	}
	return s.showConsent(r, header, p, c, a, s.signInToken(r, a.DID, d.id, requestPrefix+p.id)), nil
}

// consented grants a request to the scopes that are ticked.
func (s *Server) consented(r *http.Request, header http.Header, p *pending, c *Client, d *device) (reply, error) {
	did := r.PostForm.Get("did")
	if !s.isSignInToken(r, r.PostForm.Get("sign_in"), did, d.id, requestPrefix+p.id) {
		return s.showSignIn(r, header, p, c, d, "Sign in again: it was too long ago."), nil
	}
	a, ok := s.config.Accounts.ByDID(did)
	if !ok {
		return s.showSignIn(r, header, p, c, d, "There is no such account, or it was taken down."), nil
	}
	ticked := slices.Concat(r.PostForm["scope"], []string{"atproto"})
	scope := strings.Join(ticked, " ")
	asked := p.request.scope
	code, err := s.accept(p, a, d.id, &scope)
	if err != nil {
		return reply{}, err
	}
	s.grantOf(p, did, c.ID, asked)
	return s.toClient(r, header, &p.request, result{code: code}), nil
}

// grantOf remembers consent, if the user was asked for it.
func (s *Server) grantOf(p *pending, did, client, scope string) {
	asked := p.request
	asked.scope = scope
	if s.needsConsent(&asked, did, client) {
		s.grant(did, client, scope)
	}
}

// accountPage is where people manage their accounts, which a mock does not let them do.
func (s *Server) accountPage(r *http.Request, header http.Header) (reply, error) {
	header.Set("Cache-Control", "no-store")
	header.Set("Pragma", "no-cache")
	for name, value := range map[string]string{"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"} {
		if err := checkHeader(r, name, []string{value}); err != nil {
			return reply{}, err
		}
	}
	if err := s.checkOrigin(r); err != nil {
		return reply{}, err
	}
	d := s.device(r, header, false)
	s.pageHeaders(r, header)
	var handles []string
	for _, m := range s.remembers(d) {
		handles = append(handles, m.Account.Handle)
	}
	return html(http.StatusOK, page.Account(handles)), nil
}
