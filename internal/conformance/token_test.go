package conformance_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"mockpds/internal/conformance"
)

func part(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// echo signs with the name it is given, so that a test sees which signer was used.
func echo(alg, name string) conformance.Signer {
	return conformance.Signer{Alg: alg, Sign: func(string) ([]byte, error) { return []byte(name), nil }}
}

func TestForge(t *testing.T) {
	t.Parallel()
	signers := conformance.Signers{Server: echo("A", "server"), OtherKey: echo("A", "other key"), OtherAlg: echo("B", "other alg")}
	for sign, want := range map[string]struct{ alg, signature string }{
		"server": {"A", "server"}, "otherKey": {"A", "other key"}, "otherAlg": {"B", "other alg"}, "none": {"none", ""},
	} {
		t.Run(sign, func(t *testing.T) {
			t.Parallel()
			f := conformance.Forgery{
				Header: json.RawMessage(`{"typ":"at+jwt"}`),
				Claims: json.RawMessage(`{"sub":"${did}","iat":"$now","exp":"$now+60","nbf":"$now-1.5","a":[1]}`),
				Sign:   sign,
			}
			got, err := f.Forge(map[string]string{"did": "did:plc:x"}, signers, 1000)
			token := part(`{"typ":"at+jwt","alg":"`+want.alg+`"}`) + "." +
				part(`{"sub":"did:plc:x","iat":1000,"exp":1060,"nbf":"$now-1.5","a":[1]}`) + "." + part(want.signature)
			if err != nil || got != token {
				t.Errorf("got  %s, %v\nwant %s", got, err, token)
			}
		})
	}
}

func TestForgeFails(t *testing.T) {
	t.Parallel()
	broken := conformance.Signer{Sign: func(string) ([]byte, error) { return nil, errors.New("broken") }}
	good := json.RawMessage(`{}`)
	for name, f := range map[string]conformance.Forgery{
		"no such signer": {Header: good, Claims: good, Sign: "nobody"},
		"signer missing": {Header: good, Claims: good, Sign: "otherKey"},
		"signer breaks":  {Header: good, Claims: good, Sign: "server"},
		"header":         {Header: json.RawMessage(`[]`), Claims: good, Sign: "none"},
		"claims":         {Header: good, Claims: json.RawMessage(`"x"`), Sign: "none"},
	} {
		if token, err := f.Forge(nil, conformance.Signers{Server: broken}, 0); err == nil {
			t.Errorf("%s: made %s", name, token)
		}
	}
}

func TestTamper(t *testing.T) {
	t.Parallel()
	header, claims := part(`{"typ":"JWT","alg":"X"}`), part(`{"z":1,"a":2}`)
	signature := strings.Repeat("s", 30)
	vars := map[string]string{
		"t":     header + "." + claims + "." + signature,
		"a":     header + "." + claims + ".Ab",
		"other": "h.other.s",
		"bare":  header + "." + claims + ".",
		"did":   "did:plc:x",
	}
	for name, tc := range map[string]struct {
		tampering conformance.Tampering
		want      string
	}{
		"flip-signature":             {conformance.Tampering{Token: "t"}, header + "." + claims + ".A" + signature[1:]},
		"flip-signature from A":      {conformance.Tampering{Token: "a"}, header + "." + claims + ".Bb"},
		"flip-signature of none":     {conformance.Tampering{Token: "bare"}, header + "." + claims + ".A"},
		"drop-signature":             {conformance.Tampering{Token: "t"}, header + "." + claims + "."},
		"truncate-signature":         {conformance.Tampering{Token: "t"}, header + "." + claims + "." + signature[:20]},
		"truncate-signature shorter": {conformance.Tampering{Token: "a"}, header + "." + claims + ".Ab"},
		"two-parts":                  {conformance.Tampering{Token: "t"}, header + "." + claims},
		"four-parts":                 {conformance.Tampering{Token: "a"}, header + "." + claims + ".Ab.Ab"},
		"payload-of-other":           {conformance.Tampering{Token: "a", Other: "other"}, header + ".other.Ab"},
		"payload-not-json":           {conformance.Tampering{Token: "a"}, header + "." + part("not json") + ".Ab"},
		"header-not-json":            {conformance.Tampering{Token: "a"}, part("not json") + "." + claims + ".Ab"},
		"append-padding":             {conformance.Tampering{Token: "a"}, vars["a"] + "="},
		"append-char":                {conformance.Tampering{Token: "a"}, vars["a"] + "A"},
		"set-claims": {
			conformance.Tampering{Token: "a", Args: json.RawMessage(`{"a":"${did}","new":true}`)},
			header + "." + part(`{"z":1,"a":"did:plc:x","new":true}`) + ".Ab",
		},
		"set-claims to the same": {conformance.Tampering{Token: "a", Args: json.RawMessage(`{"z":1}`)}, vars["a"]},
		"set-header": {
			conformance.Tampering{Token: "a", Args: json.RawMessage(`{"kid":"k"}`)},
			part(`{"typ":"JWT","alg":"X","kid":"k"}`) + "." + claims + ".Ab",
		},
		"alg-none": {conformance.Tampering{Token: "a"}, part(`{"typ":"JWT","alg":"none"}`) + "." + claims + "."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tampering := tc.tampering
			tampering.Op, _, _ = strings.Cut(name, " ")
			if got, err := tampering.Apply(vars); err != nil || got != tc.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, tc.want)
			}
		})
	}
}

func TestTamperFails(t *testing.T) {
	t.Parallel()
	vars := map[string]string{"t": "not.a.token"}
	for _, op := range []string{"set-claims", "set-header", "alg-none", "no such op"} {
		if got, err := (conformance.Tampering{Token: "t", Op: op}).Apply(vars); err == nil {
			t.Errorf("%s made %s", op, got)
		}
	}
}
