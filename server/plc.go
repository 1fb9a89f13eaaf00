package server

import (
	"context"
	"slices"

	"mockpds/fixtures"
	"mockpds/internal/identity"
	"mockpds/internal/lexicon"
	"mockpds/internal/xrpc"
)

// errNoPLCOperations ends what would need the log of operations that a PLC directory keeps. It
// comes after everything that the reference checks before it.
var errNoPLCOperations = xrpc.InvalidRequest("PLC operations are not supported by this mock")

// requestPlcOperationSignature mails the code that signPlcOperation asks for.
func (p *protocol) requestPlcOperationSignature(_ context.Context, who caller) (xrpc.None, error) {
	a, err := p.addressee(who.did)
	if err != nil {
		return xrpc.None{}, err
	}
	return xrpc.None{}, p.mailCode(&a, fixtures.PLCOperation)
}

type signPlcOperationInput struct {
	Token               string   `lex:"token,optional"`
	RotationKeys        []string `lex:"rotationKeys,optional"`
	AlsoKnownAs         []string `lex:"alsoKnownAs,optional"`
	VerificationMethods any      `lex:"verificationMethods,optional"`
	Services            any      `lex:"services,optional"`
}

// signPlcOperation checks and spends the mailed code, and then refuses to sign.
func (p *protocol) signPlcOperation(_ context.Context, who caller, in signPlcOperationInput) (xrpc.None, error) {
	if in.Token == "" {
		return xrpc.None{}, xrpc.InvalidRequest("email confirmation token required to sign PLC operations")
	}
	if err := p.store.SpendCode(who.did, fixtures.PLCOperation, in.Token, p.now()); err != nil {
		return xrpc.None{}, codeError(err, errWrongCode)
	}
	return xrpc.None{}, errNoPLCOperations
}

type submitPlcOperationInput struct {
	Operation any `lex:"operation"`
}

// submitPlcOperation checks that an operation keeps the caller's account reachable here, and then
// refuses to pass it on. For an account that is gone the reference finds no key and answers with
// a bare 500.
func (p *protocol) submitPlcOperation(_ context.Context, who caller, in submitPlcOperationInput) (xrpc.None, error) {
	op, ok := readPLCOperation(in.Operation)
	if !ok {
		return xrpc.None{}, xrpc.InvalidRequest("Invalid operation")
	}
	keys := p.identities.RotationKeys()
	service := op.services["atproto_pds"]
	switch {
	case !slices.Contains(op.rotationKeys, keys[len(keys)-1]):
		return xrpc.None{}, xrpc.InvalidRequest("Rotation keys do not include server's rotation key")
	case service.Type != identity.PDSType:
		return xrpc.None{}, xrpc.InvalidRequest("Incorrect type on atproto_pds service")
	case service.Endpoint != who.url:
		return xrpc.None{}, xrpc.InvalidRequest("Incorrect endpoint on atproto_pds service")
	}
	a, ok := p.store.Account(who.did)
	switch {
	case !ok:
		return xrpc.None{}, fixtures.ErrNoAccount
	case op.verificationMethods["atproto"] != p.identities.DIDKey(a.DID):
		return xrpc.None{}, xrpc.InvalidRequest("Incorrect signing key")
	case !a.Enforced() && !op.claims(&a):
		return xrpc.None{}, xrpc.InvalidRequest("Incorrect handle in alsoKnownAs")
	}
	return xrpc.None{}, errNoPLCOperations
}

// A plcOperation is a signed operation of type plc_operation
// (https://web.plc.directory/spec/v0.1/did-plc).
type plcOperation struct {
	rotationKeys        []string
	verificationMethods map[string]string
	alsoKnownAs         []string
	services            map[string]identity.Service
}

// claims reports whether the first name that the operation gives is the account's handle, if that
// has one.
func (op *plcOperation) claims(a *fixtures.Account) bool {
	names := identity.AlsoKnownAs(a.Handle)
	return len(names) == 0 || len(op.alsoKnownAs) > 0 && op.alsoKnownAs[0] == names[0]
}

// readPLCOperation reports false for an object that lacks what every operation has. More than
// that may be in it.
func readPLCOperation(v lexicon.Value) (*plcOperation, bool) {
	o, ok := v.(*lexicon.Object)
	if !ok || o.Text("type") != "plc_operation" || !isTextOf(o, "sig") {
		return nil, false
	}
	if prev, present := o.Value("prev"); !present || prev != nil && !isTextOf(o, "prev") {
		return nil, false
	}
	op := &plcOperation{}
	var complete [4]bool
	op.rotationKeys, complete[0] = textList(o, "rotationKeys")
	op.alsoKnownAs, complete[1] = textList(o, "alsoKnownAs")
	op.verificationMethods, complete[2] = textMap(o, "verificationMethods")
	op.services, complete[3] = plcServices(o, "services")
	return op, complete == [4]bool{true, true, true, true}
}

func isTextOf(o *lexicon.Object, key string) bool {
	v, _ := o.Value(key)
	_, ok := v.(string)
	return ok
}

func textList(o *lexicon.Object, key string) ([]string, bool) {
	v, _ := o.Value(key)
	list, ok := v.([]lexicon.Value)
	texts := make([]string, len(list))
	for i := range list {
		text, isText := list[i].(string)
		texts[i], ok = text, ok && isText
	}
	return texts, ok
}

func textMap(o *lexicon.Object, key string) (map[string]string, bool) {
	v, _ := o.Value(key)
	members, ok := v.(*lexicon.Object)
	if !ok {
		return nil, false
	}
	texts := map[string]string{}
	for _, k := range members.Keys() {
		texts[k] = members.Text(k)
		ok = ok && isTextOf(members, k)
	}
	return texts, ok
}

func plcServices(o *lexicon.Object, key string) (map[string]identity.Service, bool) {
	v, _ := o.Value(key)
	members, ok := v.(*lexicon.Object)
	if !ok {
		return nil, false
	}
	services := map[string]identity.Service{}
	for _, k := range members.Keys() {
		member, _ := members.Value(k)
		s, isObject := member.(*lexicon.Object)
		if !isObject || !isTextOf(s, "type") || !isTextOf(s, "endpoint") {
			return nil, false
		}
		services[k] = identity.Service{Type: s.Text("type"), Endpoint: s.Text("endpoint")}
	}
	return services, true
}
