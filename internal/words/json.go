package words

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

const whitespace = " \t\r\n"

// parseJSON turns JSON into the tree that YAML gives, since JSON as people and programs write it is
// not all YAML: the YAML package knows neither \/ nor a character escaped as two surrogates. Text
// that only looks like JSON may still be YAML, unless onlyJSON.
func (d *Document) parseJSON(text []byte, onlyJSON bool) {
	var raw json.RawMessage
	err := json.Unmarshal(text, &raw)
	switch {
	case err == nil:
		d.isJSON = true
		d.root = d.readJSON(text)
	case !onlyJSON && (!meansJSON(text) || yamlProblem(text) == ""):
		d.parseYAML(text)
	default:
		d.isJSON = true
		d.explainJSON(text, err)
	}
}

// meansJSON reports whether text that begins with a brace goes on with a quoted name.
func meansJSON(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text, whitespace+"{"), []byte(`"`))
}

func (d *Document) explainJSON(text []byte, err error) {
	if strings.HasPrefix(err.Error(), "unexpected end") {
		end := len(bytes.TrimRight(text, whitespace))
		d.Add(d.placeOf(text, end), "the JSON ends too early",
			"close what is open: quotes, then braces and brackets")
		return
	}
	offset := len(text)
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = int(wrong.Offset) - 1
	}
	d.Add(d.placeOf(text, offset), "this is no JSON: "+withoutCharacter(err.Error()),
		"check the commas, quotes and brackets up to here")
}

// withoutCharacter takes the character out of a message of package json, as it may be one of a
// password.
func withoutCharacter(message string) string {
	const start = "invalid character '"
	if !strings.HasPrefix(message, start) {
		return message
	}
	_, rest, _ := strings.Cut(message[len(start)+1:], "' ")
	return "unexpected character " + rest
}

// A jsonReader reads JSON that is known to be valid, and keeps the place of each value. The tokens
// of package json would take twice as long.
type jsonReader struct {
	text         []byte
	at           int // the next byte
	line, column int
	values       int // so far
}

// mostValues bounds the memory that a small text with many values takes.
const mostValues = 5_000_000

// readJSON returns the tree of a text, or nil if it has too many values.
func (d *Document) readJSON(text []byte) *yaml.Node {
	r := &jsonReader{text: text, line: 1, column: 1}
	root := r.value()
	if r.values > mostValues {
		d.Add(d.place(1, 1), fmt.Sprintf("there are more than %d values", mostValues),
			"write fewer")
		return nil
	}
	return root
}

// value reads a value, and what it can of it once there are too many.
func (r *jsonReader) value() *yaml.Node {
	r.skip(whitespace)
	r.values++
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: r.line, Column: r.column}
	switch r.text[r.at] {
	case '{':
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
		r.content(n, '}')
	case '[':
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		r.content(n, ']')
	case '"':
		n.Tag, n.Value = "!!str", r.quoted()
	case 't', 'f':
		n.Tag, n.Value = "!!bool", r.literal()
	case 'n':
		n.Tag = "!!null"
		r.literal()
	default:
		n.Tag, n.Value = "!!float", r.literal()
	}
	return n
}

// content reads the inside of an object or a list, with its brackets. Names and values of an object
// follow one another.
func (r *jsonReader) content(n *yaml.Node, end byte) {
	r.move(1)
	for {
		r.skip(whitespace + ",:")
		if r.text[r.at] == end || r.values > mostValues {
			break
		}
		n.Content = append(n.Content, r.value())
	}
	r.move(1)
}

func (r *jsonReader) quoted() string {
	end := r.at + 1
	for r.text[end] != '"' {
		if r.text[end] == '\\' {
			end++
		}
		end++
	}
	token := r.text[r.at : end+1]
	r.move(len(token))
	text := string(token[1 : len(token)-1])
	if strings.Contains(text, `\`) {
		_ = json.Unmarshal(token, &text) // cannot fail: the text is valid
	}
	return text
}

func (r *jsonReader) literal() string {
	end := r.at
	for end < len(r.text) && strings.IndexByte(whitespace+",]}", r.text[end]) < 0 {
		end++
	}
	token := string(r.text[r.at:end])
	r.move(len(token))
	return token
}

// skip moves past any of some characters.
func (r *jsonReader) skip(any string) {
	for r.at < len(r.text) && strings.IndexByte(any, r.text[r.at]) >= 0 {
		newline := r.text[r.at] == '\n'
		r.move(1)
		if newline {
			r.line, r.column = r.line+1, 1
		}
	}
}

// move moves past bytes of one line.
func (r *jsonReader) move(size int) {
	r.column += utf8.RuneCount(r.text[r.at : r.at+size])
	r.at += size
}
