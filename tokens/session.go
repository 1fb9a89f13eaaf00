package tokens

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"mockpds/internal/syntax"
)

// tokenType is the typ header of a session token.
type tokenType uint8

const (
	typeOther tokenType = iota
	typeAccess
	typeRefresh
)

// session is what a session token says, and how it is to be judged.
type session struct {
	Claims

	typ       tokenType
	malformed bool    // see ErrMalformed
	notBefore float64 // seconds of Unix time, with fractions; -Inf: not said
	expiresAt float64 // the same; +Inf: never
}

// readSession applies the rules that depend on the token and the audience
// alone. What breaks one of jose's rules is no session at all; what breaks one of
// the reference's own is a malformed one. The scope tells the type of a token
// that has the header of another shape.
func readSession(
	typ any, claims jwt.MapClaims, audience string, otherShape bool,
) (session, bool) {
	if !isFor(claims["aud"], audience) {
		return session{}, false
	}
	issuedAt, ok1 := readNumber(claims, "iat", math.NaN())
	notBefore, ok2 := readNumber(claims, "nbf", math.Inf(-1))
	expiresAt, ok3 := readNumber(claims, "exp", math.Inf(1))
	s := session{
		typ: readType(typ), malformed: !isSessionToken(claims),
		notBefore: notBefore, expiresAt: expiresAt,
	}
	s.Audience, s.IssuedAt, s.ExpiresAt = audience, unixTime(issuedAt), unixTime(expiresAt)
	s.Subject, _ = claims["sub"].(string)
	s.Scope, _ = claims["scope"].(string)
	s.ID, _ = claims["jti"].(string)
	if s.typ == typeOther && otherShape {
		s.typ = typeAccess
		if s.Scope == ScopeRefresh {
			s.typ = typeRefresh
		}
	}
	return s, ok1 && ok2 && ok3 && s.typ != typeOther
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
	return ok && syntax.IsDID(subject) && isString(claims["aud"])
}

func isString(value any) bool {
	_, ok := value.(string)
	return ok
}

// isFor reports whether an aud claim names the audience, alone or among others
// (RFC 7519, section 4.1.3).
func isFor(aud any, audience string) bool {
	if list, ok := aud.([]any); ok {
		return slices.Contains(list, any(audience))
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

// readNumber returns otherwise if the claim is absent, and false if it is there and no number.
func readNumber(claims jwt.MapClaims, name string, otherwise float64) (float64, bool) {
	claim, present := claims[name]
	if !present {
		return otherwise, true
	}
	number, ok := claim.(float64)
	return number, ok
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
