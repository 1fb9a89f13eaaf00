package words

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNesting is how deep lists and mappings may lie in one another where any value is allowed.
const maxNesting = 100

// toJSON writes a tree as JSON, in its order. Dates become text, as JSON has none. It reports
// whether that could be done, and notes why not.
func (d *Document) toJSON(n *yaml.Node, at *spot) (json.RawMessage, bool) {
	before := d.found
	w := &jsonWriter{d: d}
	w.write(n, at, 0)
	return w.text.Bytes(), d.found == before && d.unfolded <= maxUnfolded
}

type jsonWriter struct {
	d    *Document
	text bytes.Buffer
}

func (w *jsonWriter) write(n *yaml.Node, at *spot, depth int) {
	n = w.d.value(n)
	switch {
	case n == nil:
	case depth > maxNesting:
		w.d.wrong(n, at, "lists and mappings lie too deep in one another",
			"write at most "+strconv.Itoa(maxNesting)+" levels")
	case n.Kind == yaml.MappingNode:
		w.text.WriteString("{")
		first := true
		w.d.members(n, at, "write text", func(key, value *yaml.Node) {
			if !first {
				w.text.WriteString(",")
			}
			first = false
			w.writeText(key.Value)
			w.text.WriteString(":")
			w.write(value, at.field(key.Value), depth+1)
		})
		w.text.WriteString("}")
	case n.Kind == yaml.SequenceNode:
		w.text.WriteString("[")
		for i, item := range n.Content {
			if i > 0 {
				w.text.WriteString(",")
			}
			w.write(item, at.field(strconv.Itoa(i)), depth+1)
		}
		w.text.WriteString("]")
	default:
		w.writeScalar(n, at)
	}
}

func (w *jsonWriter) writeScalar(n *yaml.Node, at *spot) {
	switch n.Tag {
	case "!!str", "!!timestamp":
		w.writeText(n.Value)
	case "!!null":
		w.text.WriteString("null")
	case "!!bool":
		on := strings.EqualFold(n.Value, "true")
		if !on && !strings.EqualFold(n.Value, "false") {
			w.d.wrong(n, at, at.subject()+" is neither true nor false", "write one of them")
		}
		w.text.WriteString(strconv.FormatBool(on))
	case "!!int", "!!float":
		w.writeNumber(n, at)
	default:
		w.d.wrong(n, at, at.subject()+" is "+w.d.kind(n),
			"write text, a number, true, false or null; text that begins with ! needs quotes")
	}
}

func (w *jsonWriter) writeText(text string) {
	e := json.NewEncoder(&w.text)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // text always encodes
	w.text.Truncate(w.text.Len() - 1)
}

// writeNumber keeps a number as it stands where JSON has it so. YAML has more, such as 0x1f.
func (w *jsonWriter) writeNumber(n *yaml.Node, at *spot) {
	var whole int64
	var fraction float64
	switch { // what is decoded into an integer loses its fraction
	case strings.IndexAny(n.Value, "-0123456789") == 0 && json.Valid([]byte(n.Value)):
		w.text.WriteString(n.Value)
	case n.Tag == "!!int" && n.Decode(&whole) == nil:
		w.text.WriteString(strconv.FormatInt(whole, 10))
	case n.Decode(&fraction) == nil && !math.IsInf(fraction, 0) && !math.IsNaN(fraction):
		w.text.WriteString(strconv.FormatFloat(fraction, 'g', -1, 64))
	default:
		w.d.wrong(n, at, at.subject()+" is a number that JSON does not have",
			"write another, or put it in quotes to have it read as text")
	}
}
