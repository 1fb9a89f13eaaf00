package oauth

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

var errPayload = errors.New("JWT Claims Set must be a top-level JSON object")

// A rule says what the claims of a token have to be.
type rule struct {
	typ                       string
	issuer, subject, audience string // "" is not looked at
	required                  []string
	life, tolerance           time.Duration // of iat
}

// claims reads the claims of a token and judges them by a rule, at one of several times: it is
// enough if one of them is right. It returns the claims of a token that is too old or too young,
// too.
func (t *jws) claims(r rule, now ...time.Time) (map[string]any, error) {
	var claims map[string]any
	if json.Unmarshal(t.payload, &claims) != nil || claims == nil {
		return nil, errPayload
	}
	if r.typ != "" && strings.TrimPrefix(strings.ToLower(t.typ), "application/") != r.typ {
		return nil, errors.New(`unexpected "typ" JWT header value`)
	}
	if err := r.checkNames(claims); err != nil {
		return nil, err
	}
	var err error
	for _, at := range now {
		if err = checkTimes(claims, r, at); err == nil {
			return claims, nil
		}
	}
	return claims, err
}

// checkNames judges who issued a token, about whom and for whom, and whether all is there.
func (r rule) checkNames(claims map[string]any) error {
	required := []string{}
	expected := [][2]string{{"iss", r.issuer}, {"sub", r.subject}, {"aud", r.audience}}
	expected = slices.DeleteFunc(expected, func(e [2]string) bool { return e[1] == "" })
	for _, e := range expected {
		required = append(required, e[0])
	}
	for _, name := range slices.Concat(required, []string{"iat"}, r.required) {
		if _, ok := claims[name]; !ok {
			return missing(name)
		}
	}
	for _, e := range expected {
		if !names(claims[e[0]], e[1], e[0] == "aud") {
			return errors.New(`unexpected "` + e[0] + `" claim value`)
		}
	}
	return nil
}

func missing(claim string) error { return errors.New(`missing required "` + claim + `" claim`) }

// names reports whether a claim has a value, alone or, if many may stand there, among others.
func names(claim any, value string, many bool) bool {
	if list, ok := claim.([]any); ok && many {
		return slices.Contains(list, any(value))
	}
	return claim == value
}

// checkTimes judges iat, nbf and exp at a time.
func checkTimes(claims map[string]any, r rule, at time.Time) error {
	now, tolerance := float64(at.Unix()), r.tolerance.Seconds()
	for _, name := range []string{"iat", "nbf", "exp"} {
		if v, ok := claims[name]; ok {
			if _, isNumber := v.(float64); !isNumber {
				return errors.New(`"` + name + `" claim must be a number`)
			}
		}
	}
	if nbf, ok := claims["nbf"].(float64); ok && nbf > now+tolerance {
		return errors.New(`"nbf" claim timestamp check failed`)
	}
	if exp, ok := claims["exp"].(float64); ok && exp <= now-tolerance {
		return errors.New(`"exp" claim timestamp check failed`)
	}
	iat, _ := claims["iat"].(float64)
	switch age := now - iat; {
	case age-tolerance > r.life.Seconds():
		return errors.New(`"iat" claim timestamp check failed (too far in the past)`)
	case age < -tolerance:
		return errors.New(`"iat" claim timestamp check failed (it should be in the past)`)
	default:
		return nil
	}
}
