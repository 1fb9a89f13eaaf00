package server

import (
	"cmp"

	"mockpds/fixtures"
	"mockpds/internal/identity"
	"mockpds/internal/records"
	"mockpds/internal/xrpc"
)

type getRecordParams struct {
	Repo       string `lex:"repo,format=at-identifier"`
	Collection string `lex:"collection,format=nsid"`
	Key        string `lex:"rkey,format=record-key"`
	CID        string `lex:"cid,optional,format=cid"`
}

// getRecord returns a record of an active account. For others the reference asks its AppView.
func (p *protocol) getRecord(_ visitor, in getRecordParams) (*records.Entry, error) {
	a, ok := p.accountNamed(in.Repo)
	if !ok || a.Status() != fixtures.StatusActive {
		return nil, errUnreachable
	}
	entry, ok := p.records.Get(a.DID, in.Collection, in.Key, in.CID)
	if !ok {
		return nil, xrpc.Refuse("RecordNotFound",
			"Could not locate record: "+records.URI(a.DID, in.Collection, in.Key))
	}
	return &entry, nil
}

type listRecordsParams struct {
	Repo       string `lex:"repo,format=at-identifier"`
	Collection string `lex:"collection,format=nsid"`
	Limit      int64  `lex:"limit,optional,min=1,max=100"` // 50 if absent
	Cursor     string `lex:"cursor,optional"`
	Reverse    bool   `lex:"reverse,optional"`
}

type listRecordsOutput struct {
	Records []records.Entry `json:"records"`
	Cursor  string          `json:"cursor,omitempty"`
}

// listRecords returns records of one collection, the highest key first.
func (p *protocol) listRecords(_ visitor, in listRecordsParams) (*listRecordsOutput, error) {
	a, ok := p.accountNamed(in.Repo)
	if !ok || a.Status() != fixtures.StatusActive {
		return nil, xrpc.InvalidRequest("Could not find repo: " + in.Repo)
	}
	page := records.Page{Limit: int(cmp.Or(in.Limit, 50)), Cursor: in.Cursor, Reverse: !in.Reverse}
	list, last := p.records.List(a.DID, in.Collection, page)
	return &listRecordsOutput{list, last}, nil
}

type describeRepoParams struct {
	Repo string `lex:"repo,format=at-identifier"`
}

type describeRepoOutput struct {
	Handle          string             `json:"handle"`
	DID             string             `json:"did"`
	DIDDoc          *identity.Document `json:"didDoc"`
	Collections     []string           `json:"collections"`
	HandleIsCorrect bool               `json:"handleIsCorrect"`
}

// describeRepo returns whose a repository is and which collections are in it.
func (p *protocol) describeRepo(from visitor, in describeRepoParams) (*describeRepoOutput, error) {
	a, ok := p.accountNamed(in.Repo)
	if !ok {
		return nil, repoNotFound(in.Repo)
	}
	if err := outOfView(&a, in.Repo); err != nil {
		return nil, err
	}
	doc := p.identities.CachedDocument(plcSubjectOf(&a, from.url), p.now())
	return &describeRepoOutput{
		Handle: a.Handle, DID: a.DID, DIDDoc: doc, Collections: p.records.Collections(a.DID),
		HandleIsCorrect: len(doc.AlsoKnownAs) > 0 && doc.AlsoKnownAs[0] == "at://"+a.Handle,
	}, nil
}

// errNoTrees refuses what needs the blocks of a repository's tree.
var errNoTrees = &xrpc.Error{
	Status: 501, Name: "MethodNotImplemented",
	Message: "This mock keeps records without a tree, so it has no CAR to send: read them with com.atproto.repo.listRecords",
}

type getRepoParams struct {
	DID   string `lex:"did,format=did"`
	Since string `lex:"since,optional,format=tid"`
}

type syncGetRecordParams struct {
	DID        string `lex:"did,format=did"`
	Collection string `lex:"collection,format=nsid"`
	Key        string `lex:"rkey,format=record-key"`
}

type getBlocksParams struct {
	DID  string   `lex:"did,format=did"`
	CIDs []string `lex:"cids,format=cid"`
}

// importRepo refuses to read a CAR, as the reference does when it takes no imports.
func (p *protocol) importRepo(*caller, xrpc.Blob) (any, error) {
	return nil, xrpc.InvalidRequest("Service is not accepting repo imports")
}
