package e2e_test

import (
	"errors"
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/auth"
	"github.com/bluesky-social/indigo/atproto/syntax"
	"github.com/golang-jwt/jwt/v5"
)

const service = "did:web:service.test"

// serviceToken asks for a token for a method of the service.
func serviceToken(t *testing.T, m *mock, account string, method syntax.NSID) string {
	t.Helper()
	c, _ := signIn(t, m, account+".test", account+"-pass")
	out, err := atproto.ServerGetServiceAuth(t.Context(), c, service, 0, method.String())
	must(t, err)
	return out.Token
}

func TestIndigoBelievesServiceTokens(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	v := auth.ServiceAuthValidator{Audience: service, Dir: m.directory()}
	method := syntax.NSID("app.example.doThings")
	for _, account := range []string{"alice", "did-web", "deactivated"} {
		did, err := v.Validate(t.Context(), serviceToken(t, m, account, method), &method)
		must(t, err)
		c, _ := signIn(t, m, account+".test", account+"-pass")
		if did != *c.AccountDID {
			t.Errorf("%s: the token is %s's, want %s", account, did, c.AccountDID)
		}
	}
}

func TestIndigoRefusesServiceTokensOfAnotherAudienceMethodOrTime(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	method, other := syntax.NSID("app.example.doThings"), syntax.NSID("app.example.doOther")
	token := serviceToken(t, m, "alice", method)
	m.advance(-2 * pastAccess)
	old := serviceToken(t, m, "alice", method)
	for name, c := range map[string]struct {
		token, audience string
		method          syntax.NSID
		want            error
	}{
		"audience": {token, "did:web:other.test", method, jwt.ErrTokenInvalidAudience},
		"method":   {token, service, other, jwt.ErrTokenInvalidClaims},
		"time":     {old, service, method, jwt.ErrTokenExpired},
		"changed":  {token[:len(token)-4] + "AAAA", service, method, jwt.ErrTokenSignatureInvalid},
	} {
		v := auth.ServiceAuthValidator{Audience: c.audience, Dir: m.directory()}
		if _, err := v.Validate(t.Context(), c.token, &c.method); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}
