package tokens_test

import (
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"

	"mockpds/tokens"
)

// The law: a token is judged the same, whatever the time, by the issuer that minted it and knows
// it, and by one with the same key that verifies it in full.
func FuzzAKnownTokenIsJudgedAsAnUnknownOne(f *testing.F) {
	f.Add("id", tokens.ScopeAccess, int64(7200), int64(0), -1, byte(0))
	f.Add("id", tokens.ScopeAppPass, int64(1), int64(1), -1, byte(0))
	f.Add("\"\\\u2028é", "x", int64(0), int64(-1<<40), -1, byte(0))
	f.Add("id", tokens.ScopeAccess, int64(7200), int64(1<<50), 60, byte(1))
	f.Fuzz(func(t *testing.T, id, scope string, ttl, later int64, at int, flip byte) {
		if !utf8.ValidString(id) || !utf8.ValidString(scope) {
			return
		}
		clock := newClock()
		minter := newIssuer(t, clock)
		access, err := minter.Access(tokens.Shape{}, alice, scope, time.Duration(ttl), tokens.Origin{Session: 7})
		if err != nil {
			t.Fatal(err)
		}
		refresh, err := minter.Refresh(tokens.Shape{}, alice, id, time.Duration(ttl), tokens.Origin{})
		if id != "" && err != nil {
			t.Fatal(err)
		}
		clock.advance(time.Duration(later))
		for _, token := range []string{access, refresh} {
			if at >= 0 && at < len(token) {
				token = token[:at] + string(token[at]^flip) + token[at+1:]
			}
			for name, verify := range map[string]func(*tokens.Issuer) (tokens.Claims, error){
				"access":          func(i *tokens.Issuer) (tokens.Claims, error) { return i.VerifyAccess(token) },
				"refresh":         func(i *tokens.Issuer) (tokens.Claims, error) { return i.VerifyRefresh(token) },
				"refresh, of any": func(i *tokens.Issuer) (tokens.Claims, error) { return i.VerifyRefreshIgnoringExpiry(token) },
			} {
				known, knownErr := verify(minter)
				unknown, unknownErr := verify(newIssuer(t, clock))
				known.Serial, known.Origin = 0, tokens.Origin{} // which nobody knows but the minter
				if known != unknown || !errors.Is(unknownErr, knownErr) {
					t.Errorf("%s: known %+v, %v; unknown %+v, %v", name, known, knownErr, unknown, unknownErr)
				}
			}
		}
	})
}

// The law: a refresh token is to the byte what golang-jwt makes of its header and claims.
func FuzzAMintedTokenIsWhatGolangJWTSigns(f *testing.F) {
	f.Add("id", int64(0))
	f.Add("\x00\"\\\u2028é<&>", int64(-1))
	f.Fuzz(func(t *testing.T, id string, ttl int64) {
		minted, err := newIssuer(t, newClock()).Refresh(tokens.Shape{}, alice, id, time.Duration(ttl), tokens.Origin{})
		if err != nil || !utf8.ValidString(id) {
			return
		}
		parsed, parts, err := jwt.NewParser(jwt.WithoutClaimsValidation()).ParseUnverified(minted, jwt.MapClaims{})
		if err != nil {
			t.Fatal(err)
		}
		signature, err := parsed.Method.Sign(parts[0]+"."+parts[1], issuerKey())
		if err != nil || parts[2] != encode(signature) {
			t.Errorf("golang-jwt signs %s, %v; the token is %s", encode(signature), err, minted)
		}
		if claims := parsed.Claims.(jwt.MapClaims); claims["jti"] != id {
			t.Errorf("the id is %q, want %q", claims["jti"], id)
		}
	})
}
