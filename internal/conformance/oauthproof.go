package conformance

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// prove puts a proof into the headers of a request.
func (c *conversation) prove(ctx context.Context, r *Request, p Proof) error {
	if p.Nonce == nil && c.vars[nonceSeen] == "" {
		got, err := c.send(ctx, &Request{Method: http.MethodPost, Path: "/oauth/token", Headers: [][2]string{{"content-type", "application/x-www-form-urlencoded"}}}, c.vars)
		if err != nil {
			return err
		}
		c.vars[nonceSeen] = got.header.Get("Dpop-Nonce")
	}
	text, err := c.proof(*r, p)
	if err != nil {
		return err
	}
	for range max(p.Times, 1) {
		r.Headers = append(r.Headers, [2]string{"dpop", text})
	}
	if p.Into != "" {
		c.vars[p.Into] = text
	}
	return nil
}

func (c *conversation) proof(r Request, p Proof) (string, error) {
	if p.Raw != nil {
		return c.vars.expand(*p.Raw), nil
	}
	alg := "ES256"
	if _, known := hashes[p.Alg]; known || p.Alg == "EdDSA" {
		alg = p.Alg
	}
	key, err := c.key(orElse(p.Key, "k"), alg)
	if err != nil {
		return "", err
	}
	now, err := c.target.unixTime()
	if err != nil {
		return "", err
	}
	path, _, _ := strings.Cut(r.Path, "?")
	claims := map[string]any{"jti": orElse(c.vars.expand(p.JTI), randomText(16)), "htm": r.Method, "htu": c.instance.base + path, "iat": now}
	if p.Nonce == nil {
		claims["nonce"] = c.vars[nonceSeen]
	} else if nonce := c.vars.expand(*p.Nonce); nonce != "none" {
		claims["nonce"] = nonce
	}
	for _, h := range r.Headers {
		if token, ok := strings.CutPrefix(strings.ToLower(c.vars.expand(h[1])), "dpop "); ok && strings.EqualFold(h[0], "authorization") {
			claims["ath"] = digest(c.vars.expand(h[1])[len(c.vars.expand(h[1]))-len(token):])
		}
	}
	header := map[string]any{"typ": "dpop+jwt", "alg": orElse(p.Alg, key.alg), "jwk": key.jwk}
	return c.signed(key, p.SignWith, header, claims, p.Header, p.Claims)
}

// signed signs a header and claims, with those that a case gives put into them.
func (c *conversation) signed(key *clientKey, signWith string, header, claims map[string]any, more ...json.RawMessage) (string, error) {
	var put [2]map[string]any
	for i, text := range more {
		if text == nil {
			continue
		}
		filled, err := c.fill(text)
		if err != nil {
			return "", err
		}
		if err := json.Unmarshal(filled, &put[i]); err != nil {
			return "", err
		}
	}
	header, claims = merged(header, put[0]), merged(claims, put[1])
	signer := key
	if signWith != "" {
		var err error
		if signer, err = c.key(signWith, "ES256"); err != nil {
			return "", err
		}
	}
	alg, _ := header["alg"].(string)
	return signer.sign(alg, header, claims)
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// key finds a key of the case, or makes it.
func (c *conversation) key(name, alg string) (*clientKey, error) {
	if k := c.keys[name]; k != nil {
		return k, nil
	}
	k, err := newClientKey(orElse(alg, "ES256"), name+"-"+c.vars["uid"])
	if err != nil {
		return nil, err
	}
	if c.keys == nil {
		c.keys = map[string]*clientKey{}
	}
	c.keys[name] = k
	c.vars[name+"_jkt"], c.vars[name+"_kid"] = k.thumbprint(), k.id
	c.norm.oauth.learn(k.thumbprint(), "<jkt:"+name+">")
	for _, member := range []string{"x", "y", "n"} {
		if text, ok := k.jwk[member].(string); ok {
			c.norm.oauth.learn(text, "<"+member+":"+name+">")
		}
	}
	return k, nil
}

func (c *conversation) sign(a Assertion) (string, error) {
	key, err := c.key(orElse(a.Key, "ck"), "")
	if err != nil {
		return "", err
	}
	return c.signed(key, a.SignWith, map[string]any{"alg": key.alg, "kid": key.id}, nil, a.Header, a.Claims)
}

func (c *conversation) drawVerifier(name string) error {
	verifier := randomText(32)
	c.vars[name+"Verifier"], c.vars[name+"Challenge"] = verifier, digest(verifier)
	c.norm.oauth.learn(digest(verifier), "<challenge>")
	c.norm.oauth.learn(verifier, "<verifier>")
	return nil
}

var (
	nowText = regexp.MustCompile(`"\$now([+-]\d+)?"`)
	keyText = regexp.MustCompile(`"\$(jwk|private):(\w+)"`)
)

// fill puts variables, times and keys into JSON.
func (c *conversation) fill(text json.RawMessage) (json.RawMessage, error) {
	now, err := c.target.unixTime()
	if err != nil {
		return nil, err
	}
	filled := nowText.ReplaceAllStringFunc(string(text), func(s string) string {
		offset, _ := strconv.ParseInt(strings.Trim(strings.TrimPrefix(s, `"$now`), `"`), 10, 64) // none is 0
		return strconv.FormatInt(now+offset, 10)
	})
	filled = keyText.ReplaceAllStringFunc(filled, func(s string) string {
		m := keyText.FindStringSubmatch(s)
		k := c.keys[m[2]]
		if k == nil {
			return s
		}
		shown := k.public()
		if m[1] == "private" {
			shown = merged(k.jwk, k.secret, map[string]any{"kid": k.id, "alg": k.alg})
		}
		text, _ := marshal(shown) // texts always encode
		return string(text)
	})
	return c.vars.expandJSON(json.RawMessage(filled))
}
