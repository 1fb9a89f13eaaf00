package names

import (
	_ "embed"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mockpds/internal/syntax"
)

// What CheckHandle returns.
var (
	ErrDisallowedTLD = errors.New("handle of a top-level domain that is not allowed")
	ErrSlur          = errors.New("handle with a slur")
	ErrCharacters    = errors.New("handle with more than one label under the service's domain")
	ErrTooShort      = errors.New("handle too short")
	ErrTooLong       = errors.New("handle too long")
	ErrReserved      = errors.New("reserved handle")
)

// Handles under the service's own domain have a first label of this many characters.
const (
	shortestHandle = 3
	longestHandle  = 18
)

// CheckHandle returns what is wrong with a handle in lower case, or nil, on a server that gives
// handles under domain. If anyValid is set it accepts reserved names and slurs: administrators
// may give them.
func CheckHandle(handle, domain string, anyValid bool) error {
	switch {
	case syntax.DisallowedTLD(handle) != "":
		return ErrDisallowedTLD
	case !anyValid && HasSlur(handle):
		return ErrSlur
	case !strings.HasSuffix(handle, domain):
		return nil
	}
	name := strings.TrimSuffix(handle, domain)
	switch {
	case strings.Contains(name, "."):
		return ErrCharacters
	case len(name) < shortestHandle:
		return ErrTooShort
	case len(name) > longestHandle:
		return ErrTooLong
	case !anyValid && isReservedName(name):
		return ErrReserved
	}
	return nil
}

// reservedNames are the first labels that sign-up refuses, one a line and sorted: the
// reference's.
//
//go:embed reserved.txt
var reservedNames string

var sortedReservedNames = sync.OnceValue(func() []string { return strings.Fields(reservedNames) })

func isReservedName(name string) bool {
	_, found := slices.BinarySearch(sortedReservedNames(), name)
	return found
}

// slurs matches the words that the reference refuses in handles, spelled with the characters that
// stand in for letters. A handle is ASCII in lower case, so that is all the spellings there are.
var slurs = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(strings.Join([]string{
		`\bch[i1l]nks?\b`,
		`\bc[o0]{2}ns?\b`,
		`\bf[a4]gg?([o0e3i1l]tt?(ry|r[i1l][e3])?)?s?\b`,
		`\bk[i1ly]k[e3](ry|r[i1l][e3])?s*\b`,
		`\bn[i1loa4][gq]{2}(l[e3]t|[e3a]r?|n[o0][gq]|[a4])?s?\b`,
		`n[i1loa4][gq]{2}(l[e3]t|[e3]r)`,
		`\btr[a4]+nn?([i1l][e3]|y|[e3]r)s?\b`,
	}, "|"))
})

var separators = strings.NewReplacer(".", "", "-", "", "_", "")

// HasSlur looks at a handle or a record key as it stands and with its separators taken out.
func HasSlur(name string) bool {
	return slurs().MatchString(name) || slurs().MatchString(separators.Replace(name))
}
