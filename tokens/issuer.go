package tokens

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"mockpds/internal/syntax"
)

// The lifetimes of the reference's session tokens.
const (
	DefaultAccessTTL  = 2 * time.Hour
	DefaultRefreshTTL = 90 * 24 * time.Hour
)

// The scopes of session tokens, as the reference names them.
const (
	ScopeAccess            = "com.atproto.access"
	ScopeRefresh           = "com.atproto.refresh"
	ScopeAppPass           = "com.atproto.appPass"           //nolint:gosec // a scope
	ScopeAppPassPrivileged = "com.atproto.appPassPrivileged" //nolint:gosec // a scope
	ScopeSignupQueued      = "com.atproto.signupQueued"
	ScopeTakendown         = "com.atproto.takendown"
)

// What an issuer refuses to mint: a token that it would not accept itself.
var (
	ErrSubject = errors.New("subject is not a DID")
	ErrID      = errors.New("refresh token has no id")
)

// Config says for whom an [Issuer] signs. The first three fields are required.
type Config struct {
	Key      Key
	Audience string           // DID of the service, the aud claim
	AlsoFor  []string         // DIDs that tokens may be for as well; see [Issuer.AccessFor]
	Now      func() time.Time // mock time; all times of a token are in it

	AccessTTL  time.Duration // 0: DefaultAccessTTL
	RefreshTTL time.Duration // 0: DefaultRefreshTTL

	// Shape returns of which shape the tokens of a subject may be that another issuer with the
	// same key has minted. It may be nil.
	Shape func(subject string) Shape
}

// Issuer mints and verifies the session tokens of one service. It may be used
// by many goroutines at once.
//
// Tokens depend on the key, the clock and the order of calls alone: two issuers
// that are asked the same under a frozen clock mint the same bytes.
type Issuer struct {
	key        Key
	public     PublicKey
	audience   string
	now        func() time.Time
	accessTTL  time.Duration
	refreshTTL time.Duration

	minted atomic.Uint64 // access tokens so far; see extraOf
	known  knownTokens
	others sync.Map // audiences and headers of shapes, as keys
	shape  func(subject string) Shape
	parser *jwt.Parser
}

// NewIssuer returns an issuer that has minted nothing yet. It refuses a Config
// without key or clock, one whose audience is no DID, and negative lifetimes.
func NewIssuer(c Config) (*Issuer, error) {
	switch {
	case c.Key.IsZero():
		return nil, errNoKey
	case !syntax.IsDID(c.Audience):
		return nil, errors.New("issuer of tokens: audience is not a DID")
	case c.Now == nil:
		return nil, errors.New("issuer of tokens: no clock")
	case c.AccessTTL < 0 || c.RefreshTTL < 0:
		return nil, errors.New("issuer of tokens: negative lifetime")
	}
	i := &Issuer{
		key:        c.Key,
		public:     c.Key.Public(),
		audience:   c.Audience,
		now:        c.Now,
		accessTTL:  cmp.Or(c.AccessTTL, DefaultAccessTTL),
		refreshTTL: cmp.Or(c.RefreshTTL, DefaultRefreshTTL),
		shape:      c.Shape,
		// It leaves the claims to readSession, whose order and strictness are those of jose.
		parser: jwt.NewParser(jwt.WithValidMethods([]string{algES256K}),
			jwt.WithoutClaimsValidation(), jwt.WithPaddingAllowed()),
	}
	for _, did := range c.AlsoFor {
		i.others.Store(did, true)
	}
	return i, nil
}

// PublicKey returns the key that the issuer's tokens verify with.
func (i *Issuer) PublicKey() PublicKey { return i.public }

// Access mints an access token of a shape for subject, a DID, with any scope. A ttl of 0
// is the issuer's own; a negative one gives a token that has expired already.
// Parts of a second count as a whole one. The only error is [ErrSubject].
//
// No two access tokens of an issuer are equal, not even for one subject within
// one second: clients take the return of a token that they hold for a failed
// refresh. The claims leave no room for a difference, so the signature differs.
//
// The origin is no part of the token. It comes back in [Claims] when the token does.
func (i *Issuer) Access(
	shape Shape, subject, scope string, ttl time.Duration, from Origin,
) (string, error) {
	if !syntax.IsDID(subject) {
		return "", ErrSubject
	}
	s := i.newSession(typeAccess, cmp.Or(ttl, i.accessTTL))
	s.Subject, s.Scope, s.ID, s.Origin = subject, scope, shape.AccessID, from
	s.Audience = cmp.Or(shape.Audience, i.audience)
	s.Serial = i.minted.Add(1)
	return i.mint(s, i.headerAs(shape, typeAccess), extraOf(s.Serial)), nil
}

// Refresh mints a refresh token whose jti claim is id, with the header of a shape. The ttl and the
// origin are as with [Issuer.Access]. Equal arguments in the same second give equal tokens, as
// with the reference, where the id alone tells refresh tokens apart. The errors
// are [ErrSubject] and, for an empty id, [ErrID].
func (i *Issuer) Refresh(
	shape Shape, subject, id string, ttl time.Duration, from Origin,
) (string, error) {
	switch {
	case !syntax.IsDID(subject):
		return "", ErrSubject
	case id == "":
		return "", ErrID
	}
	s := i.newSession(typeRefresh, cmp.Or(ttl, i.refreshTTL))
	s.Subject, s.Scope, s.ID, s.Origin = subject, ScopeRefresh, id, from
	s.Audience, s.Serial = i.audience, i.minted.Load()
	return i.mint(s, i.headerAs(Shape{Header: shape.Header}, typeRefresh), nil), nil
}

func (i *Issuer) newSession(typ tokenType, ttl time.Duration) session {
	issued := i.now().Unix()
	expires := issued + wholeSeconds(ttl)
	return session{
		Claims: Claims{IssuedAt: unixTime(float64(issued)), ExpiresAt: unixTime(float64(expires))},
		typ:    typ, notBefore: math.Inf(-1), expiresAt: float64(expires),
	}
}

// wholeSeconds rounds up, so that a short lifetime is not none at all.
func wholeSeconds(d time.Duration) int64 {
	seconds := int64(d / time.Second)
	if d%time.Second > 0 {
		seconds++
	}
	return seconds
}

// Minted returns how many access tokens the issuer has minted: the serial of the last.
func (i *Issuer) Minted() uint64 { return i.minted.Load() }

// Skip makes the issuer go on as if it had minted a number of access tokens, unless
// it has minted more.
func (i *Issuer) Skip(minted uint64) {
	for {
		so := i.minted.Load()
		if so >= minted || i.minted.CompareAndSwap(so, minted) {
			return
		}
	}
}

// extraOf is the serial of an access token as additional data for the nonce of its
// signature (RFC 6979, section 3.6).
func extraOf(serial uint64) []byte {
	var extra [32]byte
	binary.BigEndian.PutUint64(extra[24:], serial)
	return extra[:]
}
