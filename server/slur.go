package server

import (
	"regexp"
	"strings"
)

// slurs are the words that the reference refuses in handles, spelled with the digits that stand in for letters. Handles
// are ASCII, so that is all the spellings there are.
var slurs = []*regexp.Regexp{
	regexp.MustCompile(`\bch[i1l]nks?\b`),
	regexp.MustCompile(`\bc[o0]{2}ns?\b`),
	regexp.MustCompile(`\bf[a4]g{1,2}([o0e3i1]t)?s?\b`),
	regexp.MustCompile(`\bk[i1ly][k]e?s?\b`),
	regexp.MustCompile(`n[i1l][g]{2}(e3?r|[a4])`),
	regexp.MustCompile(`\btr[a4]nn?(y|ie|[i1])s?\b`),
}

// hasSlur looks at a handle as it stands and with its separators taken out.
func hasSlur(handle string) bool {
	joined := strings.NewReplacer(".", "", "-", "", "_", "").Replace(handle)
	for _, s := range slurs {
		if s.MatchString(handle) || s.MatchString(joined) {
			return true
		}
	}
	return false
}
