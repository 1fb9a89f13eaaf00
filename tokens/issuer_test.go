package tokens_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/tokens"
)

var update = flag.Bool("update", false, "write testdata/*.golden anew")

func TestNewIssuerRefuses(t *testing.T) {
	t.Parallel()
	good := tokens.Config{Key: issuerKey(), Audience: service, Now: newClock().now}
	if _, err := tokens.NewIssuer(good); err != nil {
		t.Fatalf("a good Config: %v", err)
	}
	for name, change := range map[string]func(*tokens.Config){
		"no key":           func(c *tokens.Config) { c.Key = tokens.Key{} },
		"no audience":      func(c *tokens.Config) { c.Audience = "" },
		"audience a URL":   func(c *tokens.Config) { c.Audience = "https://pds.example.com" },
		"no clock":         func(c *tokens.Config) { c.Now = nil },
		"negative access":  func(c *tokens.Config) { c.AccessTTL = -1 },
		"negative refresh": func(c *tokens.Config) { c.RefreshTTL = -1 },
	} {
		bad := good
		change(&bad)
		if _, err := tokens.NewIssuer(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestTokensHaveTheClaimsOfTheReference(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	for name, test := range map[string]struct{ token, header, payload string }{
		"access": {
			mintAccess(t, issuer, 0),
			`{"typ":"at+jwt","alg":"ES256K"}`,
			`{"scope":"com.atproto.access","aud":"did:web:pds.example.com","sub":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","iat":1767268800,"exp":1767276000}`,
		},
		"refresh": {
			mintRefresh(t, issuer, "one"),
			`{"typ":"refresh+jwt","alg":"ES256K"}`,
			`{"scope":"com.atproto.refresh","aud":"did:web:pds.example.com","sub":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","jti":"one","iat":1767268800,"exp":1775044800}`,
		},
		"text that JSON escapes": {
			mintRefresh(t, issuer, "\"<&>\\ é\n\x7f"),
			`{"typ":"refresh+jwt","alg":"ES256K"}`,
			`{"scope":"com.atproto.refresh","aud":"did:web:pds.example.com","sub":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","jti":"\"<&>\\ é\n` + "\x7f" + `","iat":1767268800,"exp":1775044800}`,
		},
	} {
		parts := strings.Split(test.token, ".")
		if got := string(decode(t, parts[0])); got != test.header {
			t.Errorf("%s: header %s, want %s", name, got, test.header)
		}
		if got := string(decode(t, parts[1])); got != test.payload {
			t.Errorf("%s: payload %s, want %s", name, got, test.payload)
		}
	}
}

func TestLifetimes(t *testing.T) {
	t.Parallel()
	clock := newClock()
	config := tokens.Config{Key: issuerKey(), Audience: service, Now: clock.now, AccessTTL: 15 * time.Minute, RefreshTTL: 7 * 24 * time.Hour}
	own, err := tokens.NewIssuer(config)
	if err != nil {
		t.Fatal(err)
	}
	usual := newIssuer(t, clock)
	for name, test := range map[string]struct {
		issuer  *tokens.Issuer
		ttl     time.Duration
		access  time.Duration
		refresh time.Duration
	}{
		"defaults":       {usual, 0, 2 * time.Hour, 2160 * time.Hour},
		"configured":     {own, 0, 15 * time.Minute, 168 * time.Hour},
		"of this token":  {own, time.Minute, time.Minute, time.Minute},
		"half a second":  {own, 500 * time.Millisecond, time.Second, time.Second},
		"more than some": {own, 1001 * time.Millisecond, 2 * time.Second, 2 * time.Second},
	} {
		access, err := test.issuer.Access(tokens.Shape{}, alice, tokens.ScopeAccess, test.ttl, tokens.Origin{})
		claims, err2 := test.issuer.VerifyAccess(access)
		if got := claims.ExpiresAt.Sub(claims.IssuedAt); err != nil || err2 != nil || got != test.access {
			t.Errorf("%s: access token lives %v, want %v (%v, %v)", name, got, test.access, err, err2)
		}
		refresh, err := test.issuer.Refresh(tokens.Shape{}, alice, "id", test.ttl, tokens.Origin{})
		claims, err2 = test.issuer.VerifyRefresh(refresh)
		if got := claims.ExpiresAt.Sub(claims.IssuedAt); err != nil || err2 != nil || got != test.refresh {
			t.Errorf("%s: refresh token lives %v, want %v (%v, %v)", name, got, test.refresh, err, err2)
		}
	}
}

func TestNegativeLifetimeIsExpiredAtOnce(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	for _, ttl := range []time.Duration{-time.Hour, -time.Second, -time.Millisecond} {
		token := mintAccess(t, issuer, ttl)
		if _, err := issuer.VerifyAccess(token); !errors.Is(err, tokens.ErrExpired) {
			t.Errorf("ttl %v: %v, want ErrExpired", ttl, err)
		}
	}
}

func TestMintRefuses(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	for _, subject := range []string{"", "alice", "did:", "did:plc", "did:plc:", "did::x", "did:PLC:x", "did:web:a:", "did:web:a%", "did:web:ä", "did:web:a#b", "did:web:" + strings.Repeat("a", 2041), "Did:web:a"} {
		if _, err := issuer.Access(tokens.Shape{}, subject, tokens.ScopeAccess, 0, tokens.Origin{}); !errors.Is(err, tokens.ErrSubject) {
			t.Errorf("Access(%.20q) = %v, want ErrSubject", subject, err)
		}
		if _, err := issuer.Refresh(tokens.Shape{}, subject, "id", 0, tokens.Origin{}); !errors.Is(err, tokens.ErrSubject) {
			t.Errorf("Refresh(%.20q) = %v, want ErrSubject", subject, err)
		}
	}
	if _, err := issuer.Refresh(tokens.Shape{}, alice, "", 0, tokens.Origin{}); !errors.Is(err, tokens.ErrID) {
		t.Errorf("Refresh without id = %v, want ErrID", err)
	}
}

func TestNoTwoAccessTokensAreEqual(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	payloads, all := map[string]bool{}, map[string]bool{}
	for range 100 {
		token := mintAccess(t, issuer, 0)
		if all[token] {
			t.Fatal("two access tokens of one second are equal")
		}
		all[token] = true
		payloads[strings.Split(token, ".")[1]] = true
		if _, err := issuer.VerifyAccess(token); err != nil {
			t.Fatal(err)
		}
	}
	if len(payloads) != 1 {
		t.Errorf("%d different payloads: something other than the signature tells them apart", len(payloads))
	}
}

func TestManyGoroutinesShareAnIssuer(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	var group sync.WaitGroup
	var all sync.Map
	for range 4 {
		group.Go(func() {
			for range 20 {
				token, err := issuer.Access(tokens.Shape{}, alice, tokens.ScopeAccess, 0, tokens.Origin{})
				if _, twice := all.LoadOrStore(token, true); twice || err != nil {
					t.Errorf("Access: seen before %v, %v", twice, err)
				}
				if _, err := issuer.VerifyAccess(token); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

func TestRefreshTokensOfOneIDAreEqual(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	first := mintRefresh(t, issuer, "one")
	mintAccess(t, issuer, 0)
	if mintRefresh(t, issuer, "one") != first {
		t.Error("same id, same second, another token")
	}
	if mintRefresh(t, issuer, "two") == first {
		t.Error("another id, same token")
	}
}

func TestEqualCallsGiveEqualBytes(t *testing.T) {
	t.Parallel()
	if first, second := sequence(t), sequence(t); first != second {
		t.Error("two fresh issuers minted different tokens")
	}
}

// A golden file holds the first tokens of a fresh issuer; go test -update writes
// it. When it changes, so do the tokens in everyone's recordings.
func TestGoldenTokens(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "session.golden")
	got := sequence(t)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("tokens differ from %s:\n%s", path, got)
	}
}

func sequence(t *testing.T) string {
	clock := newClock()
	issuer := newIssuer(t, clock)
	minted := []string{mintAccess(t, issuer, 0), mintRefresh(t, issuer, "one"), mintAccess(t, issuer, 0)}
	clock.advance(time.Second)
	minted = append(minted, mintRefresh(t, issuer, "two"), mintAccess(t, issuer, time.Minute), "")
	return strings.Join(minted, "\n")
}

func TestATokenComesBackWithItsSerialAndOrigin(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	for n := 1; n <= 3; n++ {
		from := tokens.Origin{Session: n, Generation: 10 * n}
		access := must2(t)(issuer.Access(tokens.Shape{}, alice, tokens.ScopeAccess, 0, from))
		refresh := must2(t)(issuer.Refresh(tokens.Shape{}, alice, "id", 0, from))
		for _, token := range []string{access, refresh} {
			if claims, ok := issuer.Recognize(token); !ok || claims.Serial != uint64(n) || claims.Origin != from {
				t.Errorf("tokens %d: serial %d, origin %v, recognized %t", n, claims.Serial, claims.Origin, ok)
			}
		}
	}
	if issuer.Minted() != 3 {
		t.Errorf("%d access tokens were minted, want 3", issuer.Minted())
	}
}

func TestATokenForAnotherAudienceIsAcceptedOnceTheIssuerHasMintedForIt(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Unix(1_700_000_000, 0) }
	newIssuer := func() *tokens.Issuer {
		i, err := tokens.NewIssuer(tokens.Config{Key: tokens.DeriveKey("seed", "key"), Audience: "did:web:a.test", Now: now})
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	i, other := newIssuer(), newIssuer()
	mint := func(i *tokens.Issuer) string {
		token, err := i.Access(tokens.Shape{Audience: "did:web:b.test"}, "did:plc:ewvi7nxzyoun6zhxrhs64oiz", tokens.ScopeAccess, 0, tokens.Origin{})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	token := mint(i)
	if c, err := i.VerifyAccess(token); err != nil || c.Audience != "did:web:b.test" {
		t.Errorf("%+v %v", c, err)
	}
	if _, err := other.VerifyAccess(token); !errors.Is(err, tokens.ErrInvalid) {
		t.Errorf("an issuer that never minted for it: %v", err)
	}
	mint(other)
	if c, err := other.VerifyAccess(token); err != nil || c.Audience != "did:web:b.test" {
		t.Errorf("an issuer that has forgotten it: %+v %v", c, err)
	}
}
