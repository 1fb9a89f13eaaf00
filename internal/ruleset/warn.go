package ruleset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mockpds/internal/words"
)

// Known is what there is for rules to be about.
type Known struct {
	Methods    []string // NSIDs
	HasAccount func(name string) bool
	Handles    func() []string // of accounts, as many as are worth comparing
}

// ownNamespaces are those of methods that nobody but a PDS answers.
var ownNamespaces = []string{"com.atproto.server.", "com.atproto.admin.", "com.atproto.identity."}

// Warnings says why a rule for a method and an account may never apply, with what was probably
// meant. A rule may be for a method of another service, and for an account that is yet to sign up:
// a warning is no mistake.
func (k Known) Warnings(method, account string) []string {
	var list []string
	if warning := k.methodWarning(method); warning != "" {
		list = append(list, warning)
	}
	if account != "" && !strings.Contains(account, "@") && !k.HasAccount(account) {
		meant := words.DidYouMean(account, k.Handles())
		list = append(list, "there is no account "+account+meant)
	}
	return list
}

func (k Known) methodWarning(pattern string) string {
	if pattern == "" || strings.HasPrefix(pattern, "/") ||
		slices.ContainsFunc(k.Methods, func(m string) bool { return MatchesMethod(pattern, m) }) {
		return ""
	}
	warning := "no method is called " + pattern
	if strings.Contains(pattern, "*") {
		warning = "no method matches " + pattern
	}
	meant := k.meant(pattern)
	isIn := func(namespace string) bool { return strings.HasPrefix(pattern, namespace) }
	switch {
	case meant != "":
		return fmt.Sprintf("%s (did you mean %q?)", warning, meant)
	case slices.ContainsFunc(ownNamespaces, isIn):
		return warning
	default: // it may be another service's
		return ""
	}
}

// meant returns the method, or the namespace with a star, that a pattern probably means; "" if none
// is near.
func (k Known) meant(pattern string) string {
	if namespace, isAll := strings.CutSuffix(pattern, ".*"); isAll {
		var all []string
		for _, m := range k.Methods {
			all = append(all, m[:strings.LastIndex(m, ".")])
		}
		if near := words.Nearest(namespace, all); near != "" {
			return near + ".*"
		}
		return ""
	}
	if strings.Contains(pattern, "*") || len(k.Methods) == 0 {
		return ""
	}
	near := slices.MinFunc(k.Methods, func(a, b string) int {
		return cmp.Compare(words.ApartFromMethod(pattern, a), words.ApartFromMethod(pattern, b))
	})
	switch {
	case words.ApartFromMethod(pattern, near) == words.Far:
		return ""
	case strings.Contains(pattern, "."):
		return near
	default:
		return near[strings.LastIndex(near, ".")+1:]
	}
}
