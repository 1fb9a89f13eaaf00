package words

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A spot is the position of a value in a document: the name of a field or the number of an item,
// and the spot around it. The whole document is at the nil spot. Paths are built only for mistakes,
// as names can be long.
type spot struct {
	in     *spot
	name   string
	isItem bool // a mapping in a list: messages name its fields relative to it
}

func (s *spot) field(name string) *spot { return &spot{in: s, name: name} }

// path returns the path of the value in the document.
func (s *spot) path() string { return s.names(func(*spot) bool { return false }) }

// label returns the path of the value in the list item around it, if there is one.
func (s *spot) label() string { return s.names(func(s *spot) bool { return s.isItem }) }

func (s *spot) names(until func(*spot) bool) string {
	var names []string
	for ; s != nil && !until(s); s = s.in {
		names = append(names, shorten(s.name))
	}
	slices.Reverse(names)
	return strings.Join(names, ".")
}

// subject returns the name of the value in messages.
func (s *spot) subject() string { return cmp.Or(s.label(), "this") }

// check adds the mistakes that a struct found in itself, except those that only follow from a
// mistake added since before.
func (d *Document) check(found Mistakes, before int, n *yaml.Node, at *spot) {
	known := d.mistakes[before:]
	for _, m := range found {
		if len(d.mistakes) == mostMistakes { // its place does not matter
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

// find follows a path as far as it leads, and returns the value there or its name.
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

// step follows the first name of a path into a mapping, or its first number into a list. Names may
// contain dots: the longest name that matches counts.
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
