package conformance

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// A Signer signs the tokens of forge steps.
type Signer struct {
	Alg  string // goes into the token's header
	Sign func(signingInput string) (signature []byte, err error)
}

// Signers are the keys that tokens are forged with.
type Signers struct {
	Server   Signer // the key and algorithm of the server under test
	OtherKey Signer // its algorithm, another key
	OtherAlg Signer // another algorithm, any key
}

var errNoSigner = errors.New("the target has no such signer")

func (s *Signers) byName(name string) (Signer, error) {
	var signer Signer
	switch name {
	case "none":
		return Signer{Alg: "none", Sign: func(string) ([]byte, error) { return nil, nil }}, nil
	case "server":
		signer = s.Server
	case "otherKey":
		signer = s.OtherKey
	case "otherAlg":
		signer = s.OtherAlg
	}
	if signer.Sign == nil {
		return Signer{}, fmt.Errorf("%w: %q", errNoSigner, name)
	}
	return signer, nil
}

// token makes a compact JWT of the header, with the signer's alg in it, and the claims.
func (s Signer) token(header, claims map[string]any) (string, error) {
	header["alg"] = s.Alg
	head, err := encodePart(header)
	if err != nil {
		return "", err
	}
	payload, err := encodePart(claims)
	if err != nil {
		return "", err
	}
	signature, err := s.Sign(head + "." + payload)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return head + "." + payload + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

var claimTime = regexp.MustCompile(`^\$now([+-]\d+)?$`)

// forge makes the token of a forge step; now is the time in Unix seconds.
func (f Forgery) forge(vars variables, signers *Signers, now func() (int64, error)) (string, error) {
	signer, err := signers.byName(f.Sign)
	if err != nil {
		return "", err
	}
	header, err := vars.expandObject(f.Header)
	if err != nil {
		return "", fmt.Errorf("header: %w", err)
	}
	claims, err := vars.expandObject(f.Claims)
	if err != nil {
		return "", fmt.Errorf("claims: %w", err)
	}
	for name, value := range claims {
		text, _ := value.(string)
		match := claimTime.FindStringSubmatch(text)
		if match == nil {
			continue
		}
		seconds, err := now()
		if err != nil {
			return "", err
		}
		offset, _ := strconv.ParseInt(match[1], 10, 64) // "$now" alone has none
		claims[name] = seconds + offset
	}
	return signer.token(header, claims)
}

// expandObject reads a JSON object with its variables filled in; a missing one is empty.
func (v variables) expandObject(text json.RawMessage) (map[string]any, error) {
	object := map[string]any{}
	if len(text) == 0 {
		return object, nil
	}
	expanded, err := v.expandJSON(text)
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal(expanded, &object)
	if object == nil {
		object = map[string]any{}
	}
	return object, err
}

// apply changes the token of a tamper step.
func (t Tampering) apply(vars variables) (string, error) {
	token := vars[t.Token]
	header, payload, signature := splitToken(token)
	switch t.Op {
	case "flip-signature":
		return header + "." + payload + "." + flipFirst(signature), nil
	case "drop-signature":
		return header + "." + payload + ".", nil
	case "truncate-signature":
		return header + "." + payload + "." + signature[:min(20, len(signature))], nil
	case "two-parts":
		return header + "." + payload, nil
	case "four-parts":
		return strings.Join([]string{header, payload, signature, signature}, "."), nil
	case "payload-of-other":
		_, other, _ := splitToken(vars[t.Other])
		return header + "." + other + "." + signature, nil
	case "payload-not-json":
		return header + "." + encodeText("not json") + "." + signature, nil
	case "header-not-json":
		return encodeText("not json") + "." + payload + "." + signature, nil
	case "append-padding":
		return token + "=", nil
	case "append-char":
		return token + "A", nil
	}
	return t.rewrite(vars, header, payload, signature)
}

// rewrite does the operations that put other fields into the token.
func (t Tampering) rewrite(vars variables, header, payload, signature string) (string, error) {
	fields, err := vars.expandObject(t.Args)
	if err != nil {
		return "", err
	}
	switch t.Op {
	case "set-claims":
		payload, err = withFields(payload, fields)
	case "set-header":
		header, err = withFields(header, fields)
	case "alg-none":
		header, err = withFields(header, map[string]any{"alg": "none"})
		signature = ""
	default:
		err = fmt.Errorf("unknown tampering %q", t.Op)
	}
	return header + "." + payload + "." + signature, err
}

func splitToken(token string) (header, payload, signature string) {
	header, rest, _ := strings.Cut(token, ".")
	payload, rest, _ = strings.Cut(rest, ".")
	signature, _, _ = strings.Cut(rest, ".")
	return header, payload, signature
}

func flipFirst(s string) string {
	switch {
	case s == "":
		return "A"
	case s[0] == 'A':
		return "B" + s[1:]
	}
	return "A" + s[1:]
}

func withFields(part string, fields map[string]any) (string, error) {
	object, err := decodePart(part)
	if err != nil {
		return "", err
	}
	for name, value := range fields {
		object[name] = value
	}
	return encodePart(object)
}

func encodePart(v any) (string, error) {
	text, err := marshal(v)
	return base64.RawURLEncoding.EncodeToString(text), err
}

func encodeText(s string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(s))
}

func decodePart(part string) (map[string]any, error) {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, err
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, err
	}
	if object == nil {
		return nil, errors.New("not an object")
	}
	return object, nil
}

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$`)

// readToken takes a JWT apart without checking it; ok is false for anything else.
func readToken(text string) (header, claims map[string]any, ok bool) {
	if !tokenForm.MatchString(text) {
		return nil, nil, false
	}
	head, payload, _ := splitToken(text)
	header, err := decodePart(head)
	if err != nil {
		return nil, nil, false
	}
	if _, ok := header["alg"]; !ok {
		return nil, nil, false
	}
	claims, err = decodePart(payload)
	return header, claims, err == nil
}

// publicKey reads the publicKeyMultibase of a DID document into SEC1 bytes, compressed or not. Besides the Multikey form
// it knows the older one without a multicodec prefix, which a PLC directory serves on its plain document URL.
func publicKey(multibase string) ([]byte, error) {
	digits, ok := strings.CutPrefix(multibase, "z")
	if !ok {
		return nil, errors.New("not base58btc")
	}
	raw, err := base58(digits)
	if err != nil {
		return nil, err
	}
	const secp256k1Prefix = "\xe7\x01" // multicodec secp256k1-pub
	return []byte(strings.TrimPrefix(string(raw), secp256k1Prefix)), nil
}

func base58(digits string) ([]byte, error) {
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n, radix := new(big.Int), big.NewInt(int64(len(alphabet)))
	for i := range len(digits) {
		value := strings.IndexByte(alphabet, digits[i])
		if value < 0 {
			return nil, errors.New("not a base58 digit")
		}
		n.Mul(n, radix).Add(n, big.NewInt(int64(value)))
	}
	zeros := len(digits) - len(strings.TrimLeft(digits, "1"))
	return append(make([]byte, zeros), n.Bytes()...), nil
}
