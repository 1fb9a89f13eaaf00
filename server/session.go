package server

import (
	"errors"
	"strconv"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/identity"
	"mockpds/internal/journal"
	"mockpds/internal/quirks"
	"mockpds/internal/seed"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// A session is the reply of the session methods. Fields that do not apply are left out, because
// clients fail on a null.
type session struct {
	AccessJwt       string             `json:"accessJwt,omitempty"`
	RefreshJwt      string             `json:"refreshJwt,omitempty"`
	DID             string             `json:"did"`
	DIDDoc          *identity.Document `json:"didDoc,omitempty"`
	Handle          string             `json:"handle"`
	Email           string             `json:"email,omitempty"`
	EmailConfirmed  *bool              `json:"emailConfirmed,omitempty"` // nil for who may not know
	EmailAuthFactor bool               `json:"emailAuthFactor,omitempty"`
	Active          bool               `json:"active"`
	Status          fixtures.Status    `json:"status,omitempty"`
}

// sessionOf describes an account as its session shows it, without tokens.
func (p *protocol) sessionOf(from visitor, a *fixtures.Account) *session {
	active, status := hostingStatus(a)
	return &session{
		DID:             a.DID,
		DIDDoc:          p.identities.CachedDocument(plcSubjectOf(a, from.url), p.now()),
		Handle:          a.Handle,
		Email:           a.Email,
		EmailConfirmed:  new(!a.EmailConfirmedAt.IsZero()),
		EmailAuthFactor: a.EmailAuthFactor,
		Active:          active,
		Status:          status,
	}
}

type createSessionInput struct {
	Identifier      string `lex:"identifier"`
	Password        string `lex:"password"`
	AuthFactorToken string `lex:"authFactorToken,optional"`
	AllowTakendown  bool   `lex:"allowTakendown,optional"`
}

// createSession logs in by handle, DID or address, with the account's password or an app password.
func (p *protocol) createSession(from visitor, in createSessionInput) (*session, error) {
	if fixtures.TextLength(in.Password) > fixtures.LongestPassword {
		return nil, errPasswordTooLong
	}
	a, ok := p.identify(in.Identifier)
	if !ok {
		return nil, errBadLogin
	}
	from.attribute(&a)
	appPassword, err := checkPassword(&a, in.Password)
	if err != nil {
		return nil, err
	}
	switch {
	case !a.Enforced():
	case !in.AllowTakendown:
		return nil, takedownError(&a)
	case p.meets(from, func(s *quirks.Settings) bool { return s.NoAllowTakendown }):
		from.truth(nil)
		return nil, takedownError(&a)
	}
	if a.EmailAuthFactor && appPassword == nil {
		if err := p.checkSignInCode(&a, in.AuthFactorToken); err != nil {
			return nil, err
		}
	}
	s := p.sessionOf(from, &a)
	s.AccessJwt, s.RefreshJwt, err = p.openSession(from, &a, appPassword)
	return s, err
}

var (
	errBadLogin        = xrpc.AuthRequired("AuthenticationRequired", "Invalid identifier or password")
	errPasswordTooLong = xrpc.AuthRequired("AuthenticationRequired",
		"Password too long. Consider resetting your password.")
)

// longestNewPassword is how long a new password may be, in UTF-16 code units. Older passwords may
// be longer, and still log in.
const longestNewPassword = 256

// identify returns the account with an identifier: an address if there is an @ in it, else a DID
// or a handle.
func (p *protocol) identify(identifier string) (fixtures.Account, bool) {
	identifier = strings.ToLower(identifier)
	if strings.Contains(identifier, "@") {
		return p.store.AccountByEmail(identifier)
	}
	return p.accountNamed(identifier)
}

// accountNamed returns the account with a DID or a handle, which must be in lower case.
func (p *protocol) accountNamed(name string) (fixtures.Account, bool) {
	if strings.HasPrefix(name, "did:") {
		return p.store.Account(name)
	}
	return p.store.AccountByHandle(name)
}

// checkPassword returns the app password that a log-in used, or nil for the account's own. App
// passwords do not log in to an account that is taken down.
func checkPassword(a *fixtures.Account, password string) (*fixtures.AppPassword, error) {
	if !a.NoPassword && a.Password == password {
		return nil, nil
	}
	if a.Enforced() {
		return nil, errBadLogin
	}
	for _, p := range a.AppPasswords {
		if p.Password == password {
			return &p, nil
		}
	}
	return nil, errBadLogin
}

// checkSignInCode spends a mailed code, or mails one if there is none in the log-in.
func (p *protocol) checkSignInCode(a *fixtures.Account, code string) error {
	if code == "" {
		if err := p.mailCode(a, fixtures.SignIn); err != nil {
			return err
		}
		return xrpc.AuthRequired("AuthFactorTokenRequired",
			"A sign in code has been sent to your email address")
	}
	return codeError(p.store.SpendCode(a.DID, fixtures.SignIn, code, p.now()), errBadLogin)
}

// openSession mints the first tokens of a session. An account that is taken down gets an access
// token that few methods accept, and a refresh token that is not in force.
func (p *protocol) openSession(
	from visitor, a *fixtures.Account, appPassword *fixtures.AppPassword,
) (access, refresh string, err error) {
	at, name := p.now(), ""
	if appPassword != nil {
		name = appPassword.Name
	}
	var g fixtures.Grant
	if !a.Enforced() {
		p.store.ForgetExpired(a.DID, at)
		g, err = p.store.OpenSession(a.DID, name, p.refreshExpiry(a), p.newTokenID)
		if err := unlessGone(err); err != nil {
			return "", "", err
		}
	}
	if g.ID == "" { // taken down, or deleted just now: there is no session
		g.DID = a.DID
		g.ID = p.newTokenID(g)
	}
	if access, refresh, err = p.mint(from, a, appPassword, g); err == nil {
		p.opened(from, a, g, at)
	}
	return access, refresh, err
}

// mint returns the tokens of a grant. A clock that stands still moves on by its step.
func (p *protocol) mint(
	who visitor, a *fixtures.Account, appPassword *fixtures.AppPassword, g fixtures.Grant,
) (access, refresh string, err error) {
	from, shape := tokens.Origin{Session: g.Session, Generation: g.Generation}, p.shapeOf(a, g)
	p.meets(who, changesTokens)
	access, err = p.issuer.Access(shape, a.DID, scopeOf(a, appPassword), p.accessTTL(a), from)
	if err != nil {
		return "", "", err
	}
	refresh, err = p.issuer.Refresh(shape, a.DID, g.ID, p.refreshTTL(a), from)
	p.config.Clock.Tick()
	return access, refresh, err
}

func scopeOf(a *fixtures.Account, appPassword *fixtures.AppPassword) string {
	switch {
	case a.Enforced():
		return tokens.ScopeTakendown
	case appPassword == nil:
		return tokens.ScopeAccess
	case appPassword.Privileged:
		return tokens.ScopeAppPassPrivileged
	default:
		return tokens.ScopeAppPass
	}
}

// newTokenID returns the id of a refresh token. It depends on the time, so that a token kept from
// an earlier run of the server does not pass for one of this run.
func (p *protocol) newTokenID(g fixtures.Grant) string {
	return seed.Base64(p.source.Bytes("token id", g.DID,
		strconv.Itoa(g.Session), strconv.Itoa(g.Generation),
		strconv.FormatInt(p.now().UnixMilli(), 10)))
}

// refreshSession exchanges a refresh token for new tokens of its session.
func (p *protocol) refreshSession(who *refresher) (*session, error) {
	a, ok := p.store.Account(who.did)
	if !ok {
		return nil, noUserInfo(who.did)
	}
	if a.Enforced() {
		return nil, takedownError(&a)
	}
	at := p.now()
	g, err := p.store.Rotate(who.tokenID, fixtures.Rotation{
		Now: at, Grace: p.config.RefreshGrace, ExpiresAt: p.refreshExpiry(&a), NewID: p.newTokenID,
		Once: p.quirks.On().Settings.SingleUse,
	})
	switch {
	case errors.Is(err, fixtures.ErrUsed):
		p.meets(who.visitor, func(s *quirks.Settings) bool { return s.SingleUse })
		who.truth(nil)
		return nil, xrpc.Refuse("ExpiredToken", "Token has been revoked")
	case errors.Is(err, fixtures.ErrRevoked):
		return nil, xrpc.Refuse("ExpiredToken", "Token has been revoked")
	case errors.Is(err, fixtures.ErrExpired):
		return nil, errExpiredToken
	case err != nil:
		return nil, err
	}
	s := p.sessionOf(who.visitor, &a)
	s.AccessJwt, s.RefreshJwt, err = p.mint(who.visitor, &a, appPasswordNamed(&a, g.AppPassword), g)
	if err == nil {
		p.refreshed(who, &a, g, at)
	}
	return s, err
}

func noUserInfo(did string) error {
	return xrpc.InvalidRequest("Could not find user info for account: " + did)
}

// appPasswordNamed returns the app password that a session began with; nil if it began with the
// account's own. One that is not there any more counts as not privileged.
func appPasswordNamed(a *fixtures.Account, name string) *fixtures.AppPassword {
	if name == "" {
		return nil
	}
	for _, p := range a.AppPasswords {
		if p.Name == name {
			return &p
		}
	}
	return &fixtures.AppPassword{Name: name}
}

// getSession returns the session of the caller's account.
func (p *protocol) getSession(who *caller) (*session, error) {
	a, ok := p.store.Account(who.did)
	if !ok || a.Enforced() {
		return nil, noUserInfo(who.did)
	}
	s := p.sessionOf(who.visitor, &a)
	if who.oauth != nil && who.oauth.Scopes.Account("email", "read") != "" {
		s.Email, s.EmailConfirmed, s.EmailAuthFactor = "", nil, false
	}
	return s, nil
}

// deleteSession revokes a refresh token. Access tokens stay good until they expire.
func (p *protocol) deleteSession(who *refresher) error {
	if who.tokenID == "" {
		return p.control.Revoking(who.call, who.did, func() error {
			p.store.RevokeSession(who.did, who.session)
			return nil
		})
	}
	g, ok := p.store.Grant(who.tokenID)
	p.store.Revoke(who.tokenID)
	if ok {
		p.journal.Revoked(who.call,
			journal.Revocation{DID: g.DID, Session: g.Session, Generation: g.Generation, At: p.now()})
	}
	return nil
}
