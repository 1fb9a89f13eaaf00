package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/exchange"
	"mockpds/internal/journal"
	"mockpds/internal/oauth"
	"mockpds/internal/quirks"
	"mockpds/internal/syntax"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// A gate in the method table says who may call a method. What the gate finds out about the caller
// is the first argument of the method's function.

// A visitor is a caller who has proved nothing.
type visitor struct {
	ctx  context.Context  // of the request
	url  string           // the server's public URL, for this call
	call *journal.RawCall // the call in the journal; nil if none is kept
}

func (p *protocol) visitor(c *xrpc.Call) visitor {
	ctx := c.Request.Context()
	return visitor{ctx, p.publicURL(c.Request), exchange.Call(ctx)}
}

// A caller has proved with an access token to be logged in to an account.
type caller struct {
	visitor
	did   string
	scope string        // of a session token
	oauth *oauth.Access // nil with a session token
}

// A refresher has proved to hold a refresh token.
type refresher struct {
	visitor
	did     string
	tokenID string // "" for one who logs out with an access token
	session int
}

// scopes are the access token scopes that a method accepts.
type scopes []string

var (
	fullAccess     = scopes{tokens.ScopeAccess}
	standardAccess = scopes{tokens.ScopeAccess, tokens.ScopeAppPass, tokens.ScopeAppPassPrivileged}
)

func (s scopes) and(scope string) scopes {
	return append(slices.Clone(s), scope)
}

// A statusCheck refuses a caller for the state of the account.
type statusCheck func(p *protocol, did string) error

// anyone admits every caller and looks at no header.
func (p *protocol) anyone(c *xrpc.Call) (visitor, error) {
	return p.visitor(c), nil
}

// access asks for an access token: one of a session with one of some scopes, or one of OAuth whose
// scopes allow what the call needs.
func (p *protocol) access(accepted scopes, need need, checks ...statusCheck) xrpc.Gate[*caller] {
	return func(c *xrpc.Call) (*caller, error) {
		kind, token, err := credentials(c.Request)
		if err != nil {
			return nil, err
		}
		xrpc.MarkPrivate(c.Header)
		var who *caller
		switch kind {
		case bearer:
			who, err = p.sessionCaller(c, token, accepted)
		case dpop:
			who, err = p.oauthCaller(c, token)
		case none:
			err = errAuthMissing
		default:
			err = xrpc.Refuse("InvalidToken", "Unexpected authorization type")
		}
		if err != nil {
			return nil, err
		}
		for _, check := range checks {
			if err := check(p, who.did); err != nil {
				return nil, err
			}
		}
		if who.oauth != nil && need != nil {
			err = need(who.oauth.Scopes, c)
		}
		return who, err
	}
}

// sessionCaller lets a caller in who shows an access token of a session with one of some scopes.
func (p *protocol) sessionCaller(c *xrpc.Call, token string, accepted scopes) (*caller, error) {
	claims, err := p.verifyAccess(c, token)
	if err := sessionClaims(claims, err, accepted); err != nil {
		return nil, err
	}
	return &caller{visitor: p.visitor(c), did: claims.Subject, scope: claims.Scope}, nil
}

// verifyAccess returns the claims of an access token that is in force.
func (p *protocol) verifyAccess(c *xrpc.Call, token string) (tokens.Claims, error) {
	claims, err := p.issuer.VerifyAccess(token)
	switch {
	case err != nil:
		return claims, err
	case p.store.AccessExpired(claims.Subject, claims.Session, claims.Serial, claims.IssuedAt):
		return claims, tokens.ErrExpired
	case p.quirks.On().Settings.AccessDiesOnRefresh && p.isSuperseded(claims):
		who := p.visitor(c)
		p.meets(who, func(s *quirks.Settings) bool { return s.AccessDiesOnRefresh })
		who.truth(nil)
		return claims, tokens.ErrInvalid
	}
	return claims, nil
}

// notTakendown refuses callers whose account was deleted, taken down or suspended meanwhile.
func notTakendown(p *protocol, did string) error {
	a, ok := p.store.Account(did)
	if !ok {
		return xrpc.Forbidden("AccountNotFound", "Account not found")
	}
	if a.Enforced() {
		return takedownError(&a)
	}
	return nil
}

// notDeactivated refuses callers whose account was deactivated meanwhile. It comes after
// notTakendown.
func notDeactivated(p *protocol, did string) error {
	if a, ok := p.store.Account(did); ok && !a.DeactivatedAt.IsZero() {
		return xrpc.AuthRequired("AccountDeactivated", "Account is deactivated")
	}
	return nil
}

