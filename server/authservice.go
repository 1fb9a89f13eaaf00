package server

import (
	"errors"
	"strings"

	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// A service is a caller who may have proved, with a service token signed by an account's own key,
// to act for that account.
type service struct {
	visitor
	did string // "" without a token
}

// serviceTokenIfAny admits anyone, and checks a service token if there is one. It refuses any
// other authorization.
func (p *protocol) serviceTokenIfAny(c *xrpc.Call) (service, error) {
	kind, token, err := credentials(c.Request)
	if err != nil {
		return service{}, err
	}
	xrpc.MarkPrivate(c.Header)
	who := service{visitor: p.visitor(c)}
	switch kind {
	case none:
		return who, nil
	case bearer:
		who.did, err = p.checkServiceToken(token, p.config.ServiceDID, c.Name)
		return who, err
	default:
		return service{}, xrpc.AuthRequired("AuthenticationRequired", "Invalid authorization header")
	}
}

// uploader checks a service token if there is one, and leaves other calls to another gate. A
// token that cannot be read fails with a bare 500, as in the reference.
func (p *protocol) uploader(other xrpc.Gate[*caller]) xrpc.Gate[*caller] {
	return func(c *xrpc.Call) (*caller, error) {
		kind, token, err := credentials(c.Request)
		if err != nil || kind != bearer {
			return other(c)
		}
		service, err := tokens.NamesMethod(token)
		switch {
		case err != nil:
			return nil, err
		case !service:
			return other(c)
		}
		xrpc.MarkPrivate(c.Header)
		did, err := p.checkServiceToken(token, p.config.ServiceDID, c.Name)
		if err == nil {
			err = hasKey(p, did)
		}
		return &caller{visitor: p.visitor(c), did: did}, err
	}
}

// moderator asks for the admin password. A moderation service would send a service token; none is
// trusted here, so that such a token is refused once its issuer is known.
func (p *protocol) moderator(c *xrpc.Call) (administrator, error) {
	kind, token, err := credentials(c.Request)
	if err != nil {
		return administrator{}, err
	}
	if kind != bearer {
		return p.adminPassword(c)
	}
	xrpc.MarkPrivate(c.Header)
	if _, err := p.readServiceToken(token, c.Name); err != nil {
		return administrator{}, err
	}
	return administrator{}, xrpc.AuthRequired("UntrustedIss", "Untrusted issuer")
}

// readServiceToken reads a token and makes, in the reference's order, the checks that need no
// key.
func (p *protocol) readServiceToken(text, method string) (*tokens.ServiceToken, error) {
	token, err := tokens.ParseServiceToken(text)
	if err != nil {
		return nil, unreadableServiceToken(err)
	}
	if token.Expired(p.now()) {
		return nil, xrpc.AuthRequired("JwtExpired", "jwt expired")
	}
	if token.Method != method {
		problem := "missing"
		if token.HasMethod {
			problem = "bad"
		}
		return nil, xrpc.AuthRequired("BadJwtLexiconMethod",
			problem+` jwt lexicon method ("lxm"). must match: `+method)
	}
	if _, _, ok := token.IssuerDID(); !ok {
		return nil, xrpc.AuthRequired("BadJwtIss", "jwt iss is not a valid did")
	}
	return token, nil
}

func unreadableServiceToken(err error) error {
	var wrongType tokens.WrongTypeError
	switch {
	case errors.As(err, &wrongType):
		return xrpc.AuthRequired("BadJwtType", `Invalid jwt type "`+string(wrongType)+`"`)
	case errors.Is(err, tokens.ErrUnreadable):
		return err // the reference does not expect it, and answers 500
	default:
		return xrpc.AuthRequired("BadJwt", "poorly formatted jwt")
	}
}

// checkServiceToken returns the issuer of a service token that must be for an audience and a
// method.
func (p *protocol) checkServiceToken(text, audience, method string) (string, error) {
	token, err := p.readServiceToken(text, method)
	if err != nil {
		return "", err
	}
	did, id, _ := token.IssuerDID()
	if strings.HasPrefix(id, "atproto_labeler") {
		return "", xrpc.AuthRequired("AuthenticationRequired", "missing or bad key in did doc")
	}
	if !p.registered(did) {
		return "", xrpc.AuthRequired("AuthenticationRequired", "could not resolve iss did")
	}
	said := token.Audience
	if p.config.Entryway && said == p.config.entrywayDID() {
		said = p.config.ServiceDID // the PDS takes what is for either
	}
	err = token.VerifySignature(p.identities.PublishedKey(did))
	switch {
	case errors.Is(err, tokens.ErrSignatureUnchecked):
		return "", xrpc.AuthRequired("BadJwtSignature", "could not verify jwt signature")
	case err != nil:
		return "", xrpc.AuthRequired("BadJwtSignature", "jwt signature does not match jwt issuer")
	case said != audience:
		return "", xrpc.AuthRequired("BadJwtAudience", "jwt audience does not match service did")
	}
	return token.Issuer, nil
}

// registered reports whether there is a DID document for a DID. It outlives the account.
func (p *protocol) registered(did string) bool {
	_, ok := p.store.Registered(did)
	return ok || p.identities.Resolves(did)
}
