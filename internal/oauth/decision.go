package oauth

import "strings"

// A Decision is what a test decides in the user's place.
type Decision struct {
	DID   string // of the account; "" is that of the login hint, else the first one
	Scope string // "" is all that is asked for; else only these, and atproto
	Deny  bool
	Each  bool // every request from now on, not only the next
}

// Decide decides requests in the user's place: the next one that nothing was decided about yet, or
// each.
func (s *Server) Decide(d Decision) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.Each {
		s.decisions = nil
	}
	s.decisions = append(s.decisions, d)
}

// Undecide takes all decisions back.
func (s *Server) Undecide() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.decisions = nil
}

func (s *Server) currentMode() Mode {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.decisions) > 0 {
		return Approve
	}
	return s.mode
}

func (s *Server) nextDecision() (Decision, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.decisions) == 0 {
		return Decision{}, false
	}
	next := s.decisions[0]
	if !next.Each {
		s.decisions = s.decisions[1:]
	}
	return next, true
}

const rejected = "The user rejected the request"

// decideForUser decides a request as a test said, or by the server's mode. It returns a code.
func (s *Server) decideForUser(next Decision, p *pending, d *device, mode Mode) (string, error) {
	if next.Deny || mode == Deny {
		return "", deny(&p.request, "access_denied", rejected)
	}
	a, ok := s.chosen(next.DID, p.request.loginHint)
	if !ok {
		return "", deny(&p.request, "access_denied", "There is no such account here to sign in to")
	}
	var scope *string
	if next.Scope != "" {
		narrowed := next.Scope + " atproto"
		scope = &narrowed
	}
	return s.accept(p, a, d.id, scope)
}

// chosen is the account that signs in without a page.
func (s *Server) chosen(did, hint string) (Account, bool) {
	if did == "" && strings.HasPrefix(hint, "did:") {
		did = hint
	}
	if did != "" {
		return s.config.Accounts.ByDID(did)
	}
	for _, a := range s.config.Accounts.List() {
		if a.Handle == hint || hint == "" && !a.Deactivated {
			return a, true
		}
	}
	return Account{}, false
}
