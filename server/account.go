package server

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/identity"
	"mockpds/internal/names"
	"mockpds/internal/seed"
	"mockpds/internal/xrpc"
)

type serverDescription struct {
	DID                  string   `json:"did"`
	AvailableUserDomains []string `json:"availableUserDomains"`
	InviteCodeRequired   bool     `json:"inviteCodeRequired"`
	BlobUploadLimit      int      `json:"blobUploadLimit"` // bytes
	Links                links    `json:"links"`
	Contact              contact  `json:"contact"`
}

type links struct {
	PrivacyPolicy  string `json:"privacyPolicy,omitempty"`
	TermsOfService string `json:"termsOfService,omitempty"`
}

type contact struct {
	Email string `json:"email,omitempty"`
}

// describeServer returns what a client must know before it signs up.
func (p *protocol) describeServer(who visitor) (serverDescription, error) {
	s := p.outside.Service()
	return serverDescription{
		DID:                  p.didOf(who.ctx),
		AvailableUserDomains: []string{p.config.HandleDomain},
		InviteCodeRequired:   p.config.InviteRequired,
		BlobUploadLimit:      maxBlob,
		Links:                links{s.PrivacyPolicy, s.TermsOfService},
		Contact:              contact{s.ContactEmail},
	}, nil
}

type createAccountInput struct {
	Email             string `lex:"email,optional"`
	Handle            string `lex:"handle,format=handle"`
	DID               string `lex:"did,optional,format=did"`
	InviteCode        string `lex:"inviteCode,optional"`
	VerificationCode  string `lex:"verificationCode,optional"`
	VerificationPhone string `lex:"verificationPhone,optional"`
	Password          string `lex:"password,optional"`
	RecoveryKey       string `lex:"recoveryKey,optional"`
	PLCOp             any    `lex:"plcOp,optional"`
}

type createAccountOutput struct {
	Handle     string             `json:"handle"`
	DID        string             `json:"did"`
	DIDDoc     *identity.Document `json:"didDoc"`
	AccessJwt  string             `json:"accessJwt"`
	RefreshJwt string             `json:"refreshJwt"`
}

// createAccount signs up. A client that brings a DID, and shows a service token of it, moves an
// account here from another server: that account starts deactivated.
func (p *protocol) createAccount(who service, in createAccountInput) (*createAccountOutput, error) {
	handle, err := p.checkSignUpAt(who.visitor, in)
	if err != nil {
		return nil, err
	}
	now := p.now()
	a := fixtures.Account{
		DID: in.DID, Handle: handle, Email: in.Email, Password: in.Password, CreatedAt: now,
	}
	switch {
	case in.DID == "":
		if in.RecoveryKey != "" {
			if err := identity.CheckKey(in.RecoveryKey); err != nil {
				return nil, plcError(err)
			}
		}
		a.DID = p.newDID(handle)
	case in.DID != who.did:
		return nil, xrpc.AuthRequired("AuthenticationRequired",
			"Missing auth to create account with did: "+in.DID)
	default:
		if before, ok := p.store.Removed(in.DID); ok { // whose document stays as it is
			p.identities.Keep(plcSubjectOf(&before, who.url))
		}
		a.DeactivatedAt, a.DeleteAfter = now, datetime(now.Add(3*24*time.Hour))
	}
	if in.Password == "" { // then the reference keeps no address either
		a.NoPassword, a.Email = true, ""
	}
	if err := p.addAccount(a, in.InviteCode); err != nil {
		return nil, err
	}
	if in.DID != "" {
		p.identities.Move(in.DID)
	}
	access, refresh, err := p.openSession(who.visitor, &a, nil)
	return &createAccountOutput{
		a.Handle, a.DID,
		p.identities.NewestDocument(plcSubjectOf(&a, who.url), p.now()), access, refresh,
	}, err
}

