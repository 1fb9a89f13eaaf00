package oauth

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A Wrong is something that the server does wrong on purpose.
type Wrong struct {
	Name string
	Each bool // from now on, not only once
}

// Wrongs are the names of all that the server can do wrong on purpose.
func Wrongs() []string {
	return []string{
		"callback-without-iss", "callback-other-iss", "callback-other-state",
		"metadata-other-issuer", "metadata-other-endpoints",
		"token-other-sub", "token-sub-elsewhere", "token-unknown-sub", "token-without-atproto",
		"token-wider-scope", "token-type-bearer", "token-without-refresh", "token-without-expiry",
		"token-expiry-as-text",
		"nonce-empty-body", "nonce-header-alone", "nonce-stale", "refresh-used-first",
	}
}

// Elsewhere is another server than this one, and Stranger an account whose DID document says that
// it lives there.
const (
	Elsewhere = "https://other.example"
	Stranger  = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
)

// GoWrong has the server do something wrong at its next occasion, or at each.
func (s *Server) GoWrong(w Wrong) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrongs = append(s.wrongs, w)
}

// GoRight takes all back that was to go wrong.
func (s *Server) GoRight() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrongs = nil
}

// wrong reports whether something is to go wrong now.
func (s *Server) wrong(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.wrongs, func(w Wrong) bool { return w.Name == name })
	if i < 0 {
		return false
	}
	if !s.wrongs[i].Each {
		s.wrongs = slices.Delete(s.wrongs, i, i+1)
	}
	return true
}

// spoil makes the parameters wrong that a client gets back.
func (s *Server) spoil(params []param) []param {
	set := func(name, value string) {
		for i := range params {
			if params[i].name == name {
				params[i].value = value
			}
		}
	}
	if s.wrong("callback-without-iss") {
		params = slices.DeleteFunc(params, func(p param) bool { return p.name == "iss" })
	}
	if s.wrong("callback-other-iss") {
		set("iss", Elsewhere)
	}
	if s.wrong("callback-other-state") {
		set("state", "another")
	}
	return params
}

func (s *Server) spoilMetadata(m *serverMetadata) *serverMetadata {
	issuer := m.Issuer
	if s.wrong("metadata-other-issuer") {
		m.Issuer = Elsewhere
	}
	if s.wrong("metadata-other-endpoints") {
		for _, endpoint := range []*string{
			&m.AuthorizationEndpoint, &m.TokenEndpoint, &m.RevocationEndpoint,
			&m.PushedAuthorizationRequestEndpoint,
		} {
			*endpoint = Elsewhere + strings.TrimPrefix(*endpoint, issuer)
		}
	}
	return m
}

// spoilAnswer makes the answer of the token endpoint wrong.
func (s *Server) spoilAnswer(answer any) any {
	a, ok := answer.(*tokenAnswer)
	if !ok {
		return answer
	}
	for name, spoil := range map[string]func(){
		"token-other-sub":       func() { a.Subject = s.anotherThan(a.Subject) },
		"token-sub-elsewhere":   func() { a.Subject = Stranger },
		"token-unknown-sub":     func() { a.Subject = "did:plc:" + strings.Repeat("a", 24) },
		"token-without-atproto": func() { a.Scope = without(a.Scope, "atproto") },
		"token-wider-scope":     func() { a.Scope = without(a.Scope, chat) + " " + chat },
		"token-type-bearer":     func() { a.TokenType = "Bearer" },
		"token-without-refresh": func() { a.RefreshToken = "" },
		"token-without-expiry":  func() { a.ExpiresIn = nil },
		"token-expiry-as-text": func() {
			if seconds, ok := a.ExpiresIn.(int64); ok {
				a.ExpiresIn = strconv.FormatInt(seconds, 10)
			}
		},
	} {
		if s.wrong(name) {
			spoil()
		}
	}
	return a
}

func without(scope, value string) string {
	is := func(v string) bool { return v == value }
	return strings.Join(slices.DeleteFunc(strings.Fields(scope), is), " ")
}

// anotherThan is the DID of another account, or one that nobody has if there is none.
func (s *Server) anotherThan(did string) string {
	for _, a := range s.config.Accounts.List() {
		if a.DID != did {
			return a.DID
		}
	}
	return "did:plc:" + strings.Repeat("a", 24)
}

// spoilRefusal makes the challenge wrong that asks for a nonce.
func (s *Server) spoilRefusal(e *Error) reply {
	switch {
	case e.Code != "use_dpop_nonce":
	case s.wrong("nonce-empty-body"):
		return reply{e.Status, "application/json", []byte("{}")}
	case s.wrong("nonce-header-alone"):
		return reply{status: e.Status}
	}
	return replyError(e)
}

// useFirst uses a refresh token up though its proof was not good yet, as old versions of the
// reference did: the retry with the nonce then ends the session.
func (s *Server) useFirst(err error, g grant) {
	challenged := asError(err).Code == "use_dpop_nonce"
	if !challenged || g.kind != "refresh_token" || !s.wrong("refresh-used-first") {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.sessions.byRefresh[g.refresh]; n != nil && n.Refresh == g.refresh {
		n.Used = append(n.Used, n.Refresh)
		n.Refresh = s.draw("ref-", 32)
		s.sessions.add(n)
	}
}

// isHeaderAlone reports whether a resource is to leave the challenge out of its refusal.
func (s *Server) isHeaderAlone(e *Error) bool {
	return e.Code == "use_dpop_nonce" && e.Status == http.StatusUnauthorized &&
		s.wrong("nonce-header-alone")
}
