package tokens

import (
	"encoding/base64"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// What verification answers. The texts never hold a part of the token.
var (
	// ErrInvalid: not a token of this issuer, of this type and for this audience,
	// or one whose times are no numbers, or that is not valid yet.
	ErrInvalid = errors.New("token could not be verified")
	// ErrExpired: valid once, and its exp has come.
	ErrExpired = errors.New("token has expired")
	// ErrMalformed: verified, yet not a session token: it has an lxm or a cnf
	// claim, its sub is no DID, its aud is a list, or its jti is no string.
	ErrMalformed = errors.New("token is not a session token")
)

// Claims is what a session token says.
type Claims struct {
	Subject  string // DID of the account
	Audience string // DID of the service
	Scope    string // "" when there is none, or it is not a string
	ID       string // jti; "" when there is none

	IssuedAt  time.Time // UTC; zero when the token does not say
	ExpiresAt time.Time // UTC; zero when it never expires

	// Serial is the number of an access token among those of its issuer, from 1; that of a
	// refresh token is the number of the last access token before it. Origin is what the
	// token was minted with. Both are zero once the issuer has forgotten that it minted the
	// token.
	Serial uint64
	Origin
}

// Origin is the session and the generation that a token was minted in. Both are 0 for a token of
// no session.
type Origin struct {
	Session, Generation int
}

// VerifyAccess returns the claims of an access token (typ at+jwt) of this
// issuer. The error is [ErrInvalid], [ErrExpired] or [ErrMalformed], and where
// several apply the first of these three. What the scope allows is the caller's
// to judge.
func (i *Issuer) VerifyAccess(token string) (Claims, error) {
	return i.verify(token, typeAccess, i.seconds())
}

// VerifyRefresh is [Issuer.VerifyAccess] for refresh tokens (typ refresh+jwt).
// A token without jti is accepted, with an empty ID.
func (i *Issuer) VerifyRefresh(token string) (Claims, error) {
	return i.verify(token, typeRefresh, i.seconds())
}

// VerifyRefreshIgnoringExpiry is [Issuer.VerifyRefresh] whenever it is: exp and
// nbf must still be numbers, and no more. The reference ends sessions this way
// (deleteSession, with a clock tolerance without end).
func (i *Issuer) VerifyRefreshIgnoringExpiry(token string) (Claims, error) {
	return i.verify(token, typeRefresh, anyTime)
}

// Recognize returns the claims of a session token that this issuer minted, of either type and
// whenever it is. It proves nothing: it is for telling whose token came.
func (i *Issuer) Recognize(token string) (Claims, bool) {
	header, _, _ := strings.Cut(token, ".")
	if header != accessHeader && header != refreshHeader && !i.isOther(header) {
		return Claims{}, false
	}
	s, ok := i.open(token)
	if !ok || s.malformed {
		return Claims{}, false
	}
	return s.Claims, true
}

// anyTime in place of a time in seconds: neither too early nor too late.
var anyTime = math.NaN()

// seconds is the time as jose counts it: whole seconds, rounded down.
func (i *Issuer) seconds() float64 { return float64(i.now().Unix()) }

func (i *Issuer) verify(token string, want tokenType, now float64) (Claims, error) {
	s, ok := i.open(token)
	if !ok || s.typ != want || s.notBefore > now {
		return Claims{}, ErrInvalid
	}
	if s.expiresAt <= now {
		return Claims{}, ErrExpired
	}
	if s.malformed {
		return Claims{}, ErrMalformed
	}
	return s.Claims, nil
}

// open returns what the token says, leaving aside what depends on the time and
// on the call. The signature is verified unless the token is a known one.
func (i *Issuer) open(token string) (session, bool) {
	fp := fingerprintOf(token)
	if s, ok := i.known.find(fp); ok {
		return s, true
	}
	key := func(*jwt.Token) (any, error) { return i.public, nil }
	parsed, err := i.parser.Parse(plainSignature(token), key)
	if err != nil || !understandsCrit(parsed.Header) {
		return session{}, false
	}
	claims, _ := parsed.Claims.(jwt.MapClaims)
	if subject, ok := claims["sub"].(string); ok && i.shape != nil {
		for _, typ := range []tokenType{typeAccess, typeRefresh} {
			i.headerAs(i.shape(subject), typ)
		}
	}
	audience := i.audience
	if said, ok := claims["aud"].(string); ok && i.isOther(said) {
		audience = said
	}
	header, _, _ := strings.Cut(token, ".")
	s, ok := readSession(parsed.Header["typ"], claims, audience, i.isOther(header))
	if ok {
		i.known.add(fp, s)
	}
	return s, ok
}

// plainSignature rewrites the third part as the base64url of the bytes that the
// reference reads there. Its decoder is a lenient one (see DecodeBase64), which
// shows in tokens with a "=" at the end.
func plainSignature(token string) string {
	dot := strings.LastIndexByte(token, '.')
	if dot < 0 {
		return token
	}
	return token[:dot+1] + base64.RawURLEncoding.EncodeToString(DecodeBase64(token[dot+1:]))
}

// understandsCrit follows RFC 7515, section 4.1.11, as jose does: the one
// extension it knows is b64, and a JWT must not switch that off.
func understandsCrit(header map[string]any) bool {
	crit, present := header["crit"]
	if !present {
		return true
	}
	names, ok := crit.([]any)
	if !ok || len(names) == 0 {
		return false
	}
	for _, name := range names {
		if name != "b64" {
			return false
		}
	}
	return header["b64"] == true
}
