package server

import (
	"errors"

	"mockpds/internal/lexicon"
	"mockpds/internal/records"
	"mockpds/internal/syntax"
	"mockpds/internal/xrpc"
)

// A subject is what an administrator's decision is about.
type subject struct {
	lexicon.Union
	Repo   *repoRef   `lex:"com.atproto.admin.defs#repoRef"`
	Record *strongRef `lex:"com.atproto.repo.strongRef"`
	Blob   *blobRef   `lex:"com.atproto.admin.defs#repoBlobRef"`
}

type repoRef struct {
	DID string `lex:"did,format=did"`
}

type strongRef struct {
	URI string `lex:"uri,format=at-uri"`
	CID string `lex:"cid,format=cid"`
}

type blobRef struct {
	DID       string `lex:"did,format=did"`
	CID       string `lex:"cid,format=cid"`
	RecordURI string `lex:"recordUri,optional,format=at-uri"`
}

// A decision is com.atproto.admin.defs#statusAttr.
type decision struct {
	lexicon.Open `json:"-"`

	Type    string `json:"-" lex:"$type,optional,const=com.atproto.admin.defs#statusAttr"`
	Applied bool   `json:"applied" lex:"applied"`
	Ref     string `json:"ref,omitempty" lex:"ref,optional"`
}

type updateSubjectStatusInput struct {
	Subject     subject   `lex:"subject"`
	Takedown    *decision `lex:"takedown,optional"`
	Deactivated *decision `lex:"deactivated,optional"`
}

type updateSubjectStatusOutput struct {
	Subject  *lexicon.Object `json:"subject"`
	Takedown *lexicon.Object `json:"takedown,omitempty"`
}

// updateSubjectStatus takes an account down, deactivates it, or lifts either. The reply repeats
// subject and decision. A record or a blob that the account does not have is not an error.
func (p *protocol) updateSubjectStatus(
	who administrator, in updateSubjectStatusInput,
) (*updateSubjectStatusOutput, error) {
	if in.Takedown != nil && in.Takedown.Applied && in.Deactivated != nil && !in.Deactivated.Applied {
		return nil, xrpc.InvalidRequest("Cannot activate and takedown an account at the same time")
	}
	out := &updateSubjectStatusOutput{Subject: in.Subject.Object}
	if in.Takedown != nil {
		if err := p.takeDown(who, in.Subject, *in.Takedown); err != nil {
			return nil, err
		}
		out.Takedown = in.Takedown.Object
	}
	var err error
	switch repo := in.Subject.Repo; {
	case in.Deactivated == nil || repo == nil:
	case in.Deactivated.Applied:
		err = p.deactivate(repo.DID, "")
	default:
		err = p.activate(repo.DID)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// takeDown carries out a takedown or lifts it. An account that does not exist is not an error, but
// for its records and blobs the reference fails with a bare 500.
func (p *protocol) takeDown(who administrator, s subject, d decision) error {
	switch {
	case s.Record != nil:
		at := recordAt(s.Record.URI)
		p.records.TakeDown(at.did, at.path, p.takedownRef(d))
		return hasKey(p, at.did)
	case s.Blob != nil:
		p.records.TakeDown(s.Blob.DID, s.Blob.CID, p.takedownRef(d))
		return hasKey(p, s.Blob.DID)
	case s.Repo == nil:
		return xrpc.InvalidRequest("Invalid subject (" + s.Type + ")")
	}
	did := s.Repo.DID
	err := p.control.Revoking(who.call, did,
		func() error { return p.store.SetTakedown(did, p.takedownRef(d)) })
	if err != nil {
		p.config.Log.Debug("takedown of nobody", "did", did)
	}
	return nil
}

// takedownRef returns the reference that a decision is kept under: its own, or else the time. It
// returns "" for one that lifts the takedown.
func (p *protocol) takedownRef(d decision) string {
	switch {
	case !d.Applied:
		return ""
	case d.Ref == "":
		return datetime(p.now())
	default:
		return d.Ref
	}
}

// A recordPlace is where a record is. The DID is "" if there is a handle instead: the reference
// resolves none here.
type recordPlace struct{ did, path string }

func recordAt(uri string) recordPlace {
	u, ok := syntax.ParseATURI(uri)
	if !ok || !syntax.IsDID(u.Authority) {
		return recordPlace{}
	}
	return recordPlace{u.Authority, records.Path(u.Collection, u.Key)}
}

type getSubjectStatusParams struct {
	DID  string `lex:"did,optional,format=did"`
	URI  string `lex:"uri,optional,format=at-uri"`
	Blob string `lex:"blob,optional,format=cid"`
}

type getSubjectStatusOutput struct {
	Subject     subjectView `json:"subject"`
	Takedown    decision    `json:"takedown"`
	Deactivated *decision   `json:"deactivated,omitempty"` // of an account
}

// A subjectView is one of the types that a subject can have.
type subjectView struct {
	Type string `json:"$type"`
	DID  string `json:"did,omitempty"`
	URI  string `json:"uri,omitempty"`
	CID  string `json:"cid,omitempty"`
}

// getSubjectStatus returns what was decided about an account, a record or a blob. A suspension is
// not an administrator's decision and is not shown.
func (p *protocol) getSubjectStatus(
	_ administrator, in getSubjectStatusParams,
) (*getSubjectStatusOutput, error) {
	switch {
	case in.Blob != "" && in.DID == "":
		return nil, xrpc.InvalidRequest("Must provide a did to request blob state")
	case in.Blob != "":
		_, ref, ok := p.records.Status(in.DID, in.Blob)
		return p.subjectStatus(in.DID,
			subjectView{
				Type: "com.atproto.admin.defs#repoBlobRef", DID: in.DID, CID: in.Blob,
			}, ref, ok)
	case in.URI != "":
		at := recordAt(in.URI)
		cid, ref, ok := p.records.Status(at.did, at.path)
		view := subjectView{Type: "com.atproto.repo.strongRef", URI: in.URI, CID: cid}
		return p.subjectStatus(at.did, view,
			ref, ok)
	case in.DID == "":
		return nil, xrpc.InvalidRequest("No provided subject")
	}
	a, ok := p.store.Account(in.DID)
	if !ok {
		return nil, errSubjectNotFound
	}
	return &getSubjectStatusOutput{
		Subject:     subjectView{Type: "com.atproto.admin.defs#repoRef", DID: a.DID},
		Takedown:    decision{Applied: a.TakedownRef != "", Ref: a.TakedownRef},
		Deactivated: &decision{Applied: !a.DeactivatedAt.IsZero()},
	}, nil
}

var (
	errSubjectNotFound = xrpc.Refuse("NotFound", "Subject not found")
	// The reference does not expect it, and answers 500.
	errHandleInURI = errors.New("URI of a record names its owner by handle")
)

// subjectStatus returns the status of a part of a repository, which need not exist.
func (p *protocol) subjectStatus(
	did string, subject subjectView, ref string, ok bool,
) (*getSubjectStatusOutput, error) {
	if did == "" {
		return nil, errHandleInURI
	}
	if err := hasRepo(p, did); err != nil {
		return nil, err
	}
	if !ok {
		return nil, errSubjectNotFound
	}
	return &getSubjectStatusOutput{
		Subject:  subject,
		Takedown: decision{Applied: ref != "", Ref: ref},
	}, nil
}
