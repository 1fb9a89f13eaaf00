package names

import (
	"errors"
	"slices"
	"strings"
)

// What can be wrong with a handle.
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

// disallowedTLDs are the top-level domains that no handle may have (https://atproto.com/specs/handle).
var disallowedTLDs = []string{".local", ".arpa", ".invalid", ".localhost", ".internal", ".example", ".alt", ".onion"}

// CheckHandle returns what is wrong with a handle in lower case, on a server that gives handles under domain. anyValid lets reserved
// names and slurs pass: administrators may give them.
func CheckHandle(handle, domain string, anyValid bool) error {
	switch {
	case HasDisallowedTLD(handle):
		return ErrDisallowedTLD
	case !anyValid && hasSlur(handle):
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

// HasDisallowedTLD reports whether a name ends in a top-level domain that no handle may have.
func HasDisallowedTLD(name string) bool {
	return slices.ContainsFunc(disallowedTLDs, func(tld string) bool { return strings.HasSuffix(name, tld) })
}
