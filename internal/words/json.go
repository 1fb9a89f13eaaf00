package words

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
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

// A jsonReader reads JSON that is known to be valid, and keeps the place of each value.
type jsonReader struct {
	*json.Decoder
	text         []byte
	start        int // of the latest token
	line, column int // of the latest token
	values       int // so far
}

// mostValues bounds the memory that a small text with many values takes.
const mostValues = 5_000_000

// readJSON returns the tree of a text, or nil if it has too many values.
func (d *Document) readJSON(text []byte) *yaml.Node {
	r := &jsonReader{Decoder: json.NewDecoder(bytes.NewReader(text)), text: text, line: 1, column: 1}
	r.UseNumber()
	root := r.value()
	if r.values > mostValues {
		d.Add(d.place(1, 1), fmt.Sprintf("there are more than %d values", mostValues),
			"write fewer")
		return nil
	}
	return root
}

// value reads a value, or only its beginning once there are too many. Names and values of an object
// follow one another.
func (r *jsonReader) value() *yaml.Node {
	r.values++
	r.moveToToken()
	token, _ := r.Token() // cannot fail: the text is valid
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: r.line, Column: r.column}
	switch token := token.(type) {
	case json.Delim:
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
		if token == '[' {
			n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		}
		for r.More() && r.values <= mostValues {
			n.Content = append(n.Content, r.value())
		}
		_, _ = r.Token() // the end
	case string:
		n.Tag, n.Value = "!!str", token
	case bool:
		n.Tag, n.Value = "!!bool", strconv.FormatBool(token)
	case json.Number:
		n.Tag, n.Value = "!!float", token.String()
	default:
		n.Tag = "!!null"
	}
	return n
}

// moveToToken sets the place to that of the next token.
func (r *jsonReader) moveToToken() {
	next := int(r.InputOffset())
	next += len(r.text[next:]) - len(bytes.TrimLeft(r.text[next:], whitespace+",:"))
	passed := r.text[r.start:next]
	if end := bytes.LastIndexByte(passed, '\n'); end >= 0 {
		r.line, r.column = r.line+bytes.Count(passed, []byte("\n")), 1
		passed = passed[end+1:]
	}
	r.start, r.column = next, r.column+utf8.RuneCount(passed)
}
