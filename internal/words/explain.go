package words

import "strings"

// The beginnings of messages of the YAML package that are looked at elsewhere.
const (
	unknownAnchor = "unknown anchor"
	noToken       = "found character that cannot start any token"
	tabFound      = "found a tab character"
	notContinued  = "did not find expected ',' or"
	noColon       = "could not find expected ':'"
	noMapping     = "mapping values are not allowed in this context"
)

func isTabProblem(said string) bool {
	return strings.HasPrefix(said, noToken) || strings.HasPrefix(said, tabFound)
}

// explain puts a message of the YAML package into words for someone who edits the text.
func explain(said string) (problem, remedy string) {
	for _, e := range explanations() {
		if strings.HasPrefix(said, e.said) {
			return e.problem, e.remedy
		}
	}
	return "this is no YAML: " + said, "check the quotes and the indentation up to here"
}

type explanation struct{ said, problem, remedy string }

func explanations() []explanation {
	const unclosed = "a list or mapping in brackets is not continued here as it must be"
	return []explanation{
		{unknownAnchor, "an alias stands for nothing", "put text that begins with * in quotes"},
		{
			"did not find expected alphabetic or numeric character", "an anchor or alias has no name",
			"put text that begins with & or * in quotes",
		},
		{"found undefined tag handle", "the tag is unknown", "put text that begins with ! in quotes"},
		{noToken, "no value begins with this character", "put the text in quotes"},
		{"found unexpected end of stream", "the quote that opens here is not closed", "close it"},
		{tabFound, "a tab stands where YAML wants spaces", "write spaces"},
		{"did not find expected node content", "a value is missing, or begins with a character that needs quotes", "write one"},
		{"found unknown escape character", "an unknown escape in double quotes", `write \\ for a backslash, or use single quotes`},
		{"found invalid Unicode character escape code", "an escape that is no character", "write the character itself"},
		{notContinued, unclosed, "write a comma or the closing bracket"},
		{noColon, `no ": " follows the name of a field`, `write "name: value"`},
		{
			noMapping, `": " stands where no field can be`,
			`indent all fields of a mapping alike, and put text that holds ": " in quotes`,
		},
		{
			"block sequence entries are not allowed in this context", `"- " stands where no list entry can be`,
			`begin the list on a line of its own, and put text that begins with "- " in quotes`,
		},
		{
			"did not find expected key", "the line does not continue the mapping before it",
			"indent all fields of a mapping alike, and write nothing after a closing quote",
		},
		{
			"did not find expected '-' indicator", "the line does not continue the list before it",
			`indent all entries of a list alike, and all fields of an entry as the first, after the "- "`,
		},
	}
}
