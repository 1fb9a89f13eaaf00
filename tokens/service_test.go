package tokens_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mockpds/tokens"
)

const serviceHeader = `{"typ":"JWT","alg":"ES256K"}`

func accountKey() tokens.Key { return tokens.DeriveKey("tokens_test", alice) }

func serviceClaims() tokens.ServiceClaims {
	at := newClock().now()
	return tokens.ServiceClaims{
		Issuer:    alice,
		Audience:  service,
		Method:    "com.atproto.server.createAccount",
		ID:        "0123456789abcdef0123456789abcdef",
		IssuedAt:  at.Unix(),
		ExpiresAt: at.Add(time.Minute).Unix(),
	}
}

func TestServiceTokensHaveTheClaimsOfTheReference(t *testing.T) {
	t.Parallel()
	whole := serviceClaims()
	anyMethod := whole
	anyMethod.Method = ""
	for name, test := range map[string]struct {
		claims  tokens.ServiceClaims
		payload string
	}{
		"one method": {whole, `{"iat":1767268800,"iss":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","aud":"did:web:pds.example.com","exp":1767268860,"lxm":"com.atproto.server.createAccount","jti":"0123456789abcdef0123456789abcdef"}`},
		"any method": {anyMethod, `{"iat":1767268800,"iss":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","aud":"did:web:pds.example.com","exp":1767268860,"jti":"0123456789abcdef0123456789abcdef"}`},
	} {
		parts := strings.Split(signService(t, test.claims), ".")
		if got := string(decode(t, parts[0])); got != serviceHeader {
			t.Errorf("%s: header %s", name, got)
		}
		if got := string(decode(t, parts[1])); got != test.payload {
			t.Errorf("%s: payload %s, want %s", name, got, test.payload)
		}
	}
}

func TestGoldenServiceToken(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "service.golden")
	got := signService(t, serviceClaims()) + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(must(t)(os.ReadFile(path))); got != want {
		t.Errorf("the token differs from %s:\n%s", path, got)
	}
}

func TestServiceTokenNeedsAKey(t *testing.T) {
	t.Parallel()
	if token, err := tokens.SignServiceToken(tokens.Key{}, serviceClaims()); err == nil {
		t.Errorf("signed without a key: %s", token)
	}
}

func TestServiceTokensAreNoSessionTokens(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	token := must2(t)(tokens.SignServiceToken(issuerKey(), serviceClaims()))
	if _, err := issuer.VerifyAccess(token); !errors.Is(err, tokens.ErrInvalid) {
		t.Errorf("signed with the service's own key: %v, want ErrInvalid", err)
	}
	for _, session := range []string{mintAccess(t, issuer, 0), mintRefresh(t, issuer, "one")} {
		_, err := tokens.ParseServiceToken(session)
		if _, ok := errors.AsType[tokens.WrongTypeError](err); !ok {
			t.Errorf("a session token as a service token: %v", err)
		}
	}
}

func signService(t testing.TB, claims tokens.ServiceClaims) string {
	t.Helper()
	return must2(t)(tokens.SignServiceToken(accountKey(), claims))
}
