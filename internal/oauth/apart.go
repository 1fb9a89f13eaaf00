package oauth

import (
	"net/http"
	"strings"
)

// A Resource is a resource server apart from its authorization server, which is then an entryway:
// each has an origin and DPoP nonces of its own, and only the resource takes access tokens.
type Resource struct {
	// URL is its public URL, as a request to either of the two may call it.
	URL func(*http.Request) string
	// Came reports whether a request came to it, and not to the authorization server.
	Came func(*http.Request) bool
	// IssuerDID is the DID of the authorization server.
	IssuerDID string
	// LooksUp has it look up access tokens, so that one is refused as soon as it is revoked. Else
	// it goes by what the token says, and takes it until it expires.
	LooksUp bool
}

// A realm is what nonces are good for. The realm of the resource is the other one.
type realm bool

const resourceRealm realm = true

func (s *Server) realm(r *http.Request) realm {
	return realm(s.config.Resource != nil && s.config.Resource.Came(r))
}

// stateless reports whether access tokens say all that the resource has to know.
func (s *Server) stateless() bool {
	return s.config.Resource != nil && !s.config.Resource.LooksUp
}

// accessSaid returns what an access token says. It is good until it expires, or until a test has it
// expire. The caller holds the lock.
func (s *Server) accessSaid(claims accessClaims) (Access, error) {
	from, n := s.sessions.issued[claims.ID], s.sessions.byToken[claims.ID]
	if from.expired || n != nil && !s.now().Before(n.ExpiresAt) {
		return Access{}, errExpired
	}
	return Access{
		claims.Subject, claims.ClientID,
		Scopes{granted: strings.Fields(claims.Scope)},
		from.Session, from.Generation,
	}, nil
}
