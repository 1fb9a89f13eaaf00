package journal

import (
	"strconv"
	"strings"
)

// A textScanner walks over text as a lenient JSON reader would. It knows of each value the name it belongs to.
type textScanner struct {
	*redactor
	in     string
	at     int
	out    strings.Builder
	strict bool
	open   []bracket
	name   string // last text that may turn out to be a name
	class  string // what the value to come is
	due    bool   // a value is to come
}

// A bracket is an open object or list.
type bracket struct {
	kind  byte
	class string // of the secrets that its values are, or ""
	names string // class of secrets that the object names in one field, to have it in another
	value string // what stands in that field
	began bool   // the list has a value
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
			t.class, t.due = "", false
			t.punctuation()
		case ',', '&', '\n':
			t.separator(c)
		case ':', '=':
			if t.class == "" {
				t.class = secretClass(plainName(t.name))
			}
			t.due = true
			t.punctuation()
		case ' ', '\t', '\r':
			t.punctuation()
		default:
			if next := t.afterComment(t.at); next > t.at {
				t.comment(next)
			} else {
				t.bare()
			}
		}
	}
}

func (t *textScanner) punctuation() {
	t.out.WriteByte(t.in[t.at])
	t.at++
}

// separator ends a value. White space does so only outside of JSON, and a value that has not come may still come.
func (t *textScanner) separator(c byte) {
	if c == '&' && !t.inJSON() || c == ',' && !t.due || c == '\n' && !t.due && !t.inJSON() {
		t.class, t.due = "", false
	}
	t.punctuation()
}

func (t *textScanner) inJSON() bool {
	return len(t.open) > 0
}

// top is the innermost open bracket; the zero bracket outside of JSON.
func (t *textScanner) top() *bracket {
	if !t.inJSON() {
		return &bracket{}
	}
	return &t.open[len(t.open)-1]
}

// afterComment finds the end of a comment, as some JSON has it; the same place where there is none.
func (t *textScanner) afterComment(at int) int {
	rest := t.in[at:]
	var end int
	switch {
	case !t.inJSON():
		return at
	case strings.HasPrefix(rest, "/*"):
		if end = strings.Index(rest, "*/"); end >= 0 {
			end += len("*/")
		}
	case strings.HasPrefix(rest, "//"):
		end = strings.IndexByte(rest, '\n')
	}
	if end < 0 {
		return len(t.in)
	}
	return at + end
}

// comment leaves a comment out where all that is shown has to have a name, or where it may be a secret.
func (t *textScanner) comment(end int) {
	if !t.strict && t.expected() == "" {
		t.out.WriteString(t.text(t.in[t.at:end]))
	}
	t.at = end
}

// push enters an object or a list. The fields of an object in a list of codes speak for themselves.
func (t *textScanner) push(kind byte) {
	class := t.expected()
	if kind == '{' && (class == "code" || class == "text") {
		class = ""
	}
	if kind == '[' && class == "" && t.strict && !t.inJSON() {
		class = "text"
	}
	t.open = append(t.open, bracket{kind: kind, class: class})
	t.class, t.due = "", false
	t.punctuation()
}

// expected is the class of a value that comes now.
func (t *textScanner) expected() string {
	if t.class != "" || !t.inJSON() {
		return t.class
	}
	return t.top().class
}

// follows is the next character that is neither white space nor in a comment, or 0.
func (t *textScanner) follows(at int) byte {
	for at < len(t.in) {
		if next := t.afterComment(at); next > at {
			at = next
			continue
		}
		if c := t.in[at]; !strings.ContainsRune(" \t\r\n", rune(c)) {
			return c
		}
		at++
	}
	return 0
}

// isName tells whether what ends at a place is a name: a value follows.
func (t *textScanner) isName(end int) bool {
	c := t.follows(end)
	return c == ':' || c == '='
}

// quoted reads a string: a name if a colon follows and no secret is due, else a value.
func (t *textScanner) quoted() {
	literal, next := stringLiteral(t.in, t.at)
	plain := unquote(literal)
	class := t.expected()
	if t.isName(next) && t.class == "" {
		t.name, class = plain, ""
	} else {
		class = t.classOf(plain, class)
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

// classOf is the class of secrets that a value is, where it is not that of its name.
func (t *textScanner) classOf(value, class string) string {
	b, due := t.top(), t.due
	t.due = false
	switch {
	case class != "":
		return class
	case b.kind == '[':
		if !b.began { // as in ["password", "..."]
			b.class = secretClass(value)
		}
		b.began = true
		return ""
	case !due && t.strict:
		return "text"
	case t.isBadIdentifier(t.name, value):
		return "identifier"
	case b.kind == '{':
		return t.classInPair(b, value)
	}
	return ""
}

// classInPair reads objects such as {"name": "password", "value": "..."}, with the fields in any order.
func (t *textScanner) classInPair(b *bracket, value string) string {
	switch strings.ToLower(t.name) {
	case "name", "key", "field", "label", "id":
		if b.names = secretClass(value); b.names != "" && b.value != "" {
			t.hide(b.names, b.value)
		}
	case "value":
		b.value = value
		return b.names
	}
	return ""
}

// bare reads what stands between strings and punctuation.
func (t *textScanner) bare() {
	class := t.expected()
	end := t.bareEnd(class != "")
	if class == "" && t.strict && !t.due && t.top().kind != '[' && !t.isName(end) {
		class = "text"
		end = t.bareEnd(true)
	}
	run := t.in[t.at:end]
	t.at, t.due = end, false
	word := strings.TrimSpace(run)
	if class != "" && word != "" && !isConstant(word) {
		lead, tail, _ := strings.Cut(run, word)
		t.out.WriteString(lead + t.hideBare(class, word) + tail)
		t.name = ""
		return
	}
	t.out.WriteString(t.sweep(run))
	t.name = strings.TrimRight(lastWord.FindString(run), "\"' \t\r\n")
}

func (t *textScanner) hideBare(class, word string) string {
	mark := t.hide(class, word)
	if trimmed := strings.Trim(word, `'`); trimmed != word && trimmed != "" {
		mark = t.hide(class, trimmed)
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
	if secret && strings.HasPrefix(rest, "'") {
		return t.at + singleQuoted(rest)
	}
	if secret {
		stop = t.secretEnds(rest)
	}
	if word, _, ok := cutAny(rest, stop); ok && word != "" {
		return t.at + len(word)
	}
	return len(t.in)
}

// secretEnds are the characters that a bare secret cannot go on beyond.
func (t *textScanner) secretEnds(rest string) string {
	if !t.inJSON() {
		return "&\n"
	}
	if word, _, ok := cutAny(rest, "}]&\n,"); ok && isPlainValue(strings.TrimSpace(word)) {
		return "}]&\n,"
	}
	return "}]&\n"
}

// singleQuoted is the length of a string in single quotation marks at the beginning of a text.
func singleQuoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\'':
			return i + 1
		}
	}
	return len(s)
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
