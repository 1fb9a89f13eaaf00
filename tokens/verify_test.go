package tokens_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"mockpds/tokens"
)

const (
	accessHeader  = `{"typ":"at+jwt","alg":"ES256K"}`
	refreshHeader = `{"typ":"refresh+jwt","alg":"ES256K"}`
	goodClaims    = `{"scope":"com.atproto.access","aud":"` + service + `","sub":"` + alice + `","iat":1767268800,"exp":1767276000}`
)

func TestVerifyReturnsWhatWasMinted(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	issued := time.Unix(noon, 0).UTC()
	claims, err := issuer.VerifyAccess(mintAccess(t, issuer, 0))
	if want := (tokens.Claims{Subject: alice, Audience: service, Scope: tokens.ScopeAccess, IssuedAt: issued, ExpiresAt: issued.Add(2 * time.Hour), Serial: 1}); err != nil || claims != want {
		t.Errorf("VerifyAccess = %+v, %v; want %+v", claims, err, want)
	}
	claims, err = issuer.VerifyRefresh(mintRefresh(t, issuer, "one"))
	if want := (tokens.Claims{Subject: alice, Audience: service, Scope: tokens.ScopeRefresh, ID: "one", IssuedAt: issued, ExpiresAt: issued.Add(2160 * time.Hour), Serial: 1}); err != nil || claims != want {
		t.Errorf("VerifyRefresh = %+v, %v; want %+v", claims, err, want)
	}
}

