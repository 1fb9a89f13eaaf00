package server

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"mockpds/internal/identity"
	"mockpds/internal/lexicon"
	"mockpds/internal/oauth"
	"mockpds/internal/xrpc"
)

// The functions below answer as a PLC directory does (https://web.plc.directory/api).

// plcPage answers with what view returns of the DID in the request's path.
func (p *protocol) plcPage(view func(identity.Subject) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, ok := p.plcSubject(r)
		if !ok {
			p.plcRefuse(w, r, plcNotFound("DID not registered: "+s.DID))
			return
		}
		out, err := view(s)
		if err != nil {
			p.plcRefuse(w, r, err)
			return
		}
		if _, ok := out.(*identity.Document); ok {
			w.Header().Set("Content-Type", "application/did+ld+json; charset=utf-8")
		}
		p.writeJSON(w, r, http.StatusOK, out)
	}
}

func plcNotFound(message string) error {
	return &identity.Refusal{Status: http.StatusNotFound, Message: message}
}

// plcData returns the data behind the DID document.
func (p *protocol) plcData(s identity.Subject) (any, error) {
	data, available := p.identities.Data(s)
	if !available {
		return nil, plcNotFound("DID not available: " + s.DID)
	}
	return data, nil
}

// plcDocument returns the DID document.
func (p *protocol) plcDocument(s identity.Subject) (any, error) {
	if _, err := p.plcData(s); err != nil {
		return nil, err
	}
	return p.identities.Document(s), nil
}

// plcLog returns the operations in force.
func (p *protocol) plcLog(s identity.Subject) (any, error) {
	log, err := p.identities.Log(s)
	ops := []*identity.Operation{}
	for _, l := range log {
		if !l.Nullified {
			ops = append(ops, l.Operation)
		}
	}
	return ops, err
}

// plcLast returns the latest operation.
func (p *protocol) plcLast(s identity.Subject) (any, error) {
	log, err := p.identities.Log(s)
	if err != nil {
		return nil, err
	}
	return log[len(log)-1].Operation, nil
}

type auditedOperation struct {
	DID       string              `json:"did"`
	Operation *identity.Operation `json:"operation"`
	CID       string              `json:"cid"`
	Nullified bool                `json:"nullified"`
	CreatedAt string              `json:"createdAt"`
}

// plcAudit returns all operations, with those that were undone.
func (p *protocol) plcAudit(s identity.Subject) (any, error) {
	log, err := p.identities.Log(s)
	all := make([]auditedOperation, len(log))
	for i, l := range log {
		all[i] = auditedOperation{s.DID, l.Operation, l.CID, l.Nullified, datetime(l.CreatedAt)}
	}
	return all, err
}

// maxOperation is the largest body of an operation in bytes. The directory's figure.
const maxOperation = 100 << 10

// plcSubmit adds an operation to the log of a DID, or makes the DID.
func (p *protocol) plcSubmit(w http.ResponseWriter, r *http.Request) {
	if p.config.PLCURL != "" { // a GET tells what that last said
		w.Header().Set("Location", p.config.PLCURL+r.URL.EscapedPath())
		w.WriteHeader(http.StatusTemporaryRedirect)
		return
	}
	op, err := readOperation(w, r)
	if err == nil {
		s, _ := p.plcSubject(r)
		err = p.identities.Submit(s, op, p.now())
	}
	if err != nil {
		p.plcRefuse(w, r, err)
		return
	}
	xrpc.WriteBody(w, r, http.StatusOK, plainText, []byte("OK"))
}

func readOperation(w http.ResponseWriter, r *http.Request) (*identity.Operation, error) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxOperation))
	if err != nil {
		return nil, &identity.Refusal{
			Status: http.StatusRequestEntityTooLarge, Message: "request entity too large",
		}
	}
	value, err := lexicon.Parse(text)
	if err != nil {
		return nil, &identity.Refusal{Status: http.StatusBadRequest, Message: err.Error()}
	}
	op, ok := identity.ReadOperation(value)
	if !ok {
		return nil, &identity.Refusal{
			Status: http.StatusBadRequest, Message: "Not a valid operation: " + string(text),
		}
	}
	return op, nil
}

// plcSubject returns whose the DID is in a PLC request's path, in which clients write the colons as
// they are or percent-encoded. It reports whether the directory has it: a did:plc of an account,
// which it outlives, of somebody whose operations were submitted, or of the stranger that OAuth
// names on purpose.
func (p *protocol) plcSubject(r *http.Request) (identity.Subject, bool) {
	did, err := url.PathUnescape(chi.URLParam(r, "did"))
	s := identity.Subject{DID: did, URL: p.publicURL(r)}
	if err != nil || !isPLC(did) {
		return s, false
	}
	if a, ok := p.store.Registered(did); ok {
		return plcSubjectOf(&a, s.URL), true
	}
	if did == oauth.Stranger && !p.identities.Known(did) {
		return identity.Subject{DID: did, Handle: "other.example", URL: oauth.Elsewhere}, true
	}
	return s, p.identities.Known(did)
}

func (p *protocol) plcRefuse(w http.ResponseWriter, r *http.Request, err error) {
	refusal, ok := errors.AsType[*identity.Refusal](err)
	if !ok {
		p.config.Log.Error("PLC directory", "path", r.URL.Path, "error", err)
		refusal = &identity.Refusal{
			Status:  http.StatusInternalServerError,
			Message: "Internal Server Error",
		}
	}
	p.writeJSON(w, r, refusal.Status, map[string]string{"message": refusal.Message})
}
