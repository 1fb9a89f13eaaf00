package words

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reference is ${NAME} in a text, or what begins like it; $${ stands for ${ itself.
var reference = regexp.MustCompile(`\$?\$\{([A-Za-z_][A-Za-z0-9_]*\})?`)

// Expand replaces ${NAME} in every text value of the document by what lookup returns for the name.
// A name that lookup does not know is a mistake. $${ stands for ${ itself. A value without quotes
// may become a number, true or false where the type asks for one. Names of fields stay as they are.
func (d *Document) Expand(lookup func(name string) (value string, ok bool)) {
	if d.root != nil {
		d.expanded = map[*yaml.Node]bool{}
		d.expand(d.root, lookup)
	}
}

func (d *Document) expand(n *yaml.Node, lookup func(string) (string, bool)) {
	switch {
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			d.expand(item, lookup)
		}
	case n.Kind == yaml.MappingNode:
		for i := 1; i < len(n.Content); i += 2 {
			d.expand(n.Content[i], lookup)
		}
	case n.Kind == yaml.ScalarNode && n.Tag == "!!str" && strings.Contains(n.Value, "${"):
		d.expanded[n] = n.Style == 0 && !d.isJSON
		n.Value = reference.ReplaceAllStringFunc(n.Value, func(text string) string {
			return d.fill(n, text, lookup)
		})
	}
}

// fill returns the text for a reference.
func (d *Document) fill(n *yaml.Node, reference string, lookup func(string) (string, bool)) string {
	name := strings.Trim(reference, "${}")
	switch value, ok := lookup(name); {
	case strings.HasPrefix(reference, "$$"):
		return reference[1:]
	case name == "":
		d.Add(d.at(n), "${ begins the name of a variable, and none follows",
			"write ${NAME}, or $${ for ${ itself")
	case ok:
		return value
	default:
		d.Add(d.at(n), "the variable "+Quote(name)+" is not set",
			"set it, or write $${ for ${ itself")
	}
	return ""
}

// plain returns an expanded value as YAML reads it without quotes.
func (d *Document) plain(n *yaml.Node) *yaml.Node {
	var read yaml.Node
	if !d.expanded[n] || yaml.Unmarshal([]byte(n.Value), &read) != nil ||
		len(read.Content) != 1 || read.Content[0].Kind != yaml.ScalarNode {
		return n
	}
	again := *read.Content[0]
	again.Line, again.Column = n.Line, n.Column
	return &again
}
