package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"mockpds/fixtures"
)

// plcData is what a PLC directory answers to GET /DID/data.
type plcData struct {
	DID                 string                `json:"did"`
	VerificationMethods map[string]string     `json:"verificationMethods"`
	RotationKeys        []string              `json:"rotationKeys"`
	AlsoKnownAs         []string              `json:"alsoKnownAs"`
	Services            map[string]plcService `json:"services"`
}

type plcService struct {
	Type     string `json:"type"`
	Endpoint string `json:"endpoint"`
}

// plcDocument answers as a PLC directory does: the DID document of an account with a did:plc.
func (p *PDS) plcDocument(w http.ResponseWriter, r *http.Request) {
	if a, ok := p.plcAccount(w, r); ok {
		p.writeDocument(w, r, "application/did+ld+json; charset=utf-8", p.didDocument(p.publicURL(r), &a))
	}
}

// plcData answers as a PLC directory does: the data behind the DID document.
func (p *PDS) plcData(w http.ResponseWriter, r *http.Request) {
	a, ok := p.plcAccount(w, r)
	if !ok {
		return
	}
	p.writeDocument(w, r, "application/json; charset=utf-8", plcData{
		DID:                 a.DID,
		VerificationMethods: map[string]string{"atproto": "did:key:" + p.publishedKey(a.DID).multikey},
		RotationKeys:        p.rotationKeys(),
		AlsoKnownAs:         alsoKnownAs(p.directory.handle(&a)),
		Services:            map[string]plcService{"atproto_pds": {pdsType, p.publicURL(r)}},
	})
}

// plcAccount finds the account of a PLC request's path, in which clients write the colons as they are or percent-encoded.
func (p *PDS) plcAccount(w http.ResponseWriter, r *http.Request) (fixtures.Account, bool) {
	did, err := url.PathUnescape(chi.URLParam(r, "did"))
	if err == nil && strings.HasPrefix(did, "did:plc:") {
		if a, ok := p.store.Registered(did); ok { // a DID outlives its account
			return a, true
		}
	}
	p.writeStatus(w, r, http.StatusNotFound, map[string]string{"message": "DID not registered: " + did})
	return fixtures.Account{}, false
}
