package control

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mockpds/internal/words"
	"mockpds/tokens"
)

// A MintOrder says what token to mint. Fields that are left out are as in the server's own session
// tokens.
type MintOrder struct {
	Account    string         `json:"account" doc:"handle or DID: the sub claim"`
	Kind       string         `json:"kind" doc:"access (default) or refresh"`
	Scope      string         `json:"scope" doc:"com.atproto.access for access tokens, com.atproto.refresh for refresh tokens"`
	Audience   string         `json:"audience" doc:"the service's DID"`
	TTLSeconds float64        `json:"ttlSeconds" doc:"7200 for access tokens, 7776000 for refresh tokens; negative: expired already; at most a hundred years, 3153600000"`
	IssuedAt   *time.Time     `json:"issuedAt" doc:"now; may lie in the future"`
	ID         string         `json:"id" doc:"the jti claim of a refresh token; made up"`
	Typ        string         `json:"typ" doc:"at+jwt or refresh+jwt"`
	Wrong      []string       `json:"wrong" doc:"key: signed with another key; no-jti: without that claim; alg-none: unsigned"`
	Claims     map[string]any `json:"claims" doc:"further claims, or others; null takes one away"`
}

// A Minted is a token that was minted to order.
type Minted struct {
	Token string `json:"token"`
}

// Check returns all that is wrong with it.
func (o MintOrder) Check() words.Mistakes {
	var m words.Mistakes
	if kinds := []string{"access", "refresh"}; o.Kind != "" && !slices.Contains(kinds, o.Kind) {
		m.Add("kind", "is "+words.Quote(o.Kind), words.OneOf(o.Kind, kinds...))
	}
	ways := []string{"key", "no-jti", "alg-none"}
	for _, way := range o.Wrong {
		if !slices.Contains(ways, way) {
			m.Add("wrong", "is "+words.Quote(way), words.OneOf(way, ways...))
		}
	}
	if o.TTLSeconds < -longestLife || o.TTLSeconds > longestLife {
		m.Add("ttlSeconds", fmt.Sprintf("is %g", o.TTLSeconds),
			fmt.Sprintf("write at most %.0f, a hundred years", longestLife))
	}
	return m
}

// Mint mints a token to order, wrong on purpose if o says so, to test services that verify tokens.
// A refresh token made here belongs to no session: refreshSession answers that it is revoked.
func (c *Control) Mint(_ context.Context, o MintOrder) (Minted, error) {
	if wrong := o.Check(); wrong != nil {
		return Minted{}, wrong
	}
	a, err := c.account(o.Account)
	if err != nil {
		return Minted{}, err
	}
	header, claims := c.order(o, a.DID)
	if slices.Contains(o.Wrong, "no-jti") {
		delete(claims, "jti")
	}
	key := c.Key
	if slices.Contains(o.Wrong, "key") {
		key = tokens.DeriveKey(c.DID, "a key that is not the server's")
	}
	token, err := sign(header, claims, key, slices.Contains(o.Wrong, "alg-none"))
	return Minted{token}, err
}

// longestLife is that of a minted token, in seconds.
const longestLife = 100 * 365 * 24 * 60 * 60.0

// order fills in what is left out.
func (c *Control) order(o MintOrder, did string) (header, claims map[string]any) {
	typ, scope, ttl := "at+jwt", tokens.ScopeAccess, tokens.DefaultAccessTTL
	if o.Kind == "refresh" {
		typ, scope, ttl = "refresh+jwt", tokens.ScopeRefresh, tokens.DefaultRefreshTTL
	}
	issued := c.Clock.Now()
	if o.IssuedAt != nil {
		issued = *o.IssuedAt
	}
	if o.TTLSeconds != 0 {
		ttl = seconds(o.TTLSeconds)
	}
	claims = map[string]any{
		"scope": cmp.Or(o.Scope, scope), "aud": cmp.Or(o.Audience, c.DID), "sub": did,
		"iat": issued.Unix(), "exp": issued.Add(ttl).Unix(),
	}
	if o.Kind == "refresh" {
		claims["jti"] = cmp.Or(o.ID, "minted")
	}
	maps.Copy(claims, o.Claims)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	return map[string]any{"typ": cmp.Or(o.Typ, typ)}, claims
}

func sign(header, claims map[string]any, key tokens.Key, unsigned bool) (string, error) {
	header["alg"] = tokens.ES256K{}.Alg()
	if unsigned {
		header["alg"] = "none"
	}
	parts := make([]string, 0, 3)
	for _, part := range []map[string]any{header, claims} {
		data, err := json.Marshal(part)
		if err != nil {
			return "", invalid("the claims are no JSON: %v", err)
		}
		parts = append(parts, base64.RawURLEncoding.EncodeToString(data))
	}
	input := strings.Join(parts, ".")
	if unsigned {
		return input + ".", nil
	}
	signature, err := tokens.ES256K{}.Sign(input, key)
	return input + "." + base64.RawURLEncoding.EncodeToString(signature), err
}
