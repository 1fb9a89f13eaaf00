package tokens

import (
	"math"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// tokenType is the typ header of a session token.
type tokenType uint8

const (
	typeOther tokenType = iota
	typeAccess
	typeRefresh
)

// session is what a session token says. Times are seconds of Unix time and, as in JSON, may have
// fractions.
type session struct {
	subject, scope, id string
	audience           string  // "" is the issuer's
	issuedAt           float64 // NaN: not said
	notBefore          float64 // -Inf: not said
	expiresAt          float64 // +Inf: never
	typ                tokenType
	malformed          bool   // see ErrMalformed
	serial             uint64 // of a token minted here and not forgotten; see Claims
	origin             Origin // the same
}

func timelessSession(typ tokenType) session {
	return session{typ: typ, issuedAt: math.NaN(), notBefore: math.Inf(-1), expiresAt: math.Inf(1)}
}

// readSession applies the rules that depend on the token and the audience
// alone. What breaks one of jose's rules is no session at all; what breaks one of
// the reference's own is a malformed one. The scope tells the type of a token
// that has the header of another shape.
func readSession(token *jwt.Token, audience string, otherShape bool) (session, bool) {
	claims, ok := token.Claims.(jwt.MapClaims)
	if !ok || claims == nil || !isFor(claims["aud"], audience) {
		return session{}, false
	}
	s := timelessSession(readType(token.Header["typ"]))
	s.scope, _ = claims["scope"].(string)
	switch {
	case s.typ != typeOther || !otherShape:
	case s.scope == ScopeRefresh:
		s.typ = typeRefresh
	default:
		s.typ = typeAccess
	}
	if s.typ == typeOther ||
		!readNumber(claims, "iat", &s.issuedAt) ||
		!readNumber(claims, "nbf", &s.notBefore) ||
		!readNumber(claims, "exp", &s.expiresAt) {
		return session{}, false
	}
	s.subject, _ = claims["sub"].(string)
	s.id, _ = claims["jti"].(string)
	s.malformed = !isSessionToken(claims)
	return s, true
}

// isSessionToken tells session tokens from others that the same key may have
// signed: service tokens have an lxm claim, tokens bound to a key (RFC 7800) a cnf.
func isSessionToken(claims jwt.MapClaims) bool {
	_, lxm := claims["lxm"]
	_, cnf := claims["cnf"]
	if lxm || cnf {
		return false
	}
	if jti, present := claims["jti"]; present && !isString(jti) {
		return false
	}
	subject, ok := claims["sub"].(string)
	return ok && isDID(subject) && isString(claims["aud"])
}

func isString(value any) bool {
	_, ok := value.(string)
	return ok
}

// isFor reports whether an aud claim names the audience, alone or among others
// (RFC 7519, section 4.1.3).
func isFor(aud any, audience string) bool {
	if list, ok := aud.([]any); ok {
		for _, one := range list {
			if one == audience {
				return true
			}
		}
		return false
	}
	return aud == audience
}

// readType compares media types: letter case does not count, nor does the prefix
// that RFC 7515, section 4.1.9, lets one leave out.
func readType(typ any) tokenType {
	name, _ := typ.(string)
	switch strings.TrimPrefix(strings.ToLower(name), "application/") {
	case "at+jwt":
		return typeAccess
	case "refresh+jwt":
		return typeRefresh
	default:
		return typeOther
	}
}

// readNumber leaves *value alone when the claim is absent, and reports false
// when it is there and not a number.
func readNumber(claims jwt.MapClaims, name string, value *float64) bool {
	claim, present := claims[name]
	if !present {
		return true
	}
	number, ok := claim.(float64)
	if ok {
		*value = number
	}
	return ok
}

func (s session) claims(audience string) Claims {
	return Claims{
		Subject:   s.subject,
		Audience:  audience,
		Scope:     s.scope,
		ID:        s.id,
		IssuedAt:  unixTime(s.issuedAt),
		ExpiresAt: unixTime(s.expiresAt),
		Serial:    s.serial,
		Origin:    s.origin,
	}
}

// The years 1 and 9999, beyond which a time cannot be written as RFC 3339 has it.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

// unixTime is the zero time for NaN and +Inf, and stays within the years that can
// be written. It drops fractions of a second.
func unixTime(seconds float64) time.Time {
	if math.IsNaN(seconds) || math.IsInf(seconds, 1) {
		return time.Time{}
	}
	return time.Unix(int64(min(max(seconds, firstSecond), lastSecond)), 0).UTC()
}
