package server

import (
	"errors"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

// activateAccount ends the deactivation of the caller's account.
func (p *protocol) activateAccount(who *caller) error {
	return p.activate(who.did)
}

// activate ends the deactivation of an account. It leaves one that is taken down as it is, and
// one that moved here, whose DID document shows another key. The reference looks the DID up
// first: a did:plc that never existed is said not to be registered, and a deleted account ends in
// a bare 500.
func (p *protocol) activate(did string) error {
	err := p.store.Update(did, func(a *fixtures.Account) error {
		if !p.identities.HasPublishedKey(did) {
			return errOtherKey
		}
		if a.SoftDeleted() {
			return errUserNotFound
		}
		a.DeactivatedAt, a.DeleteAfter = time.Time{}, ""
		return nil
	})
	if errors.Is(err, fixtures.ErrNoAccount) && strings.HasPrefix(did, "did:plc:") &&
		!p.registered(did) {
		return xrpc.InvalidRequest("DID not registered: " + did)
	}
	return err
}

type deactivateAccountInput struct {
	DeleteAfter string `lex:"deleteAfter,optional,format=datetime"`
}

// deactivateAccount deactivates the caller's account until it is activated again. Its sessions
// stay open, unless an OAuth client did it.
func (p *protocol) deactivateAccount(who *caller, in deactivateAccountInput) error {
	err := p.deactivate(who.did, in.DeleteAfter)
	if err == nil && who.oauth != nil {
		p.oauth.EndSessions(who.ctx, who.did)
	}
	return err
}

func (p *protocol) deactivate(did, deleteAfter string) error {
	err := p.store.Update(did, func(a *fixtures.Account) error {
		a.DeactivatedAt, a.DeleteAfter = p.now(), deleteAfter
		return nil
	})
	if errors.Is(err, fixtures.ErrNoAccount) {
		return xrpc.InvalidRequest("Account not found")
	}
	return err
}

var errOtherKey = xrpc.InvalidRequest(
	"DID document verification method does not match expected signing key")

type accountStatus struct {
	Activated          bool   `json:"activated"`
	ValidDID           bool   `json:"validDid"`
	RepoCommit         string `json:"repoCommit"`
	RepoRev            string `json:"repoRev"`
	RepoBlocks         int    `json:"repoBlocks"`
	IndexedRecords     int    `json:"indexedRecords"`
	PrivateStateValues int    `json:"privateStateValues"`
	ExpectedBlobs      int    `json:"expectedBlobs"`
	ImportedBlobs      int    `json:"importedBlobs"`
}

// checkAccountStatus returns how far the move of an account to this server is: whether the DID
// document shows the account's key, and how many records and blobs it has. There is no tree whose
// blocks could be counted: each record counts as one.
func (p *protocol) checkAccountStatus(who *caller) (*accountStatus, error) {
	a, ok := p.store.Account(who.did)
	if !ok {
		return nil, errRepoNotFound
	}
	head, kept := p.repoHead(&a), p.records.Count(a.DID)
	return &accountStatus{
		Activated:  a.Status() == fixtures.StatusActive,
		ValidDID:   p.identities.HasPublishedKey(a.DID),
		RepoCommit: head.CID,
		RepoRev:    head.Rev,
		RepoBlocks: emptyRepoBlocks + kept.Records,

		IndexedRecords: kept.Records, ExpectedBlobs: kept.Expected, ImportedBlobs: kept.Imported,
	}, nil
}

// errRepoNotFound is the error where the reference opens the account's own database and finds
// none.
var errRepoNotFound = xrpc.Refuse("NotFound", "Repo not found")
