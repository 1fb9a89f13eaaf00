package journal

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// What is taken out wherever it stands. A token may have lost its end.
var (
	tokenPattern       = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){0,4}|(?:[A-Za-z0-9_-]{16,}\.){2,}[A-Za-z0-9_-]{16,}`)
	proofPattern       = regexp.MustCompile(`(?i)\b(bearer|basic|dpop)\s+([^\s"',‹]+)`)
	appPasswordPattern = regexp.MustCompile(`(?i)\b[a-z2-7]{4}(?:-[a-z2-7]{4}){3}\b`)
	codePattern        = regexp.MustCompile(`\b[A-Z2-7]{5}-[A-Z2-7]{5}\b`)
	formStart          = regexp.MustCompile(`^\s*[\w.%+-]+=`)
	lastWord           = regexp.MustCompile(`[\w-]+["']?\s*$`)
)

// text redacts a text that may be JSON, hold JSON or assignments, and be cut short or broken anywhere. Text without secrets
// comes back as it is.
func (r *redactor) text(s string) string {
	if !strings.ContainsAny(s, `{["=:`) {
		return r.sweep(s)
	}
	if r.depth >= deepestText {
		return fmt.Sprintf("‹text, %d characters›", utf8.RuneCountInString(s))
	}
	r.depth++
	defer func() { r.depth-- }()
	t := textScanner{redactor: r, in: s}
	t.scan()
	return t.out.String()
}

// sweep takes out what can be told for a secret by its form, and repeats of secrets.
func (r *redactor) sweep(s string) string {
	s = r.takeOutRepeats(s)
	if len(s) < 8 {
		return s
	}
	if len(s) > 3*16 || strings.Contains(s, "eyJ") {
		s = tokenPattern.ReplaceAllStringFunc(s, func(t string) string { return r.mark("token", t) })
	}
	if strings.ContainsAny(s, " \t\r\n") {
		s = proofPattern.ReplaceAllStringFunc(s, func(t string) string {
			parts := proofPattern.FindStringSubmatch(t)
			return parts[1] + " " + r.hide("credentials", parts[2])
		})
	}
	if strings.Contains(s, "-") {
		s = appPasswordPattern.ReplaceAllStringFunc(s, func(t string) string { return r.mark("app password", t) })
		s = codePattern.ReplaceAllStringFunc(s, func(t string) string { return r.mark("code", t) })
	}
	return s
}

// A textScanner walks over text as a lenient JSON reader would. It knows of each value the name it belongs to.
type textScanner struct {
	*redactor
	in    string
	at    int
	out   strings.Builder
	open  []string // for each open bracket, what its values are: a class of secrets, or ""
	name  string   // last text that may turn out to be a name
	class string   // what the value to come is
}

func (t *textScanner) scan() {
	for t.at < len(t.in) {
		switch c := t.in[t.at]; c {
		case '"':
			t.quoted()
		case '{', '[':
			t.push(c)
		case '}', ']':
			t.open = t.open[:max(0, len(t.open)-1)]
			t.class = ""
			t.punctuation()
		case ',', '&', '\n':
			if c == ',' || !t.inJSON() {
				t.class = ""
			}
			t.punctuation()
		case ':', '=':
			if t.class == "" {
				t.class = secretClass(t.name)
			}
			t.punctuation()
		default:
			t.bare()
		}
	}
}

func (t *textScanner) punctuation() {
	t.out.WriteByte(t.in[t.at])
	t.at++
}

func (t *textScanner) inJSON() bool {
	return len(t.open) > 0
}

// push enters an object or a list. The fields of an object in a list of codes speak for themselves.
func (t *textScanner) push(bracket byte) {
	class := t.expected()
	if bracket == '{' && class == "code" {
		class = ""
	}
	t.open = append(t.open, class)
	t.class = ""
	t.punctuation()
}

// expected is the class of a value that comes now.
func (t *textScanner) expected() string {
	if t.class != "" || !t.inJSON() {
		return t.class
	}
	return t.open[len(t.open)-1]
}

// quoted reads a string: a name if a colon follows and no secret is due, else a value.
func (t *textScanner) quoted() {
	literal, next := stringLiteral(t.in, t.at)
	plain := unquote(literal)
	isName := strings.HasPrefix(strings.TrimLeft(t.in[next:], " \t\r\n"), ":")
	class := t.expected()
	if isName && t.class == "" {
		t.name, class = plain, ""
	}
	shown := plain
	if class != "" && plain != "" {
		shown = t.hide(class, plain)
	} else if class == "" {
		shown = t.text(plain)
	}
	if shown == plain {
		t.out.WriteString(literal)
	} else {
		t.out.WriteString(quote(shown))
	}
	t.at = next
}

// bare reads what stands between strings and punctuation.
func (t *textScanner) bare() {
	class := t.expected()
	end := t.bareEnd(class != "")
	run := t.in[t.at:end]
	t.at = end
	word := strings.TrimSpace(run)
	switch {
	case class != "" && word != "" && !isConstant(word):
		lead, tail, _ := strings.Cut(run, word)
		t.out.WriteString(lead + t.hideBare(class, word) + tail)
	default:
		t.out.WriteString(t.sweep(run))
	}
	t.name = strings.TrimRight(lastWord.FindString(run), "\"' \t\r\n")
}

func (t *textScanner) hideBare(class, word string) string {
	mark := t.hide(class, word)
	if trimmed := strings.Trim(word, `'`); trimmed != word {
		t.hide(class, trimmed)
	}
	if t.inJSON() {
		return quote(mark)
	}
	return mark
}

// bareEnd finds where a bare run ends. A secret value goes on to the end of its line where it is not a number or a constant.
func (t *textScanner) bareEnd(secret bool) int {
	rest := t.in[t.at:]
	stop := "{}[]\",:=&\n"
	if secret {
		stop = "}]&\n"
		if word, _, ok := cutAny(rest, stop+","); ok && isPlainValue(strings.TrimSpace(word)) {
			stop += ","
		}
	}
	if quoted := strings.TrimLeft(rest, " \t"); secret && strings.HasPrefix(quoted, "'") {
		skipped := len(rest) - len(quoted) + 1
		if i := strings.IndexByte(rest[skipped:], '\''); i >= 0 {
			return t.at + skipped + i + 1
		}
		return len(t.in)
	}
	if word, _, ok := cutAny(rest, stop); ok && word != "" {
		return t.at + len(word)
	}
	return len(t.in)
}

func cutAny(s, chars string) (before, after string, found bool) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i:], true
	}
	return s, "", false
}

