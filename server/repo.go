package server

import (
	"encoding/base32"
	"strings"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"mockpds/fixtures"
)

// A repoHead is the latest commit of a repository.
type repoHead struct {
	commit string // a CID
	rev    string // a TID
}

// emptyRepoBlocks is how many blocks a repository without records has: its commit and the root of its tree.
const emptyRepoBlocks = 2

// repoHead makes up the only commit of an account's repository, the one that sign-up makes. There is no repository behind
// it: the CID is a hash of the DID, the TID the time of sign-up.
func (p *protocol) repoHead(a *fixtures.Account) repoHead {
	hash := p.source.Bytes("repo", a.DID)
	// https://atproto.com/specs/data-model#link-and-cid-formats: CID version 1, dag-cbor, SHA-256 of 32 bytes, in base32.
	cid := append([]byte{0x01, 0x71, 0x12, 0x20}, hash[:]...)
	clockID := uint(hash[0])
	return repoHead{
		commit: "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(cid)),
		rev:    syntax.NewTIDFromTime(a.CreatedAt, clockID).String(),
	}
}
