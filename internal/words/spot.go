package words

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A spot is where in a document a value stands: the name of a field or the number of an item, in
// what stands around it. The whole document is at the nil spot. Paths are put together only for
// mistakes, as names can be long.
type spot struct {
	in     *spot
	name   string
	isItem bool // a mapping in a list: messages name what is in it from there on
}

func (s *spot) field(name string) *spot { return &spot{in: s, name: name} }

// path leads to the value from the whole document.
func (s *spot) path() string { return s.names(func(*spot) bool { return false }) }

// label leads to the value from the item of a list around it, if there is one.
func (s *spot) label() string { return s.names(func(s *spot) bool { return s.isItem }) }

func (s *spot) names(until func(*spot) bool) string {
	var names []string
	for ; s != nil && !until(s); s = s.in {
		names = append(names, shorten(s.name))
	}
	slices.Reverse(names)
	return strings.Join(names, ".")
}

// subject returns what messages call the value.
func (s *spot) subject() string { return cmp.Or(s.label(), "this") }

// check notes what a struct found wrong with itself, but for what only follows from a mistake noted
// since before.
func (d *Document) check(found Mistakes, before int, n *yaml.Node, at *spot) {
	known := d.mistakes[before:]
	for _, m := range found {
		if len(d.mistakes) == mostMistakes { // where it stands does not matter
			d.found++
			continue
		}
		within := at
		if m.Path != "" {
			within = at.field(m.Path)
		}
		if known.explain(within.path()) {
			continue
		}
		where := find(n, m.Path, m.AtName)
		m.Path = within.path()
		d.note(d.at(where), m)
	}
}

// find returns what a path leads to, a value or its name, as far as there is something.
func find(n *yaml.Node, path string, atName bool) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	name, value, rest := step(n, path)
	switch {
	case value == nil:
		return n
	case rest == "" && atName && name != nil:
		return name
	default:
		return find(value, rest, atName)
	}
}

// step follows the first name of a path into a mapping, or its first number into a list. A name may
// have dots in it: of several the longest that is there counts.
func step(n *yaml.Node, path string) (name, value *yaml.Node, rest string) {
	longest := -1
	consider := func(key string, keyNode, valueNode *yaml.Node) {
		if len(key) > longest && (path == key || strings.HasPrefix(path, key+".")) {
			name, value, longest = keyNode, valueNode, len(key)
			rest = strings.TrimPrefix(path[len(key):], ".")
		}
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			consider(n.Content[i].Value, n.Content[i], n.Content[i+1])
		}
		return name, value, rest
	}
	for i, item := range n.Content {
		consider(strconv.Itoa(i), nil, item)
	}
	return name, value, rest
}
