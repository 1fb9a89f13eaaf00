package oauth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"mockpds/tokens"
)

// An Access is what a caller proved with an access token and a proof.
type Access struct {
	DID        string
	ClientID   string
	Scopes     Scopes
	Session    int
	Generation int
}

// signedJWT is the form of a token as the reference first looks at it.
var signedJWT = regexp.MustCompile(`^[a-zA-Z0-9_-]{2,}\.[a-zA-Z0-9_-]{2,}\.[a-zA-Z0-9_-]{2,}$`)

// Access checks the token that stands after DPoP in an Authorization header, and the proof that
// comes with it. It writes to the header of the reply. The error is an [*Error].
func (s *Server) Access(r *http.Request, token string, reply http.Header) (Access, error) {
	a, err := s.access(r, token)
	reply.Set("DPoP-Nonce", s.nextNonce(r)) // after the proof was judged, which may have the last one
	reply.Add("Access-Control-Expose-Headers", "DPoP-Nonce")
	if err == nil {
		a.Scopes.used = func(scope string) {
			if s.config.Events.ScopeUsed != nil {
				s.config.Events.ScopeUsed(r.Context(), scope)
			}
		}
		return a, nil
	}
	var e *Error
	if !errors.As(err, &e) {
		return a, err
	}
	if e.Code == "use_dpop_nonce" { // a resource server says it in another way (RFC 9449 section 9)
		e = challenge(e.Code, e.Description)
	}
	if e.Challenge && !s.isHeaderAlone(e) {
		reply.Set("WWW-Authenticate", e.header())
		reply.Add("Access-Control-Expose-Headers", "WWW-Authenticate")
	}
	return a, e
}

func (s *Server) access(r *http.Request, token string) (Access, error) {
	key, err := s.checkProof(r, token)
	if err != nil {
		return Access{}, err
	}
	claims, err := s.readAccess(token)
	switch {
	case err != nil:
		return Access{}, err
	case key == "":
		return Access{}, invalidProof("DPoP proof required")
	case claims.Confirmation.Thumbprint != key:
		return Access{}, invalidToken("Invalid DPoP key binding")
	case s.config.Resource != nil && s.realm(r) != resourceRealm:
		return Access{}, invalidToken("Invalid audience (got: " + claims.Audience + ", expected one of: " +
			s.config.Resource.IssuerDID + ")")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stateless() {
		return s.accessSaid(claims)
	}
	n := s.sessions.byToken[claims.ID]
	if n == nil {
		return Access{}, invalidToken("Invalid token")
	}
	if _, ok := s.config.Accounts.ByDID(n.DID); !ok {
		return Access{}, invalidToken("Invalid token")
	}
	if !s.now().Before(n.ExpiresAt) {
		return Access{}, errExpired
	}
	return Access{n.DID, n.ClientID, Scopes{granted: strings.Fields(n.Scope)}, n.Number, n.Generation}, nil
}

var errExpired = invalidToken(`"exp" claim timestamp check failed`)

// readAccess reads a token of ours, whatever became of its session.
func (s *Server) readAccess(token string) (accessClaims, error) {
	var claims accessClaims
	if !signedJWT.MatchString(token) {
		return claims, invalidToken("Malformed token")
	}
	payload, err := s.config.Issuer.VerifyOAuth(token)
	switch {
	case errors.Is(err, tokens.ErrOAuthKey):
		return claims, invalidToken("No key matched")
	case errors.Is(err, tokens.ErrSignature):
		return claims, invalidToken("signature verification failed")
	case errors.Is(err, tokens.ErrOAuthType):
		return claims, invalidToken(`unexpected "typ" JWT header value`)
	case err != nil || json.Unmarshal(payload, &claims) != nil:
		return claims, invalidToken("Invalid token")
	case claims.Issuer == "":
		return claims, invalidToken(`missing required "iss" claim`)
	case claims.ExpiresAt <= s.now().Unix():
		return claims, errExpired
	case !strings.HasPrefix(claims.ID, "tok-"):
		return claims, invalidToken("Invalid token")
	}
	return claims, nil
}

// payloadStart is how the payload of every access token begins: with its jti, as base64.
var payloadStart = base64.RawURLEncoding.EncodeToString([]byte(`{"jti":"tok-`))

// Recognize tells what a text was given as, an access token or a refresh token. It proves nothing.
func (s *Server) Recognize(token string) (Issued, bool) {
	if _, rest, ok := strings.Cut(token, "."); ok {
		part, _, _ := strings.Cut(rest, ".")
		if !strings.HasPrefix(part, payloadStart) {
			return Issued{}, false
		}
		var claims accessClaims
		payload, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || json.Unmarshal(payload, &claims) != nil {
			return Issued{}, false
		}
		token = claims.ID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.sessions.issued[token]
	return known, ok
}

// CodeOf tells the account that a code is for, unless it is used up.
func (s *Server) CodeOf(code string) (did string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.requests.byCode[code]; p != nil {
		return p.did, true
	}
	return "", false
}
