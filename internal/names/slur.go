package names

import (
	"regexp"
	"strings"
)

// slurs are the words that the reference refuses in handles, spelled with the characters that stand in for letters. A
// handle is ASCII in lower case, so that is all the spellings there are.
var slurs = []*regexp.Regexp{
	regexp.MustCompile(`\bch[i1l]nks?\b`),
	regexp.MustCompile(`\bc[o0]{2}ns?\b`),
	regexp.MustCompile(`\bf[a4]gg?([o0e3i1l]tt?(ry|r[i1l][e3])?)?s?\b`),
	regexp.MustCompile(`\bk[i1ly]k[e3](ry|r[i1l][e3])?s*\b`),
	regexp.MustCompile(`\bn[i1loa4][gq]{2}(l[e3]t|[e3a]r?|n[o0][gq]|[a4])?s?\b`),
	regexp.MustCompile(`n[i1loa4][gq]{2}(l[e3]t|[e3]r)`),
	regexp.MustCompile(`\btr[a4]+nn?([i1l][e3]|y|[e3]r)s?\b`),
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
