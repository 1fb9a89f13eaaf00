// Package words reads what people write: fixture files, the bodies of the control API, faults,
// stubs and limits. It decodes YAML and JSON alike into structs, more strictly than their own
// packages do, and reports every mistake at once: where it stands, what is wrong, what is allowed,
// and which name was probably meant.
//
// Field names are those of json tags. Their letter case counts, each stands once, and each is
// known. Null is no value but for a pointer. Empty text and zero are refused for a field with
// omitempty, where they would mean the same as leaving it out.
package words

// Decode reads text, one YAML or JSON document, into the value that into points to, which keeps
// what it has where the text says nothing. A name that ends in .json asks for JSON and nothing
// else; otherwise the name appears in mistakes only, and "" is no name. Text that begins as JSON
// does is judged as JSON.
//
// A type that implements json.Unmarshaler or encoding.TextUnmarshaler reads itself; its error says
// what is allowed. A struct that has the method Check() Mistakes is checked with it once its fields
// are read; the paths in these mistakes begin at the struct. The error is of type Mistakes, and the
// value is then as it was.
func Decode(name string, text []byte, into any) error {
	d := Parse(name, text)
	d.decodeAll(into)
	return d.Err()
}
