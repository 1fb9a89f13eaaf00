package server

import (
	"errors"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/identity"
	"mockpds/internal/names"
	"mockpds/internal/xrpc"
)

type resolveHandleParams struct {
	Handle string `lex:"handle,format=handle"`
}

type resolveHandleOutput struct {
	DID string `json:"did"`
}

// resolveHandle returns the DID of an active account on this server. Other handles resolve to
// nothing: no other server is asked.
func (p *protocol) resolveHandle(_ visitor, in resolveHandleParams) (*resolveHandleOutput, error) {
	handle := strings.ToLower(in.Handle)
	if a, ok := p.store.AccountByHandle(handle); ok && a.Status() == fixtures.StatusActive {
		return &resolveHandleOutput{a.DID}, nil
	}
	if p.isAuthority(handle) {
		return nil, xrpc.Refuse("HandleNotFound", "Unable to resolve handle")
	}
	if did := p.outside.Resolve(handle); did != "" {
		return &resolveHandleOutput{did}, nil
	}
	return nil, xrpc.InvalidRequest("Unable to resolve handle")
}

type updateHandleInput struct {
	Handle string `lex:"handle,format=handle"`
}

// updateHandle gives the caller's account another handle.
func (p *protocol) updateHandle(who *caller, in updateHandleInput) error {
	return p.rename(who.did, in.Handle, false)
}

type updateAccountHandleInput struct {
	DID    string `lex:"did,format=did"`
	Handle string `lex:"handle,format=handle"`
}

// updateAccountHandle gives an account another handle. An administrator may choose reserved names
// and slurs.
func (p *protocol) updateAccountHandle(_ administrator, in updateAccountHandleInput) error {
	return p.rename(in.DID, in.Handle, true)
}

// rename gives an account another handle, even if it is deactivated. For anyValid see
// checkHandle.
func (p *protocol) rename(did, handle string, anyValid bool) error {
	a, ok := p.store.Account(did)
	if !ok || a.Enforced() {
		return xrpc.InvalidRequest("Account not found")
	}
	handle, err := p.checkHandle(handle, did, anyValid)
	if err != nil {
		return err
	}
	taken := xrpc.Refuse("HandleNotAvailable", "Handle already taken: "+handle)
	if other, ok := p.store.AccountByHandle(handle); ok && other.DID != did {
		return taken
	}
	if !strings.HasPrefix(did, "did:plc:") && handle != a.Handle {
		// The owner of a did:web has to change its document first, and here the document follows
		// the account.
		return xrpc.InvalidRequest("DID is not properly configured for handle")
	}
	err = p.store.Update(did, func(a *fixtures.Account) error {
		a.Handle = handle
		return nil
	})
	if errors.Is(err, fixtures.ErrHandleTaken) { // meanwhile
		return taken
	}
	if err := unlessGone(err); err != nil {
		return err
	}
	err = p.identities.Publish(plcSubjectOf(&a, ""), handle, "", p.now())
	if err == nil {
		return nil
	}
	_ = p.store.Update(did, func(now *fixtures.Account) error { // as it was
		now.Handle = a.Handle
		return nil
	})
	return plcError(err)
}

// didCredentials is what the PLC entry of an account on this server should hold.
type didCredentials struct {
	AlsoKnownAs         []string                    `json:"alsoKnownAs,omitempty"`
	VerificationMethods map[string]string           `json:"verificationMethods"`
	RotationKeys        []string                    `json:"rotationKeys"`
	Services            map[string]identity.Service `json:"services"`
}

// getRecommendedDidCredentials returns what the caller's PLC entry should hold. A taken-down
// account gets no name; a deleted one is answered with a bare 500, as in the reference.
func (p *protocol) getRecommendedDidCredentials(who *caller) (*didCredentials, error) {
	a, ok := p.store.Account(who.did)
	if !ok {
		return nil, fixtures.ErrNoAccount
	}
	c := &didCredentials{
		VerificationMethods: map[string]string{"atproto": p.identities.DIDKey(a.DID)},
		RotationKeys:        p.identities.RotationKeys(),
		Services: map[string]identity.Service{
			"atproto_pds": {Type: identity.PDSType, Endpoint: who.url},
		},
	}
	if !a.Enforced() {
		c.AlsoKnownAs = identity.AlsoKnownAs(a.Handle)
	}
	return c, nil
}

// checkHandle applies the rules for the handle of a new account, or of the account did, and
// returns it in lower case. anyValid lets reserved names and slurs pass: administrators may give
// them.
func (p *protocol) checkHandle(handle, did string, anyValid bool) (string, error) {
	handle = strings.ToLower(handle)
	if err := names.CheckHandle(handle, p.config.HandleDomain, anyValid); err != nil {
		return "", handleErrors[err]
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

// handleErrors are the protocol's errors for what is wrong with a handle.
var handleErrors = map[error]error{
	names.ErrDisallowedTLD: xrpc.Refuse("InvalidHandle", "Handle TLD is invalid or disallowed"),
	names.ErrSlur:          xrpc.Refuse("InvalidHandle", "Inappropriate language in handle"),
	names.ErrCharacters:    xrpc.Refuse("InvalidHandle", "Invalid characters in handle"),
	names.ErrTooShort:      xrpc.Refuse("InvalidHandle", "Handle too short"),
	names.ErrTooLong:       xrpc.Refuse("InvalidHandle", "Handle too long"),
	names.ErrReserved:      xrpc.Refuse("HandleNotAvailable", "Reserved handle"),
}

func (p *protocol) isServiceHandle(handle string) bool {
	return strings.HasSuffix(handle, p.config.HandleDomain)
}

// isAuthority reports whether this server knows whose a handle is: one of its domain, or the
// domain itself.
func (p *protocol) isAuthority(handle string) bool {
	return p.isServiceHandle(handle) || handle == p.config.HandleDomain[1:]
}
