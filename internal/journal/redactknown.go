package journal

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Secret is a text that the server knows for one.
type Secret struct {
	Class string // what it is called where it stood: password, app password, code, token
	Text  string

	// Count is 0 for one secret. Else there are as many, and what differs is the number, from 1, which stands in the places of {n}.
	Count int
}

// numeral stands for the number in the text of secrets that are many.
const numeral = "{n}"

// knownSecrets are the secrets that the server tells of. It is asked at each reading for those that came since, and never while a call
// is made.
type knownSecrets struct {
	options *Options

	mu       sync.RWMutex // guards the fields below
	world    uint64       // which the server numbers
	told     int          // secrets of that world
	searcher searcher
	short    map[string]string // class of those that are only secrets where nothing stands beside them
	many     []*numbered
}

// enter brings what is known up to date, and keeps it so until leave.
func (k *knownSecrets) enter() {
	k.mu.RLock()
	if !k.outdated() {
		return
	}
	k.mu.RUnlock()
	k.mu.Lock()
	k.update()
	k.mu.Unlock()
	k.mu.RLock()
}

func (k *knownSecrets) leave() {
	k.mu.RUnlock()
}

// outdated tells whether the server has more to tell.
func (k *knownSecrets) outdated() bool {
	if k.short == nil {
		return true
	}
	if k.options.MoreSecrets == nil {
		return false
	}
	more, world := k.options.MoreSecrets(k.world, k.told)
	return world != k.world || len(more) > 0
}

func (k *knownSecrets) update() {
	var more []Secret
	world := k.world
	if k.options.MoreSecrets != nil {
		more, world = k.options.MoreSecrets(k.world, k.told)
	}
	if k.short == nil || world != k.world {
		k.world, k.told, k.searcher, k.short, k.many = world, 0, searcher{}, map[string]string{}, nil
		for _, s := range k.options.Secrets {
			k.add(s)
		}
	}
	for _, s := range more {
		k.add(s)
	}
	k.told += len(more)
}

func (k *knownSecrets) add(s Secret) {
	switch {
	case s.Text == "" || slices.Contains(protocolWords, s.Text):
	case s.Count > 0 && strings.Contains(s.Text, numeral):
		k.many = append(k.many, &numbered{s.Class, strings.Split(s.Text, numeral), s.Count})
	case len(s.Text) < shortestRepeat:
		k.short[s.Text] = s.Class
	default:
		for _, spelling := range spellings(s.Text) {
			k.searcher.add(spelling, s.Class)
		}
		if s.Class == "code" { // which is taken in either letter case
			k.searcher.add(strings.ToLower(s.Text), s.Class)
			k.searcher.add(strings.ToUpper(s.Text), s.Class)
		}
	}
}

// class is what kind of secret a text is, or "".
func (k *knownSecrets) class(text string) string {
	class := k.short[text]
	if class == "" {
		class = k.searcher.texts[text]
	}
	for i := 0; i < len(k.many) && class == ""; i++ {
		if k.many[i].match(text, true) == len(text) && text != "" {
			class = k.many[i].class
		}
	}
	if class == "" || k.isName(text) {
		return ""
	}
	return class
}

// isName tells whether an account is called so: that is shown, even if it is also a password.
func (k *knownSecrets) isName(text string) bool {
	return k.options.IsName != nil && k.options.IsName(text)
}

func (k *knownSecrets) isSecret(text, _ string) bool {
	return !k.isName(text)
}

// takeOut takes the secrets out of a text.
func (k *knownSecrets) takeOut(r *redactor, s string) string {
	by := func(text, class string) string { return r.mark(class, text) }
	s = replaceFound(s, func(from int) (int, int, string, bool) {
		begin, end, ok := k.searcher.first(s, from, r.marks, k.isSecret)
		if !ok {
			return 0, 0, "", false
		}
		return begin, end, k.searcher.texts[s[begin:end]], true
	}, by)
	for _, n := range k.many {
		s = replaceFound(s, func(from int) (int, int, string, bool) {
			begin, end, ok := n.first(s, from, r.marks, k.isName)
			return begin, end, n.class, ok
		}, by)
	}
	return s
}

// holds tells whether some secret stands in a text.
func (k *knownSecrets) holds(s string) bool {
	if _, _, ok := k.searcher.first(s, 0, nil, k.isSecret); ok {
		return true
	}
	for _, n := range k.many {
		if _, _, ok := n.first(s, 0, nil, k.isName); ok {
			return true
		}
	}
	return false
}

// numbered are secrets that differ in their number.
type numbered struct {
	class string
	parts []string // which stand around the number
	count int
}

// match is the length of the longest of the secrets that a text begins with, or of the one that it is, if it is to be whole; 0 if there
// is none.
func (n *numbered) match(s string, whole bool) int {
	rest, ok := strings.CutPrefix(s, n.parts[0])
	if !ok {
		return 0
	}
	digits := 0
	for digits < len(rest) && digits < len(strconv.Itoa(n.count)) && isDigit(rest[digits]) {
		digits++
	}
	for ; digits > 0; digits-- {
		length := len(n.parts[0]) + digits + n.tail(rest[:digits], rest[digits:])
		if length >= len(n.parts[0])+digits && n.has(rest[:digits]) && (!whole || length == len(s)) {
			return length
		}
	}
	return 0
}

// tail is the length of what follows the first number, or a negative number if that does not follow.
func (n *numbered) tail(number, rest string) int {
	length := 0
	for i, part := range n.parts[1:] {
		if i > 0 {
			part = number + part
		}
		if !strings.HasPrefix(rest[length:], part) {
			return -len(rest) - 1
		}
		length += len(part)
	}
	return length
}

func (n *numbered) has(digits string) bool {
	number, err := strconv.Atoi(digits)
	return err == nil && digits[0] != '0' && number <= n.count
}

func isDigit(c byte) bool {
	return '0' <= c && c <= '9'
}

// first finds the first of the secrets in a text, as searcher.first does, that is no name. One with nothing but digits is looked for
// where no other digit stands beside it.
func (n *numbered) first(s string, from int, marks map[string]bool, isName func(string) bool) (begin, end int, ok bool) {
	for i := from; i < len(s); i++ {
		if length := markAt(s[i:], marks); length > 0 {
			i += length - 1
			continue
		}
		if !n.mayBegin(s[i]) {
			continue
		}
		if length := n.match(s[i:], false); length >= shortestRepeat && !n.isPartOfNumber(s, i, i+length) && !isName(s[i:i+length]) {
			return i, i + length, true
		}
	}
	return 0, 0, false
}

func (n *numbered) mayBegin(c byte) bool {
	if first := n.parts[0]; first != "" {
		return c == first[0]
	}
	return isDigit(c)
}

func (n *numbered) isPartOfNumber(s string, begin, end int) bool {
	if n.parts[0] != "" || len(n.parts) != 2 || n.parts[1] != "" {
		return false
	}
	return begin > 0 && isDigit(s[begin-1]) || end < len(s) && isDigit(s[end])
}
