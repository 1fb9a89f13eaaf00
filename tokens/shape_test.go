package tokens_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"mockpds/tokens"
)

func TestATokenOfAnotherShapeIsAcceptedOnceTheIssuerHasMintedOne(t *testing.T) {
	t.Parallel()
	shapes := map[string]struct {
		shape  tokens.Shape
		header string
	}{
		"typ JWT":     {tokens.Shape{Header: map[string]string{"typ": "JWT"}}, `{"alg":"ES256K","typ":"JWT"}`},
		"no typ":      {tokens.Shape{Header: map[string]string{"typ": ""}}, `{"alg":"ES256K"}`},
		"kid and jti": {tokens.Shape{Header: map[string]string{"typ": "", "kid": "k"}, AccessID: "id"}, `{"alg":"ES256K","kid":"k"}`},
	}
	for name, c := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i, other := newIssuer(t, newClock()), newIssuer(t, newClock())
			mint := func(i *tokens.Issuer) [2]string {
				return [2]string{
					must2(t)(i.Access(c.shape, alice, tokens.ScopeAccess, 0, tokens.Origin{Session: 1})),
					must2(t)(i.Refresh(c.shape, alice, "refresh", 0, tokens.Origin{Session: 1})),
				}
			}
			minted := mint(i)
			for _, token := range minted {
				header, _, _ := strings.Cut(token, ".")
				if got := string(tokens.DecodeBase64(header)); got != c.header {
					t.Errorf("header %s, want %s", got, c.header)
				}
				if claims, ok := i.Recognize(token); !ok || claims.Session != 1 {
					t.Errorf("recognized %t: %+v", ok, claims)
				}
			}
			if claims, err := i.VerifyAccess(minted[0]); err != nil || claims.ID != c.shape.AccessID {
				t.Errorf("access: %+v %v", claims, err)
			}
			if _, err := i.VerifyAccess(minted[1]); !errors.Is(err, tokens.ErrInvalid) {
				t.Errorf("a refresh token as an access token: %v", err)
			}
			if _, err := other.VerifyAccess(minted[0]); !errors.Is(err, tokens.ErrInvalid) {
				t.Errorf("an issuer that minted none: %v", err)
			}
			mint(other)
			if _, err := other.VerifyAccess(minted[0]); err != nil {
				t.Errorf("an issuer that has forgotten it: %v", err)
			}
			if _, err := other.VerifyRefresh(minted[0]); !errors.Is(err, tokens.ErrInvalid) {
				t.Errorf("an access token as a refresh token: %v", err)
			}
			if claims, err := other.VerifyRefresh(minted[1]); err != nil || claims.ID != "refresh" {
				t.Errorf("refresh: %+v %v", claims, err)
			}
		})
	}
}

func TestAShapeLeavesPlainTokensAsTheyAre(t *testing.T) {
	t.Parallel()
	i := newIssuer(t, newClock())
	must2(t)(i.Access(tokens.Shape{Header: map[string]string{"typ": "JWT"}}, alice, tokens.ScopeAccess, 0, tokens.Origin{}))
	header, _, _ := strings.Cut(mintAccess(t, i, 0), ".")
	var fields map[string]string
	if err := json.Unmarshal(tokens.DecodeBase64(header), &fields); err != nil || fields["typ"] != "at+jwt" {
		t.Errorf("%v %v", fields, err)
	}
}
