package conformance

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

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
		header, err = withFields(header, object{{"alg", json.RawMessage(`"none"`)}})
		signature = ""
	default:
		err = fmt.Errorf("unknown tampering %q", t.Op)
	}
	return header + "." + payload + "." + signature, err
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

func withFields(part string, fields object) (string, error) {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return "", err
	}
	o, err := readObject(text)
	if err != nil {
		return "", err
	}
	return o.withAll(fields).encode()
}

func encodeText(s string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(s))
}
