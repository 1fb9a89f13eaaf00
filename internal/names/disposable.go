package names

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// disposableDomains are domains of providers of throwaway addresses, in lower case, one a line and sorted: those of the npm
// package disposable-email-domains-js 1.26.0 (CC0), which the reference asks.
//
//go:embed disposable.txt
var disposableDomains string

var sortedDisposableDomains = sync.OnceValue(func() []string { return strings.Fields(disposableDomains) })

// isDisposable looks for the domain itself, whatever its case. Subdomains of a listed domain pass, unless they are listed.
func isDisposable(domain string) bool {
	_, found := slices.BinarySearch(sortedDisposableDomains(), strings.ToLower(domain))
	return found
}