// checkSignUp checks the input of a sign-up in the reference's order, and returns the handle in
// lower case.
func (p *protocol) checkSignUp(in createAccountInput) (string, error) {
	switch {
	case in.PLCOp != nil:
		return "", xrpc.InvalidRequest(`Unsupported input: "plcOp"`)
	case fixtures.TextLength(in.Password) > longestNewPassword:
		return "", xrpc.InvalidRequest("Password too long. Maximum length is " +
			strconv.Itoa(longestNewPassword) + " characters.")
	case p.config.InviteRequired && in.InviteCode == "":
		return "", xrpc.Refuse("InvalidInviteCode", "No invite code provided")
	case in.Email == "":
		return "", xrpc.InvalidRequest("Email is required")
	case !names.SupportedAddress(in.Email):
		return "", errUnsupportedAddress
	}
	handle, err := p.checkHandle(in.Handle, in.DID, false)
	if err != nil {
		return "", err
	}
	if p.config.InviteRequired {
		if err := p.store.CheckInvite(in.InviteCode); err != nil {
			return "", inviteError(err)
		}
	}
	return handle, p.checkFree(handle, in.Email)
}

var errUnsupportedAddress = xrpc.InvalidRequest(
	"This email address is not supported, please use a different email.")

// checkFree refuses a handle or an address that an active account has.
func (p *protocol) checkFree(handle, email string) error {
	if a, ok := p.store.AccountByHandle(handle); ok && a.Status() == fixtures.StatusActive {
		return xrpc.InvalidRequest("Handle already taken: " + handle)
	}
	if a, ok := p.store.AccountByEmail(email); ok && a.Status() == fixtures.StatusActive {
		return xrpc.InvalidRequest("Email already taken: " + email)
	}
	return nil
}

// addAccount stores a new account. The checks before it let pass a handle or an address of an
// inactive account, and an invite code of a DID that comes back: the reference answers those with
// a bare 500.
func (p *protocol) addAccount(a fixtures.Account, inviteCode string) error {
	err := p.store.Add(a, inviteCode)
	switch {
	case errors.Is(err, fixtures.ErrDIDTaken):
		return xrpc.Refuse("AlreadyExists", "Repo already exists")
	case errors.Is(err, fixtures.ErrInviteUnavailable):
		return inviteError(err)
	case errors.Is(err, fixtures.ErrHandleTaken), errors.Is(err, fixtures.ErrEmailTaken):
		// An active account may have taken it since checkFree was asked.
		return cmp.Or(p.checkFree(a.Handle, a.Email), err)
	default:
		return err
	}
}

// newDID returns the DID of a new account. It is another one each time, even for a handle that is
// used again.
func (p *protocol) newDID(handle string) string {
	return "did:plc:" + seed.Letters(p.source.Next("did "+handle), 24)
}

type signupQueue struct {
	Activated bool `json:"activated"`
}

// checkSignupQueue answers that nobody has to wait: an account that signed up is active.
func (p *protocol) checkSignupQueue(*caller) (signupQueue, error) {
	return signupQueue{Activated: true}, nil
}

type deleteAccountInput struct {
	DID      string `lex:"did,format=did"`
	Password string `lex:"password"`
	Token    string `lex:"token"`
}

// deleteAccount deletes an account, whatever its status, for a client that sends its own password
// and the mailed code. It needs no token, and a failed attempt does not spend the code.
func (p *protocol) deleteAccount(from visitor, in deleteAccountInput) error {
	if fixtures.TextLength(in.Password) > fixtures.LongestPassword {
		return errPasswordTooLong
	}
	a, ok := p.store.Account(in.DID)
	switch {
	case !ok:
		return errNoAccount
	case a.NoPassword || a.Password != in.Password:
		return xrpc.AuthRequired("AuthenticationRequired", "Invalid did or password")
	}
	from.attribute(&a)
	err := p.control.Revoking(from.call, a.DID,
		func() error { return p.store.RemoveByCode(a.DID, in.Token, p.now()) })
	return codeError(err, errNoAccount)
}
