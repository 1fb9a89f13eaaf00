package server

import (
	"slices"
	"strings"

	"mockpds/internal/xrpc"
)

// Handles under the service's own domain have a first label of this many characters.
const (
	shortestHandle = 3
	longestHandle  = 18
)

// disallowedTLDs are the top-level domains that no handle may have (https://atproto.com/specs/handle).
var disallowedTLDs = []string{".local", ".arpa", ".invalid", ".localhost", ".internal", ".example", ".alt", ".onion"}

// checkHandle applies the rules for the handle of a new account, or of the account did, and reports it in lower case.
// anyValid lets reserved names and rude words pass: administrators may give them.
func (p *PDS) checkHandle(handle, did string, anyValid bool) (string, error) {
	handle = strings.ToLower(handle)
	if hasDisallowedTLD(handle) {
		return "", xrpc.Refuse("InvalidHandle", "Handle TLD is invalid or disallowed")
	}
	if !anyValid && hasSlur(handle) {
		return "", xrpc.Refuse("InvalidHandle", "Inappropriate language in handle")
	}
	if p.isServiceHandle(handle) {
		return handle, p.checkServiceHandle(handle, anyValid)
	}
	if did == "" {
		return "", xrpc.Refuse("UnsupportedDomain", "Not a supported handle domain")
	}
	// A handle of another domain has to resolve to the DID. No other server is asked: the one it has does.
	if a, ok := p.store.AccountByHandle(handle); ok && a.DID == did {
		return handle, nil
	}
	return "", xrpc.InvalidRequest("External handle did not resolve to DID")
}

func hasDisallowedTLD(name string) bool {
	return slices.ContainsFunc(disallowedTLDs, func(tld string) bool { return strings.HasSuffix(name, tld) })
}

func (p *PDS) isServiceHandle(handle string) bool {
	return strings.HasSuffix(handle, p.config.HandleDomain)
}

// isAuthority reports whether it is this server that knows whose a handle is: one of its domain, or the domain itself.
func (p *PDS) isAuthority(handle string) bool {
	return p.isServiceHandle(handle) || handle == p.config.HandleDomain[1:]
}

func (p *PDS) checkServiceHandle(handle string, anyValid bool) error {
	name := strings.TrimSuffix(handle, p.config.HandleDomain)
	switch {
	case strings.Contains(name, "."):
		return xrpc.Refuse("InvalidHandle", "Invalid characters in handle")
	case len(name) < shortestHandle:
		return xrpc.Refuse("InvalidHandle", "Handle too short")
	case len(name) > longestHandle:
		return xrpc.Refuse("InvalidHandle", "Handle too long")
	case !anyValid && isReservedName(name):
		return xrpc.Refuse("HandleNotAvailable", "Reserved handle")
	}
	return nil
}
