package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
)

// An object is a JSON object that remembers the order of its fields: a token taken apart and put
// together again must be the same token, or its signature no longer fits.
type object []field

type field struct {
	name  string
	value json.RawMessage
}

var errNotObject = errors.New("not a JSON object")

// readObject reads a JSON object.
func readObject(text []byte) (object, error) {
	if !json.Valid(text) {
		return nil, errNotObject
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return nil, errNotObject
	}
	o := object{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		text, _ := name.(string)
		o = o.with(text, value)
	}
	return o, nil
}

// with puts a field in its place, or at the end where it is new.
func (o object) with(name string, value json.RawMessage) object {
	for i := range o {
		if o[i].name == name {
			o[i].value = value
			return o
		}
	}
	return append(o, field{name, value})
}

// withAll puts all fields of another object into this one.
func (o object) withAll(other object) object {
	for _, f := range other {
		o = o.with(f.name, f.value)
	}
	return o
}

// text writes the object compactly.
func (o object) text() ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			buf.WriteByte(',')
		}
		name, err := marshal(f.name)
		if err != nil {
			return nil, err
		}
		buf.Write(name)
		buf.WriteByte(':')
		if err := json.Compact(&buf, f.value); err != nil {
			return nil, err
		}
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}
