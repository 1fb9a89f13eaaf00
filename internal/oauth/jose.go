package oauth

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"mockpds/tokens"
)

// A key is a client's public key.
type key struct {
	id, alg, use string
	jwk          *jose.JSONWebKey // nil for a key on secp256k1, which go-jose does not have
	k256         tokens.PublicKey
	short        bool // read by readShortKey
}

// verified are the algorithms that go-jose checks: all that the metadata announces but ES256K, and
// EdDSA, which the reference takes too.
var verified = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512,
	jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
}

const es256k = "ES256K"

// The ways in which a key or a signature is refused, in jose's words.
var (
	errNotPublic = errors.New(`"jwk" (JSON Web Key) Header Parameter must be a public key`)
	errKey       = words(`Invalid or unsupported "jwk" (JSON Web Key) Parameter value`)
	errSignature = errors.New("signature verification failed")
	errCompact   = words("Invalid Compact JWS")
	errHeader    = errors.New("JWS Protected Header is invalid")
	errAlg       = errors.New(`JWS "alg" (Algorithm) Header Parameter missing or invalid`)
	errCrit      = words(`Extension Header Parameter is not recognized`)
	errPayload   = errors.New("JWT Claims Set must be a top-level JSON object")
)

func readKey(raw []byte) (*key, error) {
	var about struct {
		Curve string          `json:"crv"`
		ID    string          `json:"kid"`
		Alg   string          `json:"alg"`
		Use   string          `json:"use"`
		D     json.RawMessage `json:"d"`
		K     json.RawMessage `json:"k"`
	}
	if json.Unmarshal(raw, &about) != nil {
		return nil, errKey
	}
	if about.D != nil || about.K != nil {
		return nil, errNotPublic
	}
	k := &key{id: about.ID, alg: about.Alg, use: about.Use}
	if about.Curve == "secp256k1" {
		public, err := tokens.ParsePublicKey(string(raw))
		if err != nil {
			return nil, errKey
		}
		k.k256 = public
		return k, nil
	}
	if k.jwk = readShortKey(raw); k.jwk != nil {
		k.short = true
		return k, nil
	}
	k.jwk = &jose.JSONWebKey{}
	if k.jwk.UnmarshalJSON(raw) != nil || !k.jwk.IsPublic() {
		return nil, errKey
	}
	if r, ok := k.jwk.Key.(*rsa.PublicKey); ok && r.N.BitLen() < 2048 {
		return nil, errKey
	}
	return k, nil
}

// readKeys reads the public keys with an id out of a set; others do not count.
func readKeys(list []any) []*key {
	var keys []*key
	for _, item := range list {
		raw, err := json.Marshal(item)
		if err != nil {
			continue
		}
		if k, err := readKey(raw); err == nil && k.id != "" {
			keys = append(keys, k)
		}
	}
	return keys
}

// thumbprint is that of RFC 7638.
func (k *key) thumbprint() string {
	if k.jwk == nil {
		return k.k256.JWK().ID
	}
	sum, err := k.jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// A jws is a signed token that was read and not yet believed.
type jws struct {
	text    string
	alg     string
	typ     string
	keyID   string
	hasID   bool
	crit    bool
	rawKey  json.RawMessage // embedded; nil if there is none
	payload []byte
}

func readJWS(text string) (*jws, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, errCompact
	}
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil {
		return nil, errHeader
	}
	if len(header) == 0 {
		return nil, errAlg // jose takes none for an empty one
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(header, &members) != nil {
		return nil, errHeader
	}
	t := &jws{text: text, rawKey: members["jwk"]}
	t.alg, _ = textOf(members["alg"])
	t.typ, _ = textOf(members["typ"])
	t.keyID, t.hasID = textOf(members["kid"])
	t.crit = members["crit"] != nil
	if t.alg == "" {
		return nil, errAlg
	}
	t.payload, err = base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, errCompact
	}
	return t, nil
}

func textOf(raw json.RawMessage) (string, bool) {
	var text string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return "", false
	}
	return text, true
}

// embeddedKey is the key that the token brings.
func (t *jws) embeddedKey() (*key, error) {
	var object map[string]json.RawMessage
	if t.rawKey == nil || json.Unmarshal(t.rawKey, &object) != nil || object == nil {
		return nil, errors.New(`"jwk" (JSON Web Key) Header Parameter must be a JSON object`)
	}
	return readKey(t.rawKey)
}

// verify checks the signature. The algorithm is the token's, which has to be one for the key.
func (t *jws) verify(k *key) error {
	if t.crit {
		return errCrit
	}
	if k.alg != "" && k.alg != t.alg {
		return errKey
	}
	if t.alg == es256k {
		signed, signature, _ := cutLast(t.text)
		raw, err := base64.RawURLEncoding.DecodeString(signature)
		if err != nil || k.jwk != nil || !k.k256.VerifyES256K(signed, raw) {
			return errSignature
		}
		return nil
	}
	if k.jwk == nil {
		return errKey
	}
	if k.short {
		return t.verifyShort(k)
	}
	parsed, err := jose.ParseSignedCompact(t.text, verified)
	if err != nil {
		return errKey
	}
	if _, err := parsed.Verify(k.jwk); err != nil {
		return errSignature
	}
	return nil
}

func cutLast(s string) (before, after string, found bool) {
	dot := strings.LastIndexByte(s, '.')
	if dot < 0 {
		return s, "", false
	}
	return s[:dot], s[dot+1:], true
}

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
