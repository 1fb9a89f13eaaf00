package server

import (
	"errors"
	"strings"

	"mockpds/internal/names"
	"mockpds/internal/xrpc"
)

// checkHandle applies the rules for the handle of a new account, or of the account did, and
// returns it in lower case. anyValid lets reserved names and slurs pass: administrators may give
// them.
func (p *protocol) checkHandle(handle, did string, anyValid bool) (string, error) {
	handle = strings.ToLower(handle)
	if err := names.CheckHandle(handle, p.config.HandleDomain, anyValid); err != nil {
		return "", handleError(err)
	}
	if p.isServiceHandle(handle) {
		return handle, nil
	}
	if did == "" {
		return "", xrpc.Refuse("UnsupportedDomain", "Not a supported handle domain")
	}
	// A handle of another domain must resolve to the DID. No other server is asked: only the handle
	// that the account has does, and what a test has said.
	if p.outside.Resolve(handle) == did {
		return handle, nil
	}
	if a, ok := p.store.AccountByHandle(handle); ok && a.DID == did {
		return handle, nil
	}
	return "", xrpc.InvalidRequest("External handle did not resolve to DID")
}

// handleError returns the protocol's error for what is wrong with a handle.
func handleError(err error) error {
	switch {
	case errors.Is(err, names.ErrDisallowedTLD):
		return xrpc.Refuse("InvalidHandle", "Handle TLD is invalid or disallowed")
	case errors.Is(err, names.ErrSlur):
		return xrpc.Refuse("InvalidHandle", "Inappropriate language in handle")
	case errors.Is(err, names.ErrCharacters):
		return xrpc.Refuse("InvalidHandle", "Invalid characters in handle")
	case errors.Is(err, names.ErrTooShort):
		return xrpc.Refuse("InvalidHandle", "Handle too short")
	case errors.Is(err, names.ErrTooLong):
		return xrpc.Refuse("InvalidHandle", "Handle too long")
	case errors.Is(err, names.ErrReserved):
		return xrpc.Refuse("HandleNotAvailable", "Reserved handle")
	default:
		return err
	}
}

func (p *protocol) isServiceHandle(handle string) bool {
	return strings.HasSuffix(handle, p.config.HandleDomain)
}

// isAuthority reports whether this server knows whose a handle is: one of its domain, or the
// domain itself.
func (p *protocol) isAuthority(handle string) bool {
	return p.isServiceHandle(handle) || handle == p.config.HandleDomain[1:]
}
