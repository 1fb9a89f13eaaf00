package words

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Place is where something stands in a text. The zero Place is nowhere.
type Place struct {
	File   string // the name that Parse was given
	Line   int    // from 1
	Column int    // from 1, in characters; 0 when it is not known
}

// String returns the line and the column, such as 3:14.
func (p Place) String() string {
	if p.Column == 0 {
		return fmt.Sprint(p.Line)
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}

// From returns the place as a message about another place names it: with its file if that is
// another one.
func (p Place) From(other Place) string {
	if p.File == other.File {
		return p.String()
	}
	return p.File + ":" + p.String()
}

// A Mistake is one thing wrong with what somebody wrote.
type Mistake struct {
	File    string `json:"file,omitempty" doc:"what was read: a file, fixtures or account; left out for other bodies"`
	Line    int    `json:"line,omitempty" doc:"from 1"`
	Column  int    `json:"column,omitempty" doc:"from 1, in characters; left out when it is not known"`
	Path    string `json:"path,omitempty" doc:"of the field, such as effect.error.status; left out when it is the whole"`
	Problem string `json:"problem" doc:"what is wrong"`
	Remedy  string `json:"remedy" doc:"what is allowed"`

	AtName bool `json:"-"` // the name at the end of the path is wrong, not its value
}

// String returns the mistake in one line. One that has a file has the form of a compiler's message.
func (m Mistake) String() string {
	text := m.Problem
	if m.Remedy != "" {
		text += ": " + m.Remedy
	}
	if m.File == "" {
		return text
	}
	return m.File + ":" + Place{Line: m.Line, Column: m.Column}.String() + ": " + text
}

// Mistakes are all that is wrong with what somebody wrote, in its order.
type Mistakes []Mistake

// Error returns one line for each mistake.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// Add notes what is wrong with the value at a path. The problem continues a sentence that begins
// with the path, such as "is missing", and may not repeat what could be secret.
func (m *Mistakes) Add(path, problem, remedy string) {
	*m = append(*m, Mistake{Path: path, Problem: sentence(path, problem), Remedy: remedy})
}

// AddName notes, as Add does, what is wrong with the name at the end of a path.
func (m *Mistakes) AddName(path, problem, remedy string) {
	*m = append(*m,
		Mistake{Path: path, Problem: sentence(path, problem), Remedy: remedy, AtName: true})
}

func sentence(path, problem string) string {
	return strings.TrimSpace(shorten(path) + " " + problem)
}

// Err returns the mistakes as an error, which is nil if there are none.
func (m Mistakes) Err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// explain reports whether a mistake at a path follows from one that is known: of the same value, of
// one within it, or of one around it.
func (m Mistakes) explain(path string) bool {
	return slices.ContainsFunc(m, func(known Mistake) bool {
		return known.Path == path || within(known.Path, path) || within(path, known.Path) && !known.AtName
	})
}

// within reports whether one path leads to something inside of what the other leads to.
func within(path, outer string) bool {
	return outer == "" || strings.HasPrefix(path, outer+".")
}

func (m Mistakes) sort() {
	slices.SortStableFunc(m, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// longestQuote is how many characters of a value a message shows.
const longestQuote = 60

// Quote returns a value in quotes as a message shows it, shortened to fit a line.
func Quote(value string) string {
	return fmt.Sprintf("%q", shorten(value))
}

func shorten(value string) string {
	if runes := []rune(value); len(runes) > longestQuote {
		return string(runes[:longestQuote]) + "…"
	}
	return value
}

// OneOf returns the remedy for a word that is none of those allowed, with the one that was probably
// meant.
func OneOf[T ~string](word T, allowed ...T) string {
	var names []string
	for _, name := range allowed {
		names = append(names, string(name))
	}
	return "write one of " + strings.Join(names, ", ") + DidYouMean(string(word), names)
}

// DidYouMean returns a hint such as ` (did you mean "status"?)`, or "" when no allowed word is near
// to the given one.
func DidYouMean(word string, allowed []string) string {
	if near := Nearest(word, allowed); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}
