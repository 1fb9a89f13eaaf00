package server

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"mockpds/internal/identity"
	"mockpds/internal/lexicon"
	"mockpds/internal/xrpc"
)

// The functions below answer as a PLC directory does (https://web.plc.directory/api).

const plcJSON = "application/json; charset=utf-8"

// plcDocument sends the DID document of a did:plc.
func (p *protocol) plcDocument(w http.ResponseWriter, r *http.Request) {
	s, ok := p.plcSubject(w, r)
	if !ok {
		return
	}
	if _, available := p.identities.Data(s); !available {
		p.plcRefuse(w, r,
			&identity.Refusal{Status: http.StatusNotFound, Message: "DID not available: " + s.DID})
		return
	}
	p.writeDocument(w, r, "application/did+ld+json; charset=utf-8", p.identities.Document(s))
}

// plcData sends the data behind the DID document.
func (p *protocol) plcData(w http.ResponseWriter, r *http.Request) {
	s, ok := p.plcSubject(w, r)
	if !ok {
		return
	}
	data, available := p.identities.Data(s)
	if !available {
		p.plcRefuse(w, r,
			&identity.Refusal{Status: http.StatusNotFound, Message: "DID not available: " + s.DID})
		return
	}
	p.writeDocument(w, r, plcJSON, data)
}

// plcLog sends the operations in force.
func (p *protocol) plcLog(w http.ResponseWriter, r *http.Request) {
	p.sendLog(w, r, func(log []identity.Logged) any {
		ops := []*identity.Operation{}
		for _, l := range log {
			if !l.Nullified {
				ops = append(ops, l.Operation)
			}
		}
		return ops
	})
}

// plcAudit sends all operations, with those that were undone.
func (p *protocol) plcAudit(w http.ResponseWriter, r *http.Request) {
	type audited struct {
		DID       string              `json:"did"`
		Operation *identity.Operation `json:"operation"`
		CID       string              `json:"cid"`
		Nullified bool                `json:"nullified"`
		CreatedAt string              `json:"createdAt"`
	}
	p.sendLog(w, r, func(log []identity.Logged) any {
		all := make([]audited, len(log))
		for i, l := range log {
			all[i] = audited{l.DID, l.Operation, l.CID, l.Nullified, datetime(l.CreatedAt)}
		}
		return all
	})
}

// plcLast sends the latest operation.
func (p *protocol) plcLast(w http.ResponseWriter, r *http.Request) {
	p.sendLog(w, r, func(log []identity.Logged) any { return log[len(log)-1].Operation })
}

func (p *protocol) sendLog(
	w http.ResponseWriter, r *http.Request, view func([]identity.Logged) any,
) {
	s, ok := p.plcSubject(w, r)
	if !ok {
		return
	}
	log, err := p.identities.Log(s)
	if err != nil {
		p.plcRefuse(w, r, err)
		return
	}
	p.writeDocument(w, r, plcJSON, view(log))
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
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxOperation))
	if err != nil {
		p.plcRefuse(w, r,
			&identity.Refusal{Status: http.StatusRequestEntityTooLarge, Message: "request entity too large"})
		return
	}
	value, err := lexicon.Parse(text)
	if err != nil {
		p.plcRefuse(w, r, &identity.Refusal{Status: http.StatusBadRequest, Message: err.Error()})
		return
	}
	did, _ := url.PathUnescape(chi.URLParam(r, "did"))
	op, ok := identity.ReadOperation(value)
	if !ok {
		p.plcRefuse(w, r, &identity.Refusal{
			Status:  http.StatusBadRequest,
			Message: "Not a valid operation: " + string(text),
		})
		return
	}
	s, ok := p.knownSubject(did, p.publicURL(r))
	if !ok {
		s = identity.Subject{DID: did, URL: p.publicURL(r)}
	}
	if err := p.identities.Submit(s, op, p.now()); err != nil {
		p.plcRefuse(w, r, err)
		return
	}
	xrpc.WriteBody(w, r, http.StatusOK, plainText, []byte("OK"))
}

// plcSubject finds the DID of a PLC request's path, in which clients write the colons as they are
// or percent-encoded.
func (p *protocol) plcSubject(w http.ResponseWriter, r *http.Request) (identity.Subject, bool) {
	did, err := url.PathUnescape(chi.URLParam(r, "did"))
	s, ok := p.knownSubject(did, p.publicURL(r))
	if err != nil || !ok {
		p.plcRefuse(w, r,
			&identity.Refusal{Status: http.StatusNotFound, Message: "DID not registered: " + did})
		return identity.Subject{}, false
	}
	return s, true
}

// knownSubject finds a did:plc of an account, which it outlives, or of somebody whose operations
// were submitted.
func (p *protocol) knownSubject(did, url string) (identity.Subject, bool) {
	if !isPLC(did) {
		return identity.Subject{}, false
	}
	if a, ok := p.store.Registered(did); ok {
		return plcSubjectOf(&a, url), true
	}
	return identity.Subject{DID: did, URL: url}, p.identities.Known(did)
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
	p.writeStatus(w, r, refusal.Status, map[string]string{"message": refusal.Message})
}
