package words

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxUnfolded bounds what aliases add to a text, in values, since a few of them let a small text
// unfold to a very large one.
const maxUnfolded = 200_000

// parseYAML sets the root to that of the one document in the text.
func (d *Document) parseYAML(text []byte) {
	if len(text) > maxYAML {
		d.Add(d.place(1, 1), "the text is larger than 16 MiB", "write less, or the same as JSON")
		return
	}
	if offset := controlCharacter(text); offset >= 0 {
		c, _ := utf8.DecodeRune(text[offset:])
		d.Add(d.placeOf(text, offset), fmt.Sprintf("control character %U", c),
			"take it out; in double quotes it can be escaped")
		return
	}
	first, second, err := documents(text)
	switch {
	case err != nil:
		d.explainYAML(text, problemOf(err))
	case first == nil:
		d.empty = true
	default:
		d.root = first.Content[0]
		if second != nil {
			d.Add(d.at(second), "a second YAML document begins here", "put everything into one")
		}
	}
}

// documents parses the first document, and the second if there is one.
func documents(text []byte) (first, second *yaml.Node, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	first, err = nextDocument(decoder)
	if first != nil && err == nil {
		second, err = nextDocument(decoder)
	}
	return first, second, err
}

// nextDocument returns nil after the last one.
func nextDocument(decoder *yaml.Decoder) (*yaml.Node, error) {
	n := new(yaml.Node)
	err := decoder.Decode(n)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return n, err
}

// controlCharacter returns the offset of the first character that YAML does not allow (YAML 1.2.2,
// section 5.1), or -1.
func controlCharacter(text []byte) int {
	return bytes.IndexFunc(text, func(c rune) bool {
		switch c {
		case '\t', '\n', '\r', 0x85:
			return false
		default:
			return c < ' ' || c >= 0x7f && c < 0xa0 || c == 0xfffe || c == 0xffff
		}
	})
}

// yamlProblem returns what the YAML package says about the text, or "".
func yamlProblem(text []byte) string {
	_, _, err := documents(text)
	return problemOf(err)
}

// problemOf returns the message of the YAML package without its line, which is often that of the
// mapping around the mistake, and without the name of an anchor, which may be a password with an
// asterisk in front.
func problemOf(err error) string {
	if err == nil {
		return ""
	}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.HasPrefix(text, "line ") {
		_, text, _ = strings.Cut(text, ": ")
	}
	if strings.HasPrefix(text, unknownAnchor) {
		return unknownAnchor
	}
	return text
}

func (d *Document) explainYAML(text []byte, problem string) {
	line, column, bad := locate(text, problem)
	at := d.place(line, column)
	before := lineBefore(text, line)
	said, remedy := explain(problem)
	switch {
	case isTabProblem(problem) && bytes.HasPrefix(bytes.TrimLeft(bad, " "), []byte("\t")):
		said, remedy = "a tab indents the line", "indent with spaces"
	case strings.HasPrefix(problem, notContinued) && column > 0 &&
		bracedWord.Match(afterColumn(bad, column)):
		said, remedy = "text that holds { or } stands without quotes", "put it in quotes"
	case strings.HasPrefix(problem, noMapping) && nameAlone.Match(before):
		at = d.place(line-1, utf8.RuneCount(nameAlone.FindSubmatch(before)[1])+1)
		said, remedy = explain(noColon)
	}
	d.Add(at, said, remedy)
}

var (
	bracedWord = regexp.MustCompile(`^[^\s{}\[\],"']+\{`)                                    // user{n}.test, ${NAME}
	nameAlone  = regexp.MustCompile(`^(\s*(?:- +)*[A-Za-z$][A-Za-z0-9]*)(?: [^:"'#]*)?\s*$`) // a name that no colon follows
)

// lineBefore returns the line before the one with a number, from 1.
func lineBefore(text []byte, number int) []byte {
	lines := bytes.SplitN(text, []byte("\n"), number)
	if number < 2 {
		return nil
	}
	return lines[number-2]
}

// afterColumn returns the rest of a line from a column on, which counts characters from 1.
func afterColumn(line []byte, column int) []byte {
	return []byte(string([]rune(string(line))[column-1:]))
}

// value returns the node itself, or what it is an alias of. It is nil once aliases have unfolded
// too far, which is one mistake.
func (d *Document) value(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.AliasNode {
		return n
	}
	if d.unfolded > maxUnfolded {
		return nil
	}
	size := countValues(n.Alias)
	if d.unfolded+size > maxUnfolded {
		d.Add(d.at(n), fmt.Sprintf("the aliases unfold to more than %d values", maxUnfolded),
			"use fewer of them")
		d.unfolded = maxUnfolded + 1
		return nil
	}
	d.unfolded += size
	return n.Alias
}

// countValues returns the number of values in a tree, not counting what its aliases stand for.
func countValues(n *yaml.Node) int {
	count := 1
	for _, child := range n.Content {
		count += countValues(child)
	}
	return count
}

// kind names what a node is, without its text.
func (d *Document) kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return d.either("an object", "a mapping")
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch n.Tag {
	case "!!str":
		return "text"
	case "!!null":
		return d.either("null", "empty")
	case "!!bool":
		return "true or false"
	case "!!int", "!!float":
		return "a number"
	case "!!timestamp":
		return "a date"
	default:
		return "tagged text"
	}
}
