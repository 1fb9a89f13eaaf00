package lexicon

import (
	"fmt"
	"regexp"
	"strings"
)

// An Issue is a mistake in an input, and its place.
type Issue struct {
	Message string
	Path    []any // keys (string) and indices (int), from the outside in
}

// Error returns the message and the place as a JSON path, for example
// `Expected string value type (got 5) at $.email`.
func (i *Issue) Error() string {
	return i.Message + " at " + jsonPath(i.Path)
}

func wrongType(expected string, got Value, path []any) *Issue {
	return &Issue{fmt.Sprintf("Expected %s value type (got %s)", expected, preview(got)), path}
}

var plainKey = regexp.MustCompile(`^[a-zA-Z_$][a-zA-Z0-9_]*$`)

func jsonPath(path []any) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, segment := range path {
		switch s := segment.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", s)
		case string:
			if plainKey.MatchString(s) {
				b.WriteString("." + s)
			} else {
				b.WriteString("[" + Quote(s) + "]")
			}
		}
	}
	return b.String()
}
