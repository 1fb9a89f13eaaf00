package conformance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// maxText is how many characters of an answer's text are kept.
const maxText = 4000

// A normalizer turns the replies of one case into the form that is compared: what changes from run
// to run becomes a placeholder. Numbered placeholders run through the whole case, so that equal
// numbers mean equal values.
type normalizer struct {
	own        *strings.Replacer         // the case's own values and the server's names
	seen       map[string]map[string]int // kind to value to number
	keys       map[string]string         // DID to publicKeyMultibase, from DID documents seen in the case
	hostDashed string                    // how the server's invite codes begin
	verify     func(publicKey []byte, signingInput string, signature []byte) bool
	oauth      *oauthNormalizer // nil unless cases are those of OAuth
}

// newNormalizer takes pairs of a value and what it reads as. Longer values go first, so that a base
// URL is not taken for a mere host. Empty values are left aside.
func newNormalizer(own [][2]string) *normalizer {
	own = slices.DeleteFunc(slices.Clone(own), func(p [2]string) bool { return p[0] == "" })
	slices.SortStableFunc(own, func(a, b [2]string) int { return cmp.Compare(len(b[0]), len(a[0])) })
	flat := make([]string, 0, 2*len(own))
	for _, pair := range own {
		flat = append(flat, pair[0], pair[1])
	}
	return &normalizer{
		own:  strings.NewReplacer(flat...),
		seen: map[string]map[string]int{},
		keys: map[string]string{},
	}
}

// number returns the placeholder of a value among others of its kind.
func (n *normalizer) number(kind, value string) string {
	if n.seen[kind] == nil {
		n.seen[kind] = map[string]int{}
	}
	values := n.seen[kind]
	if values[value] == 0 {
		values[value] = len(values) + 1
	}
	return fmt.Sprintf("<%s#%d>", kind, values[value])
}

var (
	didForm       = regexp.MustCompile(`did:plc:[a-z2-7]{24}`)
	didKeyForm    = regexp.MustCompile(`did:key:z[1-9A-HJ-NP-Za-km-z]{40,}`)
	multibaseForm = regexp.MustCompile(`\bz[1-9A-HJ-NP-Za-km-z]{46,96}\b`)
	datetimeForm  = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)
	cidForm       = regexp.MustCompile(`\bbafy[a-z2-7]{50,60}\b`)
)

// text normalizes what may stand anywhere in a string.
func (n *normalizer) text(s string) string {
	if n.oauth != nil {
		s = n.oauth.text(n, s)
	}
	s = n.own.Replace(s)
	s = didForm.ReplaceAllStringFunc(s, func(did string) string { return n.number("did", did) })
	s = didKeyForm.ReplaceAllStringFunc(s, func(did string) string { return n.number("did:key", did) })
	s = multibaseForm.ReplaceAllString(s, "<multibase>")
	s = datetimeForm.ReplaceAllStringFunc(s, precision)
	return cidForm.ReplaceAllString(s, "<cid>")
}

// precision names the form of a time; the reference writes milliseconds everywhere.
func precision(datetime string) string {
	switch len(datetime) {
	case len("2006-01-02T15:04:05.000Z"):
		return "<datetime>"
	case len("2006-01-02T15:04:05Z"):
		return "<datetime:seconds>"
	}
	return "<datetime:other-precision>"
}

// value normalizes JSON; key is the nearest object key above it, "" at the top. Objects are walked
// in the order of their keys, which makes the numbers independent of the order on the wire.
func (n *normalizer) value(v any, key string) any {
	switch t := v.(type) {
	case string:
		return n.scalar(t, key)
	case []any:
		out := make([]any, len(t))
		for i, x := range t {
			out[i] = n.value(x, key)
		}
		return out
	case float64:
		if n.oauth != nil && key == "expires_in" {
			return lifeInWords(t)
		}
	case map[string]any:
		t = plainDocument(t)
		out := make(map[string]any, len(t))
		for _, k := range slices.Sorted(maps.Keys(t)) {
			out[n.text(k)] = n.value(t[k], k)
		}
		return out
	}
	return v
}

var (
	appPasswordForm = regexp.MustCompile(`^[a-z2-7]{4}(-[a-z2-7]{4}){3}$`)
	inviteCodeForm  = regexp.MustCompile(`^(.*)-[a-z2-7]{5}-[a-z2-7]{5}$`)
	versionForm     = regexp.MustCompile(`^\d+\.\d+\.\d+`)
	tidForm         = regexp.MustCompile(`^[a-z2-7]{13}$`)
)

// minTokenLength keeps short strings with two dots, such as handles, from being taken for tokens.
const minTokenLength = 61

// scalar normalizes a string that is known by its form or by the key it stands under.
func (n *normalizer) scalar(s, key string) any {
	if n.oauth != nil {
		if v, ok := n.oauth.scalar(n, s, key); ok {
			return v
		}
	}
	if len(s) >= minTokenLength {
		if header, claims, ok := readToken(s); ok {
			return n.token(s, header, claims)
		}
	}
	if appPasswordForm.MatchString(s) {
		return n.number("app-password", s)
	}
	if key == "code" || key == "codes" {
		if m := inviteCodeForm.FindStringSubmatch(s); m != nil {
			return n.inviteCode(s, m[1])
		}
	}
	if placeholder := underKey(s, key); placeholder != "" {
		return placeholder
	}
	return n.text(s)
}

// underKey is the placeholder of a string that is known by its key; "" when it is not.
func underKey(s, key string) string {
	switch key {
	case "cursor":
		return "<cursor>"
	case "repoRev", "rev":
		if tidForm.MatchString(s) {
			return "<tid>"
		}
		return "<not-a-tid>"
	case "sig":
		return "<signature>"
	case "version":
		if versionForm.MatchString(s) {
			return "<version>"
		}
	case "prev":
		if strings.HasPrefix(s, "baf") {
			return "<cid>"
		}
	}
	return ""
}

func (n *normalizer) inviteCode(code, prefix string) string {
	if prefix != n.hostDashed {
		return n.number("invite-code-with-other-prefix", code)
	}
	return n.number("invite-code", code)
}

// answer normalizes a reply. Beside the answer it gives the reply's JSON as it came, nil if there
// is none.
func (n *normalizer) answer(r *reply, s Step) (answer map[string]any, raw any) {
	answer = map[string]any{"status": float64(r.status)}
	raw, isJSON := r.json()
	n.learn(raw)
	if s.Setup {
		return answer, raw
	}
	answer["headers"] = n.headers(r.header)
	if n.oauth != nil {
		n.oauth.answer(n, answer, r, raw)
	} else if isJSON {
		answer["json"] = hideParserWords(n.value(raw, ""))
	} else if len(r.body) > 0 {
		answer["text"] = shorten(n.text(string([]rune(string(r.body)))))
	}
	for _, path := range s.Ignore {
		replace(answer, path, "<ignored>")
	}
	return answer, raw
}

// json reads the body of a reply that calls itself JSON; ok is false where it is not JSON after
// all.
func (r *reply) json() (v any, ok bool) {
	if !strings.Contains(r.header.Get("Content-Type"), "json") {
		return nil, false
	}
	if err := json.Unmarshal(r.body, &v); err != nil {
		return nil, false
	}
	return v, true
}

// hideParserWords drops the message of a JSON syntax error, which is the language's own.
func hideParserWords(v any) any {
	if object, ok := v.(map[string]any); ok && object["error"] == "SyntaxError" {
		object["message"] = "<json parser message>"
	}
	return v
}

func shorten(s string) string {
	if characters := []rune(s); len(characters) > maxText {
		return string(characters[:maxText])
	}
	return s
}
