package words

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

const whitespace = " \t\r\n"

// parseJSON turns JSON into the tree that YAML gives, since JSON as people and programs write it is not all YAML: the YAML
// package knows neither \/ nor a character escaped as two surrogates. Text that only looks like JSON may still be YAML, unless
// onlyJSON.
func (d *Document) parseJSON(text []byte, onlyJSON bool) {
	var raw json.RawMessage
	err := json.Unmarshal(text, &raw)
	switch {
	case err == nil:
		d.isJSON, d.root = true, d.readJSON(text)
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
		d.Add(d.placeOf(text, end), "the JSON ends too early", "close what is open: quotes, then braces and brackets")
		return
	}
	offset := len(text)
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = int(wrong.Offset) - 1
	}
	d.Add(d.placeOf(text, offset), "this is no JSON: "+withoutCharacter(err.Error()), "check the commas, quotes and brackets up to here")
}

// withoutCharacter takes the character out of a message of package json, as it may be one of a password.
func withoutCharacter(message string) string {
	const start = "invalid character '"
	if !strings.HasPrefix(message, start) {
		return message
	}
	_, rest, _ := strings.Cut(message[len(start)+1:], "' ")
	return "unexpected character " + rest
}

// A jsonReader reads the tokens of valid JSON and knows the place of each.
type jsonReader struct {
	text         []byte
	decoder      *json.Decoder
	offset       int // up to where line and column are counted
	line, column int
}

func (d *Document) readJSON(text []byte) *yaml.Node {
	r := &jsonReader{text: text, decoder: json.NewDecoder(bytes.NewReader(text)), line: 1, column: 1}
	r.decoder.UseNumber()
	return r.value()
}

func (r *jsonReader) value() *yaml.Node {
	r.advance()
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: r.line, Column: r.column}
	token, _ := r.decoder.Token() // cannot fail: the text is valid
	switch t := token.(type) {
	case json.Delim:
		r.content(n, t)
	case string:
		n.Tag, n.Value = "!!str", t
	case json.Number:
		n.Tag, n.Value = "!!float", t.String()
	case bool:
		n.Tag, n.Value = "!!bool", strconv.FormatBool(t)
	default:
		n.Tag = "!!null"
	}
	return n
}

// content reads the inside of an object or a list, and its end.
func (r *jsonReader) content(n *yaml.Node, open json.Delim) {
	n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
	if open == '{' {
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
	}
	for r.decoder.More() {
		n.Content = append(n.Content, r.value())
	}
	_, _ = r.decoder.Token() // the closing bracket
}

// advance counts up to the next token.
func (r *jsonReader) advance() {
	next := int(r.decoder.InputOffset())
	for next < len(r.text) && strings.IndexByte(whitespace+",:", r.text[next]) >= 0 {
		next++
	}
	for r.offset < next {
		c, size := utf8.DecodeRune(r.text[r.offset:])
		r.offset += size
		r.column++
		if c == '\n' {
			r.line, r.column = r.line+1, 1
		}
	}
}
