package words

import (
	"bytes"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The sizes of the largest texts that are read, in bytes. YAML takes more memory, and its values
// cannot be counted before they are read.
const (
	maxText = 64 << 20
	maxYAML = 16 << 20
)

// mostMistakes is the number of mistakes that are kept. Others are only counted.
const mostMistakes = 200

// A Document is a parsed text with the mistakes found in it so far.
type Document struct {
	name     string
	root     *yaml.Node // nil if the text has no value
	isJSON   bool
	empty    bool
	mistakes Mistakes
	found    int // mistakes, including those that are not kept

	unfolded int // the values that aliases have added so far
	keepNull bool
	expanded map[*yaml.Node]bool // texts with variables filled in, and whether they stand without quotes
	structs  map[reflect.Type]*structure
}

// Parse reads a text, as Decode does, so that it can be decoded in parts. A text that is not even
// YAML has one mistake, the first: what follows it cannot be understood.
func Parse(name string, text []byte) *Document {
	d := &Document{name: name, structs: map[reflect.Type]*structure{}}
	switch {
	case len(text) > maxText:
		d.Add(d.place(1, 1), "the text is larger than 64 MiB", "write less")
		return d
	case !utf8.Valid(text):
		d.Add(d.placeOf(text, invalidUTF8(text)), "this is not UTF-8", "save it in that encoding")
		return d
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		d.empty = true
	case strings.EqualFold(path.Ext(name), ".json"):
		d.parseJSON(text, true)
	case bytes.HasPrefix(bytes.TrimLeft(text, whitespace), []byte("{")):
		d.parseJSON(text, false)
	default:
		d.parseYAML(text)
	}
	return d
}

// Empty reports whether the text has no value: it consists of white space and comments.
func (d *Document) Empty() bool { return d.empty }

// Start returns the place of the document's value, or of the beginning of a text that has none.
func (d *Document) Start() Place {
	if d.root == nil {
		return d.place(1, 1)
	}
	return d.at(d.root)
}

// Add reports a mistake at a place of the document.
func (d *Document) Add(at Place, problem, remedy string) {
	d.note(at, Mistake{Problem: problem, Remedy: remedy})
}

// note adds a mistake, unless aliases unfolded too far to read on.
func (d *Document) note(at Place, m Mistake) {
	if d.unfolded > maxUnfolded {
		return
	}
	d.found++
	if len(d.mistakes) == mostMistakes {
		return
	}
	m.File, m.Line, m.Column = d.name, at.Line, at.Column
	m.Problem, m.Remedy = oneLine(m.Problem), oneLine(m.Remedy)
	d.mistakes = append(d.mistakes, m)
}

// oneLine keeps a message in one line. Some come from types that read themselves.
func oneLine(text string) string {
	if strings.ContainsAny(text, "\r\n") {
		return strings.Join(strings.Fields(text), " ")
	}
	return text
}

// Err returns the mistakes found so far, of type Mistakes and in the order of the text, or nil.
func (d *Document) Err() error {
	all := slices.Clone(d.mistakes)
	all.sort()
	if more := d.found - len(all); more > 0 {
		all = append(all, Mistake{
			File: d.name, Line: all[len(all)-1].Line,
			Problem: fmt.Sprintf("%d more mistakes", more), Remedy: "mend these first",
		})
	}
	return all.Err()
}

func (d *Document) place(line, column int) Place { return Place{d.name, line, column} }

func (d *Document) at(n *yaml.Node) Place { return d.place(n.Line, n.Column) }

// placeOf finds the place of a byte.
func (d *Document) placeOf(text []byte, offset int) Place {
	before := text[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return d.place(1+bytes.Count(before, []byte("\n")), 1+utf8.RuneCount(before[start:]))
}

// invalidUTF8 returns the offset of the first byte that is not part of a character.
func invalidUTF8(text []byte) int {
	offset := 0
	for offset < len(text) {
		c, size := utf8.DecodeRune(text[offset:])
		if c == utf8.RuneError && size < 2 {
			return offset
		}
		offset += size
	}
	return offset
}