// hasRepo refuses callers whose account, and with it the repository, was deleted.
func hasRepo(p *protocol, did string) error {
	if _, ok := p.store.Account(did); !ok {
		return xrpc.Refuse("NotFound", "Repo not found")
	}
	return nil
}

// hasKey fails for callers whose account was deleted, and with it the key that signs service
// tokens: the reference answers 500.
func hasKey(p *protocol, did string) error {
	if _, ok := p.store.Account(did); !ok {
		return fixtures.ErrNoAccount
	}
	return nil
}

// takedownError returns the error for an account that is taken down or suspended. The message for
// a suspension is our own: no open-source PDS can suspend.
func takedownError(a *fixtures.Account) error {
	if a.Suspended {
		return xrpc.AuthRequired("AccountTakedown", "Account has been suspended")
	}
	return xrpc.AuthRequired("AccountTakedown", "Account has been taken down")
}

// refreshToken asks for a refresh token that is in force.
func (p *protocol) refreshToken(c *xrpc.Call) (*refresher, error) {
	return p.refresher(c, p.issuer.VerifyRefresh, scopes{tokens.ScopeRefresh})
}

// refreshTokenOfAnyAge asks for a refresh token, which may have expired.
func (p *protocol) refreshTokenOfAnyAge(c *xrpc.Call) (*refresher, error) {
	verify, accepted := p.issuer.VerifyRefreshIgnoringExpiry, scopes{tokens.ScopeRefresh}
	who := p.visitor(c)
	if !p.meets(who, func(s *quirks.Settings) bool { return s.LogoutNeedsAccessToken }) {
		return p.refresher(c, verify, accepted)
	}
	_, truth := p.refresher(c, verify, accepted)
	verify = func(token string) (tokens.Claims, error) { return p.verifyAccess(c, token) }
	r, err := p.refresher(c, verify, standardAccess)
	who.truth(truth)
	return r, err
}

func (p *protocol) refresher(
	c *xrpc.Call, verify func(string) (tokens.Claims, error), accepted scopes,
) (*refresher, error) {
	xrpc.MarkPrivate(c.Header)
	kind, token, err := credentials(c.Request)
	switch {
	case err != nil:
		return nil, err
	case kind != bearer:
		return nil, errAuthMissing
	}
	claims, err := verify(token)
	if err := sessionClaims(claims, err, accepted); err != nil {
		return nil, err
	}
	if claims.ID == "" && claims.Scope == tokens.ScopeRefresh {
		return nil, xrpc.AuthRequired("MissingTokenId", "Unexpected missing refresh token id")
	}
	if claims.Scope != tokens.ScopeRefresh {
		claims.ID = "" // the jti that a quirk gives access tokens
	}
	return &refresher{p.visitor(c), claims.Subject, claims.ID, claims.Session}, nil
}

// sessionClaims returns the protocol's error for what the tokens package found, or for a scope
// that is not accepted.
func sessionClaims(claims tokens.Claims, err error, accepted scopes) error {
	switch {
	case errors.Is(err, tokens.ErrExpired):
		return errExpiredToken
	case errors.Is(err, tokens.ErrMalformed):
		return errMalformedToken
	case err != nil:
		return xrpc.Refuse("InvalidToken", "Token could not be verified")
	}
	if !syntax.IsDID(claims.Subject) {
		return errMalformedToken
	}
	if !slices.Contains(accepted, claims.Scope) {
		return xrpc.Refuse("InvalidToken", "Bad token scope")
	}
	return nil
}

var (
	errAuthMissing    = xrpc.AuthRequired("AuthMissing", "Authentication Required")
	errAuthRequired   = xrpc.AuthRequired("AuthenticationRequired", "Authentication Required")
	errExpiredToken   = xrpc.Refuse("ExpiredToken", "Token has expired")
	errMalformedToken = xrpc.Refuse("InvalidToken", "Malformed token")
)

// A scheme is the kind of proof in an Authorization header.
type scheme int

const (
	none scheme = iota
	basic
	bearer
	dpop
)

// credentials splits the Authorization header: a scheme in any letter case, one space, and the
// proof.
func credentials(r *http.Request) (scheme, string, error) {
	header := xrpc.FirstHeader(r, "Authorization")
	if header == "" {
		return none, "", nil
	}
	name, proof, ok := strings.Cut(header, " ")
	if !ok || strings.Contains(proof, " ") {
		return none, "", xrpc.Refuse("InvalidToken", "Malformed authorization header")
	}
	switch strings.ToUpper(name) {
	case "BASIC":
		return basic, proof, nil
	case "BEARER":
		return bearer, proof, nil
	case "DPOP":
		return dpop, proof, nil
	default:
		return none, "", xrpc.Refuse("InvalidToken", "Unsupported authorization type: "+name)
	}
}