// Each row is a token with the issuer's own good signature. "HERE" stands for the
// claims that every good token has.
func TestVerifyJudgesClaimsAsTheReferenceDoes(t *testing.T) {
	t.Parallel()
	const here = `"scope":"com.atproto.access","aud":"` + service + `","sub":"` + alice + `"`
	for _, test := range []struct {
		name, header, payload string
		want                  error
	}{
		{"as minted", "", `{HERE,"iat":1767268800,"exp":1767276000}`, nil},
		{"expired", "", `{HERE,"exp":1767268799}`, tokens.ErrExpired},
		{"expires now", "", `{HERE,"exp":1767268800}`, tokens.ErrExpired},
		{"expires in this second", "", `{HERE,"exp":1767268800.1}`, nil},
		{"expires next", "", `{HERE,"exp":1767268801}`, nil},
		{"never expires", "", `{HERE}`, nil},
		{"exp beyond all years", "", `{HERE,"exp":1e300}`, nil},
		{"exp before all years", "", `{HERE,"exp":-1e300}`, tokens.ErrExpired},
		{"exp a string", "", `{HERE,"exp":"tomorrow"}`, tokens.ErrInvalid},
		{"exp a string of digits", "", `{HERE,"exp":"1767276000"}`, tokens.ErrInvalid},
		{"exp null", "", `{HERE,"exp":null}`, tokens.ErrInvalid},
		{"iat in the future", "", `{HERE,"iat":1767268900}`, nil},
		{"iat a string", "", `{HERE,"iat":"now"}`, tokens.ErrInvalid},
		{"iat a string, expired", "", `{HERE,"iat":"now","exp":1}`, tokens.ErrInvalid},
		{"iat null", "", `{HERE,"iat":null}`, tokens.ErrInvalid},
		{"nbf passed", "", `{HERE,"nbf":1767268800}`, nil},
		{"nbf to come", "", `{HERE,"nbf":1767268801}`, tokens.ErrInvalid},
		{"nbf to come, expired", "", `{HERE,"nbf":1767268801,"exp":1}`, tokens.ErrInvalid},
		{"nbf a string", "", `{HERE,"nbf":"1"}`, tokens.ErrInvalid},

		{"other claims", "", `{HERE,"iss":"` + service + `","x":[{}]}`, nil},
		{"claims in capitals do not count", "", `{HERE,"EXP":1,"Lxm":"x"}`, nil},
		{"the last of two counts", "", `{"sub":"alice",HERE}`, nil},
		{"no scope", "", `{"aud":"` + service + `","sub":"` + alice + `"}`, nil},
		{"scope a number", "", `{HERE,"scope":5}`, nil},
		{"with jti", "", `{HERE,"jti":"x"}`, nil},

		{"no aud", "", `{"sub":"` + alice + `"}`, tokens.ErrInvalid},
		{"another aud", "", `{HERE,"aud":"did:web:elsewhere.example"}`, tokens.ErrInvalid},
		{"another aud, expired", "", `{HERE,"aud":"did:web:elsewhere.example","exp":1}`, tokens.ErrInvalid},
		{"aud null", "", `{HERE,"aud":null}`, tokens.ErrInvalid},
		{"aud an object", "", `{HERE,"aud":{"0":"` + service + `"}}`, tokens.ErrInvalid},
		{"aud a list of others", "", `{HERE,"aud":["did:web:elsewhere.example",{},[]]}`, tokens.ErrInvalid},
		{"aud a list", "", `{HERE,"aud":["x","` + service + `"]}`, tokens.ErrMalformed},
		{"aud a list, expired", "", `{HERE,"aud":["` + service + `"],"exp":1}`, tokens.ErrExpired},

		{"no sub", "", `{"aud":"` + service + `"}`, tokens.ErrMalformed},
		{"sub no DID", "", `{HERE,"sub":"alice"}`, tokens.ErrMalformed},
		{"sub a DID only at first sight", "", `{HERE,"sub":"did:plc:a b"}`, tokens.ErrMalformed},
		{"sub a number", "", `{HERE,"sub":5}`, tokens.ErrMalformed},
		{"sub no DID, expired", "", `{HERE,"sub":"alice","exp":1}`, tokens.ErrExpired},
		{"jti a number", "", `{HERE,"jti":5}`, tokens.ErrMalformed},
		{"jti null", "", `{HERE,"jti":null}`, tokens.ErrMalformed},
		{"lxm", "", `{HERE,"lxm":"com.atproto.server.createAccount"}`, tokens.ErrMalformed},
		{"lxm null", "", `{HERE,"lxm":null}`, tokens.ErrMalformed},
		{"cnf", "", `{HERE,"cnf":{"jkt":"x"}}`, tokens.ErrMalformed},
		{"cnf, expired", "", `{HERE,"cnf":{},"exp":1}`, tokens.ErrExpired},

		{"typ in capitals", `{"typ":"AT+JWT","alg":"ES256K"}`, `{HERE}`, nil},
		{"typ in full", `{"typ":"application/at+jwt","alg":"ES256K"}`, `{HERE}`, nil},
		{"typ in full, capitals", `{"typ":"Application/AT+jwt","alg":"ES256K"}`, `{HERE}`, nil},
		{"typ in full twice", `{"typ":"application/application/at+jwt","alg":"ES256K"}`, `{HERE}`, tokens.ErrInvalid},
		{"typ refresh+jwt", refreshHeader, `{HERE}`, tokens.ErrInvalid},
		{"typ JWT", `{"typ":"JWT","alg":"ES256K"}`, `{HERE}`, tokens.ErrInvalid},
		{"typ JWT, expired", `{"typ":"JWT","alg":"ES256K"}`, `{HERE,"exp":1}`, tokens.ErrInvalid},
		{"no typ", `{"alg":"ES256K"}`, `{HERE}`, tokens.ErrInvalid},
		{"typ null", `{"typ":null,"alg":"ES256K"}`, `{HERE}`, tokens.ErrInvalid},
		{"kid", `{"typ":"at+jwt","alg":"ES256K","kid":"x"}`, `{HERE}`, nil},
		{"kid a number", `{"typ":"at+jwt","alg":"ES256K","kid":5}`, `{HERE}`, nil},
		{"jwk of another key", `{"typ":"at+jwt","alg":"ES256K","jwk":{"kty":"EC"}}`, `{HERE}`, nil},
		{"crit unknown", `{"typ":"at+jwt","alg":"ES256K","crit":["x"],"x":1}`, `{HERE}`, tokens.ErrInvalid},
		{"crit empty", `{"typ":"at+jwt","alg":"ES256K","crit":[]}`, `{HERE}`, tokens.ErrInvalid},
		{"crit null", `{"typ":"at+jwt","alg":"ES256K","crit":null}`, `{HERE}`, tokens.ErrInvalid},
		{"crit a string", `{"typ":"at+jwt","alg":"ES256K","crit":"b64","b64":true}`, `{HERE}`, tokens.ErrInvalid},
		{"crit b64", `{"typ":"at+jwt","alg":"ES256K","crit":["b64"],"b64":true}`, `{HERE}`, nil},
		{"crit b64 missing", `{"typ":"at+jwt","alg":"ES256K","crit":["b64"]}`, `{HERE}`, tokens.ErrInvalid},
		{"crit b64 off", `{"typ":"at+jwt","alg":"ES256K","crit":["b64"],"b64":false}`, `{HERE}`, tokens.ErrInvalid},
		{"b64 off, not critical", `{"typ":"at+jwt","alg":"ES256K","b64":false}`, `{HERE}`, nil},

		{"no alg", `{"typ":"at+jwt"}`, `{HERE}`, tokens.ErrInvalid},
		{"alg in small letters", `{"typ":"at+jwt","alg":"es256k"}`, `{HERE}`, tokens.ErrInvalid},
		{"alg of P-256", `{"typ":"at+jwt","alg":"ES256"}`, `{HERE}`, tokens.ErrInvalid},
		{"alg none", `{"typ":"at+jwt","alg":"none"}`, `{HERE}`, tokens.ErrInvalid},
		{"header no object", `["ES256K"]`, `{HERE}`, tokens.ErrInvalid},
		{"header no JSON", `nonsense`, `{HERE}`, tokens.ErrInvalid},
		{"payload no JSON", "", `nonsense`, tokens.ErrInvalid},
		{"payload a list", "", `[]`, tokens.ErrInvalid},
		{"payload null", "", `null`, tokens.ErrInvalid},
		{"payload empty", "", ``, tokens.ErrInvalid},
	} {
		header := test.header
		if header == "" {
			header = accessHeader
		}
		token := forge(t, issuerKey(), header, strings.Replace(test.payload, "HERE", here, 1))
		issuer := newIssuer(t, newClock())
		for _, nth := range []string{"first", "second"} {
			if _, err := issuer.VerifyAccess(token); !errors.Is(err, test.want) {
				t.Errorf("%s, the %s time: %v, want %v", test.name, nth, err, test.want)
			}
		}
	}
}

