package faults

import (
	"bytes"
	"encoding/json"
	"strings"

	"mockpds/internal/ruleset"
)

// A reader reads the value of one field.
type reader func(m *Mistakes, path string, value json.RawMessage)

type field struct {
	name string
	read reader
}

// UnmarshalJSON reads a rule and checks it. The error is of type Mistakes and holds everything that is wrong.
func (r *Rule) UnmarshalJSON(data []byte) error {
	var read Rule
	return decode(data, read.fields(), read.check, func() { *r = read })
}

// UnmarshalJSON reads a hold and checks it. The error is of type Mistakes and holds everything that is wrong.
func (h *HoldRule) UnmarshalJSON(data []byte) error {
	var read HoldRule
	return decode(data, read.fields(), read.check, func() { *h = read })
}

// decode keeps what it read only when nothing is wrong with it.
func decode(data []byte, fields []field, check func() Mistakes, keep func()) error {
	var m Mistakes
	if !json.Valid(data) {
		m.add("", "this is no JSON", "write an object with "+namesOf(fields))
		return m
	}
	m.object("", data, fields)
	m.merge(check())
	if len(m) > 0 {
		return m
	}
	keep()
	return nil
}

func (r *Rule) fields() []field {
	return []field{
		{"id", value(&r.ID, idRemedy, present)},
		{"match", object(r.Match.fields())},
		{"effect", object(r.Effect.fields())},
	}
}

const (
	countRemedy       = "write a whole number from 1, or leave it out"
	accountRemedy     = "write a DID or a handle"
	probabilityRemedy = "write a number above 0 and at most 1"
	seedRemedy        = "write a whole number from 1"
	textRemedy        = "write text"
	trueRemedy        = "write true, or leave it out"
)

func (m *Match) fields() []field {
	return []field{
		{"method", value(&m.Method, ruleset.PatternRemedy, present)},
		{"account", value(&m.Account, accountRemedy, present)},
		{"session", value(&m.Session, countRemedy, present)},
		{"generation", value(&m.Generation, countRemedy, present)},
		{"from", value(&m.From, countRemedy, present)},
		{"times", value(&m.Times, timesRemedy, present)},
		{"probability", value(&m.Probability, probabilityRemedy, present)},
		{"seed", value(&m.Seed, seedRemedy, present)},
	}
}

func (e *Effect) fields() []field {
	return []field{
		{"error", func(m *Mistakes, path string, data json.RawMessage) {
			e.Error = &Error{}
			m.object(path, data, e.Error.fields())
		}},
		{"preset", value(&e.Preset, presetRemedy(), present)},
		{"retryAfter", value(&e.RetryAfter, retryAfterRemedy, present)},
		{"delay", value(&e.Delay, durationRemedy, present)},
		{"drop", value(&e.Drop, dropRemedy, present)},
		{"truncate", value(&e.Truncate, trueRemedy, present)},
		{"notJson", value(&e.NotJSON, trueRemedy, present)},
		{"contentType", value(&e.ContentType, contentTypeRemedy, present)},
		{"slowBody", value(&e.SlowBody, durationRemedy, present)},
	}
}

func (e *Error) fields() []field {
	return []field{
		{"status", value(&e.Status, statusRemedy, present)},
		{"name", value(&e.Name, textRemedy, present)},
		{"message", value(&e.Message, textRemedy, present)},
		{"headers", e.readHeaders},
		{"body", value(&e.Body, bodyRemedy, present)},
		{"contentType", value(&e.ContentType, contentTypeRemedy, present)},
	}
}

func (e *Error) readHeaders(m *Mistakes, path string, data json.RawMessage) {
	const remedy = "write an object of header names and values"
	m.members(path, data, remedy, func(name string, text json.RawMessage) {
		if e.Headers == nil {
			e.Headers = map[string]string{}
		}
		var content string
		value(&content, textRemedy, anything)(m, path+"."+shorten(name), text)
		e.Headers[name] = content
	})
}

func object(fields []field) reader {
	return func(m *Mistakes, path string, data json.RawMessage) { m.object(path, data, fields) }
}

// value reads into a variable what ok lets pass. Null never does.
func value[T comparable](target *T, remedy string, ok func(isZero bool) bool) reader {
	return func(m *Mistakes, path string, data json.RawMessage) {
		var zero T
		err := json.Unmarshal(data, target)
		if err != nil || string(data) == "null" || !ok(*target == zero) {
			m.add(path, "is "+show(data), remedy)
		}
	}
}

// present refuses a value that would mean the same as none: who writes it means something else.
func present(isZero bool) bool { return !isZero }

func anything(bool) bool { return true }

func (m *Mistakes) object(path string, data []byte, fields []field) {
	remedy := "write an object with " + namesOf(fields)
	m.members(path, data, remedy, func(name string, value json.RawMessage) {
		for _, f := range fields {
			if f.name == name {
				f.read(m, join(path, name), value)
				return
			}
		}
		m.add(join(path, shorten(name)), "is no field", "write "+namesOf(fields))
	})
}

// members visits what stands in an object, in its order. Of a repeated member only the first is visited: encoding/json alone would take
// the last without a word.
func (m *Mistakes) members(path string, data []byte, remedy string, visit func(name string, value json.RawMessage)) {
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		m.add(path, "is "+show(data), remedy)
		return
	}
	seen := map[string]bool{}
	for d.More() {
		token, _ := d.Token()
		name, _ := token.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return // not reached: the text was found valid before
		}
		if seen[name] {
			m.add(join(path, shorten(name)), "stands there twice", "write it once")
			continue
		}
		seen[name] = true
		visit(name, value)
	}
}

func join(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

func shorten(name string) string { return strings.Trim(quote(name), `"`) }

func namesOf(fields []field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return list(names, "or")
}

// list joins names as a sentence does: a, b or c.
func list(names []string, last string) string {
	n := len(names) - 1
	if n < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n], ", ") + " " + last + " " + names[n]
}

func show(data []byte) string {
	data = bytes.TrimSpace(data)
	var text string
	switch {
	case bytes.HasPrefix(data, []byte("{")):
		return "an object"
	case bytes.HasPrefix(data, []byte("[")):
		return "a list"
	case json.Unmarshal(data, &text) == nil && string(data) != "null":
		return quote(text)
	}
	return shorten(string(data))
}