func isConstant(s string) bool {
	return s == "true" || s == "false" || s == "null"
}

func isPlainValue(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil || isConstant(s) || s == ""
}

// stringLiteral reads a JSON string that begins at a quotation mark, to its end or that of the text.
func stringLiteral(s string, from int) (literal string, next int) {
	for i := from + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return s[from : i+1], i + 1
		}
	}
	return s[from:], len(s)
}

// quote writes a JSON string.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // which a string cannot fail to be
	return strings.TrimSuffix(b.String(), "\n")
}

// unquote reads a JSON string leniently: it may lack its end and hold anything.
func unquote(literal string) string {
	s := strings.TrimPrefix(literal, `"`)
	if !strings.Contains(s, `\`) {
		return strings.TrimSuffix(s, `"`)
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String()
		case s[i] != '\\' || i+1 == len(s):
			b.WriteByte(s[i])
		case s[i+1] == 'u':
			char, read := unicodeEscape(s[i:])
			b.WriteRune(char)
			i += read - 1
		default:
			i++
			b.WriteString(simpleEscape(s[i]))
		}
	}
	return b.String()
}

func simpleEscape(c byte) string {
	if i := strings.IndexByte("bfnrt", c); i >= 0 {
		return "\b\f\n\r\t"[i : i+1]
	}
	return string(rune(c))
}

// unicodeEscape reads \uXXXX, or two of them that are one character, and says how many bytes that was.
func unicodeEscape(s string) (char rune, read int) {
	first, ok := hexEscape(s)
	if !ok {
		return utf8.RuneError, min(2, len(s))
	}
	if second, ok := hexEscape(s[6:]); ok && utf16.IsSurrogate(first) {
		if both := utf16.DecodeRune(first, second); both != utf8.RuneError {
			return both, 12
		}
	}
	return first, 6
}

func hexEscape(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil //nolint:gosec // 16 bits
}
