package conformance

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// longLife is where the life of a service token stops being compared to the second: tests ask for
// times "far away".
const longLife = 2 * 60 * 60 // seconds

// token returns the facts about a JWT that are compared. The algorithm is one only for service
// tokens (those with an issuer): a server may sign its own session tokens as it likes.
func (n *normalizer) token(token string, header, claims map[string]any) any {
	facts := map[string]any{
		"typ":        header["typ"],
		"headerKeys": keyList(header),
		"keys":       keyList(claims),
		"ttl":        lifetime(claims),
	}
	for _, name := range []string{"scope", "lxm"} {
		if v, ok := claims[name]; ok {
			facts[name] = v
		}
	}
	for _, name := range []string{"aud", "sub", "iss"} {
		if v, ok := claims[name]; ok {
			facts[name] = n.plain(v)
		}
	}
	if id, ok := claims["jti"]; ok {
		facts["jti"] = n.number("jti", fmt.Sprint(id))
	}
	if issuer, ok := claims["iss"]; ok {
		facts["alg"] = header["alg"]
		facts["ttl"] = roughLifetime(facts["ttl"])
		facts["signatureVerifies"] = n.verifies(token, issuer)
	}
	return map[string]any{"$jwt": facts}
}

func (n *normalizer) plain(v any) any {
	if s, ok := v.(string); ok {
		return n.text(s)
	}
	return v
}

func keyList(object map[string]any) string {
	return strings.Join(slices.Sorted(maps.Keys(object)), ",")
}

// lifetime is exp minus iat in seconds; nil if either is not a number.
func lifetime(claims map[string]any) any {
	expires, ok := claims["exp"].(float64)
	issued, ok2 := claims["iat"].(float64)
	if !ok || !ok2 {
		return nil
	}
	return expires - issued
}

func roughLifetime(ttl any) any {
	seconds, ok := ttl.(float64)
	switch {
	case ok && seconds > longLife:
		return "<far>"
	case ok && seconds < -longLife:
		return "<past>"
	}
	return ttl
}

// verifies reports whether the issuer's key signed the token; nil if the case has not seen the key.
func (n *normalizer) verifies(token string, issuer any) any {
	did, _ := issuer.(string)
	multibase, ok := n.keys[did]
	if !ok {
		return nil
	}
	key, err := publicKey(multibase)
	if err != nil || n.verify == nil {
		return false
	}
	end := strings.LastIndexByte(token, '.')
	signature, err := base64.RawURLEncoding.DecodeString(token[end+1:])
	return err == nil && n.verify(key, token[:end], signature)
}
