package server

import (
	"context"
	"encoding/base32"
	"math"
	"strings"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

// The sync methods below tell which accounts there are and whether they are active. There are no repositories to read.

type getRepoStatusParams struct {
	DID string `lex:"did,format=did"`
}

type repoStatus struct {
	DID    string          `json:"did"`
	Active bool            `json:"active"`
	Status fixtures.Status `json:"status,omitempty"`
	Rev    string          `json:"rev,omitempty"`
}

// getRepoStatus tells the hosting status of an account, also of one that is out of view. Only an active one shows a rev.
func (p *protocol) getRepoStatus(_ context.Context, _ visitor, in getRepoStatusParams) (*repoStatus, error) {
	a, ok := p.store.Account(in.DID)
	if !ok {
		return nil, repoNotFound(in.DID)
	}
	active, status := hostingStatus(&a)
	s := &repoStatus{DID: a.DID, Active: active, Status: status}
	if active {
		s.Rev = p.repoHead(&a).rev
	}
	return s, nil
}

// hostingStatus tells whether an account is active, and if not why.
func hostingStatus(a *fixtures.Account) (active bool, status fixtures.Status) {
	if s := a.Status(); s != fixtures.StatusActive {
		return false, s
	}
	return true, ""
}

type getLatestCommitParams struct {
	DID string `lex:"did,format=did"`
}

type latestCommit struct {
	CID string `json:"cid"`
	Rev string `json:"rev"`
}

// getLatestCommit tells the head of an account's repository. Of an account out of view only its owner and the
// administrator learn it.
func (p *protocol) getLatestCommit(_ context.Context, who reader, in getLatestCommitParams) (*latestCommit, error) {
	a, ok := p.store.Account(in.DID)
	if !ok {
		return nil, repoNotFound(in.DID)
	}
	if !who.maySeeAll(a.DID) {
		if err := outOfView(&a); err != nil {
			return nil, err
		}
	}
	head := p.repoHead(&a)
	return &latestCommit{head.commit, head.rev}, nil
}

func repoNotFound(did string) error {
	return xrpc.Refuse("RepoNotFound", "Could not find repo for DID: "+did)
}

// outOfView says why the public does not see an account's repository; nil if it does.
func outOfView(a *fixtures.Account) error {
	switch a.Status() {
	case fixtures.StatusSuspended:
		return xrpc.Refuse("RepoSuspended", "Repo has been suspended: "+a.DID)
	case fixtures.StatusTakendown:
		return xrpc.Refuse("RepoTakendown", "Repo has been takendown: "+a.DID)
	case fixtures.StatusDeactivated:
		return xrpc.Refuse("RepoDeactivated", "Repo has been deactivated: "+a.DID)
	default:
		return nil
	}
}

type listReposParams struct {
	Limit  int64  `lex:"limit,optional,min=1,max=1000"` // 500 if absent
	Cursor string `lex:"cursor,optional"`
}

type listReposOutput struct {
	Cursor string     `json:"cursor,omitempty"`
	Repos  []repoView `json:"repos"`
}

type repoView struct {
	DID    string          `json:"did"`
	Head   string          `json:"head"`
	Rev    string          `json:"rev"`
	Active bool            `json:"active"`
	Status fixtures.Status `json:"status,omitempty"`
}

// listRepos lists the accounts, the oldest first.
func (p *protocol) listRepos(_ context.Context, _ visitor, in listReposParams) (*listReposOutput, error) {
	after, err := parseDatePosition(in.Cursor)
	if err != nil {
		return nil, err
	}
	if in.Limit == 0 {
		in.Limit = 500
	}
	if after == nil {
		after = &position{number: math.MinInt64}
	}
	accounts := p.store.CreatedAfter(after.number, after.name, int(in.Limit))
	out := &listReposOutput{Repos: make([]repoView, len(accounts))}
	for i, a := range accounts {
		head := p.repoHead(&a)
		active, status := hostingStatus(&a)
		out.Repos[i] = repoView{a.DID, head.commit, head.rev, active, status}
		out.Cursor = at(a.CreatedAt, a.DID).String()
	}
	return out, nil
}

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
