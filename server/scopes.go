package server

import (
	"cmp"
	"mime"
	"slices"

	"mockpds/internal/oauth"
	"mockpds/internal/records"
	"mockpds/internal/xrpc"
)

// A need says what the scopes of an OAuth token must allow for a call. Nil needs nothing but the
// token. Session tokens are not asked.
type need func(oauth.Scopes, *xrpc.Call) error

// missingScope refuses a token for a scope that it does not have; "" is none.
func missingScope(scope string) error {
	if scope == "" {
		return nil
	}
	return xrpc.Forbidden("ScopeMissingError", `Missing required scope "`+scope+`"`)
}

// refused are methods that no OAuth token is good for.
func refused(message string) need {
	err := xrpc.Forbidden("Forbidden", message)
	return func(oauth.Scopes, *xrpc.Call) error { return err }
}

var (
	notByOAuth      = refused("OAuth credentials are not supported for this endpoint")
	emailNotByOAuth = refused("Use the account manager interface to update email address " +
		"associated with an account")
	notActiveByOAuth = refused("Account reactivation is not available with OAuth credentials. " +
		"Sign in to your account management page to reactivate.")
	handleScope        = identityScope("handle")
	wholeIdentity      = identityScope("*")
	noScope       need = nil
)

// manages needs leave to manage an attribute of the account.
func manages(attr string) need {
	return func(s oauth.Scopes, _ *xrpc.Call) error { return missingScope(s.Account(attr, "manage")) }
}

func identityScope(attr string) need {
	return func(s oauth.Scopes, _ *xrpc.Call) error { return missingScope(s.Identity(attr)) }
}

// blobScope needs leave to upload a file of the media type that the call says.
func blobScope(s oauth.Scopes, c *xrpc.Call) error {
	media, _, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	if err != nil {
		return xrpc.InvalidRequest("Request encoding (Content-Type) required but not provided")
	}
	return missingScope(s.Blob(media))
}

// appView is the service that calls go to which name none.
const appView = "did:web:api.bsky.app#bsky_appview"

// callScope needs leave to call the method of the service that the call goes to.
func callScope(s oauth.Scopes, c *xrpc.Call) error {
	audience := appView
	to, err := readProxyHeader(c.Request.Header.Get("Atproto-Proxy"))
	if err == nil && to != (proxy{}) {
		audience = to.did + "#" + to.service
	}
	return missingScope(s.RPC(c.Name, audience))
}

// serviceTokenScope needs leave for the call that a service token is asked for.
func serviceTokenScope(s oauth.Scopes, c *xrpc.Call) error {
	in, ok := c.In.(*getServiceAuthParams)
	if !ok {
		return nil
	}
	return missingScope(s.RPC(cmp.Or(in.Method, "*"), in.Audience))
}

// mayWrite refuses a caller whose OAuth token does not let it make writes: one after the other what
// they create, update and delete.
func (who *caller) mayWrite(writes []records.Write) error {
	if who.oauth == nil {
		return nil
	}
	for _, need := range []struct {
		action string
		of     []records.Action
	}{
		{"create", []records.Action{records.Create, records.Put}},
		{"update", []records.Action{records.Update, records.Put}},
		{"delete", []records.Action{records.Delete, records.Remove}},
	} {
		for _, w := range writes {
			if !slices.Contains(need.of, w.Action) {
				continue
			}
			if err := missingScope(who.oauth.Scopes.Repo(w.Collection, need.action)); err != nil {
				return err
			}
		}
	}
	return nil
}
