package conformance

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// variables are what ${name} stands for in one case.
type variables map[string]string

var variablePattern = regexp.MustCompile(`\$\{[A-Za-z0-9_]+\}`)

// expand replaces ${name} in text. An unknown name stays visible, so that the case differs rather
// than breaks.
func (v variables) expand(text string) string {
	return variablePattern.ReplaceAllStringFunc(text, v.value)
}

// expandJSON replaces ${name} inside the strings of a JSON text, and leaves the order of keys
// alone.
func (v variables) expandJSON(text json.RawMessage) ([]byte, error) {
	expanded := variablePattern.ReplaceAllStringFunc(string(text), func(reference string) string {
		quoted, err := marshal(v.value(reference))
		if err != nil {
			return reference
		}
		return string(quoted[1 : len(quoted)-1])
	})
	var buf bytes.Buffer
	if err := json.Compact(&buf, []byte(expanded)); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func (v variables) value(reference string) string {
	name := reference[2 : len(reference)-1]
	if value, ok := v[name]; ok {
		return value
	}
	return "<unset " + name + ">"
}

// with copies the variables and adds one.
func (v variables) with(name, value string) variables {
	out := make(variables, len(v)+1)
	maps.Copy(out, v)
	out[name] = value
	return out
}

// capture sets variables from paths in a JSON answer. What is not there stays as it was.
func (v variables) capture(paths map[string]string, answer any) {
	for name, path := range paths {
		if found, ok := lookup(answer, path); ok {
			v[name] = asText(found)
		}
	}
}

func asText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	text, err := marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

// A lottery draws the random values of cases. The same seed and case id give the same values,
// unless an earlier case of the lottery holds one of them: all cases talk to one server, which must
// not see a handle or an address twice.
type lottery struct {
	seed  string
	taken map[string]bool
}

func newLottery(seed string) *lottery {
	return &lottery{seed: seed, taken: map[string]bool{}}
}

// draw returns the random variables of one case.
func (l *lottery) draw(caseID string) variables {
	rng := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(l.seed + "\x00" + caseID))))
	return variables{
		"uid":  l.fresh(rng, func(r *rand.Rand) string { return letters(r, 8) }),
		"uid2": l.fresh(rng, func(r *rand.Rand) string { return letters(r, 8) }),
		"uid3": l.fresh(rng, func(r *rand.Rand) string { return letters(r, 8) }),
		"num":  l.fresh(rng, func(r *rand.Rand) string { return strconv.FormatInt(1e9+r.Int64N(9e9), 10) }),
		"tri":  l.fresh(rng, func(r *rand.Rand) string { return letters(r, 1) + strconv.Itoa(2+r.IntN(8)) + letters(r, 1) }),
		"ip":   l.fresh(rng, publicAddress),
		"ip2":  l.fresh(rng, publicAddress),
	}
}

// fresh draws until the value is new. It gives up after a while, as there are only 2,048 values of
// tri.
func (l *lottery) fresh(rng *rand.Rand, draw func(*rand.Rand) string) string {
	const tries = 20
	value := draw(rng)
	for i := 0; l.taken[value] && i < tries; i++ {
		value = draw(rng)
	}
	l.taken[value] = true
	return value
}

// letters draws from an alphabet without vowels, so that no handle is refused for a word that
// happens to be in it.
func letters(rng *rand.Rand, n int) string {
	const alphabet = "bcdfhjkmpqrsvwxz"
	out := make([]byte, n)
	for i := range out {
		out[i] = alphabet[rng.IntN(len(alphabet))]
	}
	return string(out)
}

func publicAddress(rng *rand.Rand) string {
	octet := func() int { return 1 + rng.IntN(254) }
	return fmt.Sprintf("%d.%d.%d.%d", 20+rng.IntN(60), octet(), octet(), octet())
}

// convert computes the value of a set step; now is the time in Unix seconds.
func (s Setting) convert(value string, now func() (int64, error)) (string, error) {
	switch s.As {
	case "":
		return value, nil
	case "upper":
		return strings.ToUpper(value), nil
	case "lower":
		return strings.ToLower(value), nil
	case "base64":
		return base64.StdEncoding.EncodeToString([]byte(value)), nil
	case "urlencode":
		return percentEncode(value, func(c byte) bool { return !isUnreserved(c) }), nil
	case "now":
		return secondsFromNow(value, now)
	case "sha256":
		return digest(value), nil
	case "random":
		n, err := strconv.Atoi(value)
		return randomText(n), err
	}
	return "", fmt.Errorf("unknown conversion %q", s.As)
}

func secondsFromNow(value string, now func() (int64, error)) (string, error) {
	offset, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return "", err
	}
	seconds, err := now()
	return strconv.FormatInt(seconds+offset, 10), err
}

// isUnreserved reports what JavaScript's encodeURIComponent leaves as it is; the recordings were
// made with it.
func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_.!~*'()", c) >= 0
}

func percentEncode(s string, escape func(byte) bool) string {
	var b strings.Builder
	for i := range len(s) {
		if escape(s[i]) {
			fmt.Fprintf(&b, "%%%02X", s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
