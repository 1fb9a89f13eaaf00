package names

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// reservedNames are the first labels that nobody can sign up with, one a line and sorted: the reference's.
//
//go:embed reserved.txt
var reservedNames string

var sortedReservedNames = sync.OnceValue(func() []string { return strings.Fields(reservedNames) })

func isReservedName(name string) bool {
	_, found := slices.BinarySearch(sortedReservedNames(), name)
	return found
}
