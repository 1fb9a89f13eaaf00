package oauth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"mockpds/tokens"
)

// verified are the algorithms that signatures may have: all that the metadata announces, and EdDSA,
// which the reference takes too.
var verified = append(slices.Clone(algorithms), "EdDSA")

// The ways in which a signed token is refused, in jose's words.
var (
	errSignature = errors.New("signature verification failed")
	errCompact   = words("Invalid Compact JWS")
	errHeader    = errors.New("JWS Protected Header is invalid")
	errAlg       = errors.New(`JWS "alg" (Algorithm) Header Parameter missing or invalid`)
	errCrit      = words(`Extension Header Parameter is not recognized`)
)

// A jws is a signed token that was read and not yet believed.
type jws struct {
	alg       string
	typ       string
	keyID     string
	hasID     bool
	crit      bool
	rawKey    json.RawMessage // embedded; nil if there is none
	payload   []byte
	signed    string // what the signature is of
	signature string
}

// readJWS reads a token part by part: go-jose has fewer words for its mistakes, and refuses keys
// that readKey takes.
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
	t := &jws{
		rawKey: members["jwk"], crit: members["crit"] != nil,
		signed: strings.TrimSuffix(text, "."+parts[2]), signature: parts[2],
	}
	t.alg, _ = textOf(members["alg"])
	t.typ, _ = textOf(members["typ"])
	t.keyID, t.hasID = textOf(members["kid"])
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
	_, isK256 := k.public.(tokens.PublicKey)
	switch {
	case t.crit:
		return errCrit
	case k.alg != "" && k.alg != t.alg, !slices.Contains(verified, t.alg), isK256 && t.alg != "ES256K":
		return errKey
	}
	signature, err := base64.RawURLEncoding.DecodeString(t.signature)
	if err != nil || !tokens.VerifyJWS(t.alg, t.signed, signature, k.public) {
		return errSignature
	}
	return nil
}