func TestVerifyRefresh(t *testing.T) {
	t.Parallel()
	const here = `{"scope":"com.atproto.refresh","aud":"` + service + `","sub":"` + alice + `"`
	for _, test := range []struct {
		name, header, payload string
		want, ignoringExpiry  error
	}{
		{"good", refreshHeader, here + `,"jti":"x","exp":1767268801}`, nil, nil},
		{"no jti", refreshHeader, here + `}`, nil, nil},
		{"typ in full", `{"typ":"application/refresh+jwt","alg":"ES256K"}`, here + `}`, nil, nil},
		{"expired", refreshHeader, here + `,"exp":1767268800}`, tokens.ErrExpired, nil},
		{"to come", refreshHeader, here + `,"nbf":1767268900}`, tokens.ErrInvalid, nil},
		{"exp a string", refreshHeader, here + `,"exp":"x"}`, tokens.ErrInvalid, tokens.ErrInvalid},
		{"nbf a string", refreshHeader, here + `,"nbf":"x"}`, tokens.ErrInvalid, tokens.ErrInvalid},
		{"typ at+jwt", accessHeader, here + `}`, tokens.ErrInvalid, tokens.ErrInvalid},
		{"expired, cnf", refreshHeader, here + `,"exp":1,"cnf":1}`, tokens.ErrExpired, tokens.ErrMalformed},
		{"another aud", refreshHeader, here + `,"aud":"did:web:x.example"}`, tokens.ErrInvalid, tokens.ErrInvalid},
	} {
		token := forge(t, issuerKey(), test.header, test.payload)
		issuer := newIssuer(t, newClock())
		if _, err := issuer.VerifyRefresh(token); !errors.Is(err, test.want) {
			t.Errorf("%s: VerifyRefresh = %v, want %v", test.name, err, test.want)
		}
		if _, err := issuer.VerifyRefreshIgnoringExpiry(token); !errors.Is(err, test.ignoringExpiry) {
			t.Errorf("%s: VerifyRefreshIgnoringExpiry = %v, want %v", test.name, err, test.ignoringExpiry)
		}
	}
}

func TestKnownTokensExpireAllTheSame(t *testing.T) {
	t.Parallel()
	clock := newClock()
	issuer := newIssuer(t, clock)
	minted := mintAccess(t, issuer, time.Hour)
	forged := forge(t, issuerKey(), accessHeader, `{"scope":"x","aud":"`+service+`","sub":"`+alice+`","exp":1767272400}`)
	clock.advance(time.Hour - time.Second)
	for name, token := range map[string]string{"minted": minted, "verified": forged} {
		if _, err := issuer.VerifyAccess(token); err != nil {
			t.Errorf("%s: a second before: %v", name, err)
		}
	}
	clock.advance(time.Second)
	for name, token := range map[string]string{"minted": minted, "verified": forged} {
		if _, err := issuer.VerifyAccess(token); !errors.Is(err, tokens.ErrExpired) {
			t.Errorf("%s: in the second itself: %v, want ErrExpired", name, err)
		}
		if _, err := issuer.VerifyRefresh(token); !errors.Is(err, tokens.ErrInvalid) {
			t.Errorf("%s: as a refresh token: %v, want ErrInvalid", name, err)
		}
	}
	clock.advance(-2 * time.Hour)
	if _, err := issuer.VerifyAccess(minted); err != nil {
		t.Errorf("with the clock turned back: %v", err)
	}
}
