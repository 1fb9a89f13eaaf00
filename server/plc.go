package server

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/identity"
	"mockpds/internal/lexicon"
	"mockpds/internal/xrpc"
)

// plcSubjectOf returns what the PLC directory knows of an account, for a caller who knows this
// server by a URL.
func plcSubjectOf(a *fixtures.Account, url string) identity.Subject {
	return identity.Subject{
		DID: a.DID, Handle: a.Handle, CreatedAt: a.CreatedAt,
		URL: cmp.Or(a.Host, url),
	}
}

type signPlcOperationInput struct {
	lexicon.Open

	Token               string   `lex:"token,optional"`
	RotationKeys        []string `lex:"rotationKeys,optional"`
	AlsoKnownAs         []string `lex:"alsoKnownAs,optional"`
	VerificationMethods any      `lex:"verificationMethods,optional"`
	Services            any      `lex:"services,optional"`
}

type signPlcOperationOutput struct {
	Operation *identity.Operation `json:"operation"`
}

// signPlcOperation spends the mailed code and signs an operation that changes what the caller
// asks for. Whether the directory will take it is not looked at.
func (p *protocol) signPlcOperation(
	who *caller, in signPlcOperationInput,
) (*signPlcOperationOutput, error) {
	if in.Token == "" {
		return nil, xrpc.InvalidRequest("email confirmation token required to sign PLC operations")
	}
	if err := p.store.SpendCode(who.did, fixtures.PLCOperation, in.Token, p.now()); err != nil {
		return nil, codeError(err, errWrongCode)
	}
	a, ok := p.store.Account(who.did)
	if !ok {
		return nil, fixtures.ErrNoAccount
	}
	if !isPLC(who.did) {
		return nil, xrpc.InvalidRequest("DID not registered: " + who.did)
	}
	replace := map[string]lexicon.Value{}
	for _, key := range []string{"rotationKeys", "alsoKnownAs", "verificationMethods", "services"} {
		if v, given := in.Object.Value(key); given {
			replace[key] = v
		}
	}
	op, err := p.identities.Sign(plcSubjectOf(&a, who.url), replace)
	if err != nil {
		return nil, plcError(err)
	}
	return &signPlcOperationOutput{op}, nil
}

func isPLC(did string) bool {
	return strings.HasPrefix(did, "did:plc:")
}

// plcError gives the answer to what the PLC directory refuses, or could not cope with.
func plcError(err error) error {
	if r, ok := errors.AsType[*identity.Refusal](err); ok {
		return &xrpc.Error{Status: r.Status, Name: "InvalidRequest", Message: r.Message}
	}
	return errUpstream
}

// errUpstream is the answer to what the PLC directory cannot cope with.
var errUpstream = &xrpc.Error{
	Status: http.StatusBadGateway, Name: "UpstreamFailure", Message: "Internal Server Error",
}

type submitPlcOperationInput struct {
	Operation any `lex:"operation"`
}

// submitPlcOperation checks that an operation keeps the caller's account reachable here, and
// passes it on to the directory. For an account that is gone the reference finds no key and
// answers with a bare 500.
func (p *protocol) submitPlcOperation(who *caller, in submitPlcOperationInput) error {
	op, ok := identity.ReadOperation(in.Operation)
	if !ok || op.IsTombstone() {
		return xrpc.InvalidRequest("Invalid operation")
	}
	keys := p.identities.RotationKeys()
	service := op.Services["atproto_pds"]
	switch {
	case !slices.Contains(op.RotationKeys, keys[len(keys)-1]):
		return xrpc.InvalidRequest("Rotation keys do not include server's rotation key")
	case service.Type != identity.PDSType:
		return xrpc.InvalidRequest("Incorrect type on atproto_pds service")
	case service.Endpoint != who.url:
		return xrpc.InvalidRequest("Incorrect endpoint on atproto_pds service")
	}
	a, ok := p.store.Account(who.did)
	switch {
	case !ok:
		return fixtures.ErrNoAccount
	case op.VerificationMethods["atproto"] != p.identities.DIDKey(a.DID):
		return xrpc.InvalidRequest("Incorrect signing key")
	case !a.Enforced() && !claims(op, &a):
		return xrpc.InvalidRequest("Incorrect handle in alsoKnownAs")
	}
	now := p.now()
	if err := p.identities.Submit(plcSubjectOf(&a, who.url), op, now); err != nil {
		return plcError(err)
	}
	// The reference reads it again at once.
	p.identities.NewestDocument(plcSubjectOf(&a, who.url), now)
	return nil
}

// claims reports whether the first name that an operation gives is the account's handle, if that
// has one.
func claims(op *identity.Operation, a *fixtures.Account) bool {
	names := identity.AlsoKnownAs(a.Handle)
	return len(names) == 0 || len(op.AlsoKnownAs) > 0 && op.AlsoKnownAs[0] == names[0]
}
