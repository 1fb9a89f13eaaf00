package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"mockpds/fixtures"
)

// plcDocument answers as a PLC directory does: with the DID document of an account with a
// did:plc.
func (p *protocol) plcDocument(w http.ResponseWriter, r *http.Request) {
	if a, ok := p.plcAccount(w, r); ok {
		p.writeDocument(w, r, "application/did+ld+json; charset=utf-8", p.identities.Document(a.DID, a.Handle, p.publicURL(r)))
	}
}

// plcData answers as a PLC directory does: with the data behind the DID document.
func (p *protocol) plcData(w http.ResponseWriter, r *http.Request) {
	a, ok := p.plcAccount(w, r)
	if !ok {
		return
	}
	p.writeDocument(w, r, "application/json; charset=utf-8", p.identities.Data(a.DID, a.Handle, p.publicURL(r)))
}

// plcAccount returns the account in the path of a PLC request. Clients write the colons as they
// are or percent-encoded.
func (p *protocol) plcAccount(w http.ResponseWriter, r *http.Request) (fixtures.Account, bool) {
	did, err := url.PathUnescape(chi.URLParam(r, "did"))
	if err == nil && strings.HasPrefix(did, "did:plc:") {
		if a, ok := p.store.Registered(did); ok { // a DID outlives its account
			return a, true
		}
	}
	p.writeStatus(w, r, http.StatusNotFound, map[string]string{"message": "DID not registered: " + did})
	return fixtures.Account{}, false
}
