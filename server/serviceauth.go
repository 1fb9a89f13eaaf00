package server

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/names"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

type getServiceAuthParams struct {
	Audience string `lex:"aud,maxLength=2048"`
	Expires  *int64 `lex:"exp,optional"`
	Method   string `lex:"lxm,optional,format=nsid"`
}

type getServiceAuthOutput struct {
	Token string `json:"token"`
}

// getServiceAuth signs a service token with the key of the caller's account: for one method or,
// for a minute at most, for any. A deleted account has no key, and is answered with a bare 500 as
// in the reference.
func (p *protocol) getServiceAuth(
	who *caller, in getServiceAuthParams,
) (*getServiceAuthOutput, error) {
	if !names.IsAudience(in.Audience) {
		return nil, xrpc.InvalidRequest("aud must be a valid atproto DID or did#serviceId reference")
	}
	if err := mayRequest(who, in.Method); err != nil {
		return nil, err
	}
	now := p.now()
	expires := now.Truncate(time.Second).Add(time.Minute)
	if in.Expires != nil {
		expires = time.Unix(*in.Expires, 0)
		if err := checkExpiration(*in.Expires, in.Method, now); err != nil {
			return nil, err
		}
	}
	if isOneOf(protectedMethods, in.Method) {
		return nil, xrpc.InvalidRequest(
			"cannot request a service auth token for the following protected method: " + in.Method)
	}
	a, ok := p.store.Account(who.did)
	if !ok {
		return nil, fixtures.ErrNoAccount
	}
	id := p.source.Next("service token")
	token, err := tokens.SignServiceToken(p.identities.Key(a.DID), tokens.ServiceClaims{
		Issuer: a.DID, Audience: in.Audience, Method: in.Method, ID: hex.EncodeToString(id[:16]),
		IssuedAt: now.Unix(), ExpiresAt: expires.Unix(),
	})
	return &getServiceAuthOutput{token}, err
}

const createAccountMethod = "com.atproto.server.createAccount"

// mayRequest refuses a method that the caller's log-in does not allow. The method is empty for a
// token that is good for any. The reference means to let a taken-down account ask for
// createAccount, and refuses it a line later.
func mayRequest(who *caller, method string) error {
	scope := who.scope
	if who.oauth != nil { // whose scopes were asked for
		return nil
	}
	if scope == tokens.ScopeTakendown && method != createAccountMethod {
		return xrpc.Refuse("InvalidToken", "Bad token scope")
	}
	if isOneOf(privilegedMethods, method) && !isPrivileged(scope) {
		return xrpc.InvalidRequest(
			"insufficient access to request a service auth token for the following method: " + method)
	}
	return nil
}

// checkExpiration bounds an expiration in seconds of Unix time. It accepts zero, as the reference
// does.
func checkExpiration(expires int64, method string, now time.Time) error {
	const latest, latestForAnyMethod = 60 * 60 * 1000, 60 * 1000 // milliseconds from now
	ahead := expires*1000 - now.UnixMilli()
	switch {
	case expires == 0:
		return nil
	case ahead < 0:
		return xrpc.Refuse("BadExpiration", "expiration is in past")
	case ahead > latest:
		return xrpc.Refuse("BadExpiration",
			"cannot request a token with an expiration more than an hour in the future")
	case method == "" && ahead > latestForAnyMethod:
		return xrpc.Refuse("BadExpiration",
			"cannot request a method-less token with an expiration more than a minute in the future")
	default:
		return nil
	}
}

func isPrivileged(scope string) bool {
	return scope == tokens.ScopeAccess || scope == tokens.ScopeAppPassPrivileged
}

// isOneOf reports whether a method is in a list, in any letter case.
func isOneOf(methods []string, method string) bool {
	return slices.ContainsFunc(methods, func(m string) bool { return strings.EqualFold(m, method) })
}

// privilegedMethods are closed to plain app passwords: direct messages, and moving away. The
// reference's list.
var privilegedMethods = []string{
	"chat.bsky.actor.deleteAccount",
	"chat.bsky.actor.exportAccountData",
	"chat.bsky.convo.deleteMessageForSelf",
	"chat.bsky.convo.getConvo",
	"chat.bsky.convo.getConvoForMembers",
	"chat.bsky.convo.getLog",
	"chat.bsky.convo.getMessages",
	"chat.bsky.convo.leaveConvo",
	"chat.bsky.convo.listConvos",
	"chat.bsky.convo.muteConvo",
	"chat.bsky.convo.sendMessage",
	"chat.bsky.convo.sendMessageBatch",
	"chat.bsky.convo.unmuteConvo",
	"chat.bsky.convo.updateRead",
	createAccountMethod,
}

// protectedMethods manage the account on this server, so that no other service may be asked to
// call them. The reference's list.
var protectedMethods = []string{
	"com.atproto.admin.sendEmail",
	"com.atproto.identity.requestPlcOperationSignature",
	"com.atproto.identity.signPlcOperation",
	"com.atproto.identity.updateHandle",
	"com.atproto.server.activateAccount",
	"com.atproto.server.confirmEmail",
	"com.atproto.server.createAppPassword",
	"com.atproto.server.deactivateAccount",
	"com.atproto.server.getAccountInviteCodes",
	"com.atproto.server.getSession",
	"com.atproto.server.listAppPasswords",
	"com.atproto.server.requestAccountDelete",
	"com.atproto.server.requestEmailConfirmation",
	"com.atproto.server.requestEmailUpdate",
	"com.atproto.server.revokeAppPassword",
	"com.atproto.server.updateEmail",
}

type reserveSigningKeyInput struct {
	DID string `lex:"did,optional,format=did"`
}

type reserveSigningKeyOutput struct {
	SigningKey string `json:"signingKey"` // did:key
}

// reserveSigningKey reserves a key for an account that is to move here: another one each time,
// and for a DID the same one until an account of that DID signs up. As in the reference, the
// account then gets a key of its own all the same.
func (p *protocol) reserveSigningKey(
	_ visitor, in reserveSigningKeyInput,
) (*reserveSigningKeyOutput, error) {
	if in.DID == "" {
		id := p.source.Next("reserved key")
		key := tokens.DeriveKey(p.config.Seed, "reserved "+hex.EncodeToString(id[:]))
		return &reserveSigningKeyOutput{key.Public().DIDKey()}, nil
	}
	return &reserveSigningKeyOutput{p.identities.ReservedKey(in.DID)}, nil
}
