package server

import (
	"math"

	"mockpds/fixtures"
	"mockpds/internal/dagcbor"
	"mockpds/internal/records"
	"mockpds/internal/syntax"
	"mockpds/internal/xrpc"
)

// The sync methods below report which accounts there are and whether they are active. There are no
// trees to read.

// didInput is the input of methods about one account.
type didInput struct {
	DID string `lex:"did,format=did"`
}

type repoStatus struct {
	DID    string          `json:"did"`
	Active bool            `json:"active"`
	Status fixtures.Status `json:"status,omitempty"`
	Rev    string          `json:"rev,omitempty"`
}

// getRepoStatus returns the hosting status of an account, even of one that is out of view. Only
// an active account has a rev.
func (p *protocol) getRepoStatus(_ visitor, in didInput) (*repoStatus, error) {
	a, ok := p.store.Account(in.DID)
	if !ok {
		return nil, repoNotFound(in.DID)
	}
	active, status := hostingStatus(&a)
	s := &repoStatus{DID: a.DID, Active: active, Status: status}
	if active {
		s.Rev = p.repoHead(&a).Rev
	}
	return s, nil
}

// hostingStatus reports whether an account is active, and if not why.
func hostingStatus(a *fixtures.Account) (active bool, status fixtures.Status) {
	if s := a.Status(); s != fixtures.StatusActive {
		return false, s
	}
	return true, ""
}

// getLatestCommit returns the head of an account's repository.
func (p *protocol) getLatestCommit(_ reader, in didInput) (records.Head, error) {
	a, _ := p.store.Account(in.DID) // which the gate has found
	return p.repoHead(&a), nil
}

type getHeadOutput struct {
	Root string `json:"root"`
}

// getHead is the old form of getLatestCommit.
func (p *protocol) getHead(who reader, in didInput) (getHeadOutput, error) {
	head, err := p.getLatestCommit(who, in)
	return getHeadOutput{head.CID}, err
}

func repoNotFound(did string) error {
	return xrpc.Refuse("RepoNotFound", "Could not find repo for DID: "+did)
}

// outOfView returns the error for an account whose repository the public does not see, or nil.
// The error names the repository as the caller did.
func outOfView(a *fixtures.Account, name string) error {
	switch a.Status() {
	case fixtures.StatusSuspended:
		return xrpc.Refuse("RepoSuspended", "Repo has been suspended: "+name)
	case fixtures.StatusTakendown:
		return xrpc.Refuse("RepoTakendown", "Repo has been takendown: "+name)
	case fixtures.StatusDeactivated:
		return xrpc.Refuse("RepoDeactivated", "Repo has been deactivated: "+name)
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

// listRepos returns the accounts, the oldest first.
func (p *protocol) listRepos(_ visitor, in listReposParams) (*listReposOutput, error) {
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
		out.Repos[i] = repoView{a.DID, head.CID, head.Rev, active, status}
		out.Cursor = at(a.CreatedAt, a.DID).String()
	}
	return out, nil
}

// emptyRepoBlocks is how many blocks a repository without records has: its commit and the root of
// its tree.
const emptyRepoBlocks = 2

// repoHead returns the latest commit of an account's repository.
func (p *protocol) repoHead(a *fixtures.Account) records.Head {
	if head, ok := p.records.Head(a.DID); ok {
		return head
	}
	return p.firstHead(a)
}

// firstHead returns the commit that sign-up makes: the CID is a hash of the DID, the TID the time
// of sign-up.
func (p *protocol) firstHead(a *fixtures.Account) records.Head {
	hash := p.source.Bytes("repo", a.DID)
	return records.Head{
		CID: dagcbor.CID(hash[:]),
		Rev: syntax.TID(a.CreatedAt, uint(hash[0])),
	}
}
