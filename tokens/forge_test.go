package tokens_test

import (
	"encoding/base64"
	"testing"
	"time"

	"mockpds/tokens"
)

const (
	service = "did:web:pds.example.com"
	alice   = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
	bob     = "did:plc:yk4dd2qkboz2yv6tpubpc6co"
)

// stopped is a clock that tests move by hand.
type stopped struct{ at time.Time }

func (c *stopped) now() time.Time          { return c.at }
func (c *stopped) advance(d time.Duration) { c.at = c.at.Add(d) }
func newClock() *stopped                   { return &stopped{time.Unix(noon, 600e6)} }
func encode(data []byte) string            { return base64.RawURLEncoding.EncodeToString(data) }
func decode(t testing.TB, part string) []byte {
	t.Helper()
	return must(t)(base64.RawURLEncoding.DecodeString(part))
}

func must(t testing.TB) func([]byte, error) []byte {
	return func(data []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
}

// noon is the Unix time of the clock of newClock, which is also 0.6 seconds past.
const noon = 1767268800

func issuerKey() tokens.Key { return tokens.DeriveKey("tokens_test", "service") }

func newIssuer(t testing.TB, clock *stopped) *tokens.Issuer {
	t.Helper()
	issuer, err := tokens.NewIssuer(tokens.Config{Key: issuerKey(), Audience: service, Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	return issuer
}

func mintAccess(t testing.TB, issuer *tokens.Issuer, ttl time.Duration) string {
	t.Helper()
	token, err := issuer.Access(tokens.Shape{}, alice, tokens.ScopeAccess, ttl, tokens.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func mintRefresh(t testing.TB, issuer *tokens.Issuer, id string) string {
	t.Helper()
	token, err := issuer.Refresh(tokens.Shape{}, alice, id, 0, tokens.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// forge signs any header and payload with any key.
func forge(t testing.TB, key tokens.Key, header, payload string) string {
	t.Helper()
	input := encode([]byte(header)) + "." + encode([]byte(payload))
	return input + "." + encode(must(t)(tokens.ES256K{}.Sign(input, key)))
}
