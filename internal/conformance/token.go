package conformance

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
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
		return Signer{}, fmt.Errorf("%w: %s", errNoSigner, name)
	}
	return signer, nil
}

// token makes a compact JWT of the header, with the signer's alg in it, and the claims.
func (s Signer) token(header, claims object) (string, error) {
	alg, err := marshal(s.Alg)
	if err != nil {
		return "", err
	}
	head, err := header.with("alg", alg).encode()
	if err != nil {
		return "", err
	}
	payload, err := claims.encode()
	if err != nil {
		return "", err
	}
	signature, err := s.Sign(head + "." + payload)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return head + "." + payload + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

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
	if err := claims.fillTimes(now); err != nil {
		return "", fmt.Errorf("claims: %w", err)
	}
	return signer.token(header, claims)
}

var claimTime = regexp.MustCompile(`^"\$now([+-]\d+)?"$`)

// fillTimes puts Unix times in the place of "$now+60" and the like.
func (o object) fillTimes(now func() (int64, error)) error {
	for i, f := range o {
		match := claimTime.FindSubmatch(f.value)
		if match == nil {
			continue
		}
		seconds, err := now()
		if err != nil {
			return err
		}
		offset, _ := strconv.ParseInt(string(match[1]), 10, 64) // "$now" alone has none
		o[i].value = strconv.AppendInt(nil, seconds+offset, 10)
	}
	return nil
}

// expandObject reads a JSON object with its variables filled in; a missing one is empty.
func (v variables) expandObject(text json.RawMessage) (object, error) {
	if len(text) == 0 {
		return object{}, nil
	}
	expanded, err := v.expandJSON(text)
	if err != nil {
		return nil, err
	}
	return readObject(expanded)
}

func (o object) encode() (string, error) {
	text, err := o.text()
	return base64.RawURLEncoding.EncodeToString(text), err
}

func splitToken(token string) (header, payload, signature string) {
	header, rest, _ := strings.Cut(token, ".")
	payload, rest, _ = strings.Cut(rest, ".")
	signature, _, _ = strings.Cut(rest, ".")
	return header, payload, signature
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
		return nil, errNotObject
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
