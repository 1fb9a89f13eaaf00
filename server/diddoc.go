package server

import "mockpds/fixtures"

// A didDocument is a DID document in the form a PLC directory gives (https://www.w3.org/TR/did-core).
type didDocument struct {
	Context            []string             `json:"@context"`
	ID                 string               `json:"id"`
	AlsoKnownAs        []string             `json:"alsoKnownAs"`
	VerificationMethod []verificationMethod `json:"verificationMethod"`
	Service            []didService         `json:"service"`

	encoded []byte // the document as JSON, where it was prepared
}

type verificationMethod struct {
	ID                 string `json:"id"`
	Type               string `json:"type"`
	Controller         string `json:"controller"`
	PublicKeyMultibase string `json:"publicKeyMultibase"`
}

type didService struct {
	ID              string `json:"id"`
	Type            string `json:"type"`
	ServiceEndpoint string `json:"serviceEndpoint"`
}

const pdsType = "AtprotoPersonalDataServer"

func newDIDDocument(did string, names []string, multikey, endpoint string) *didDocument {
	return &didDocument{
		Context: []string{
			"https://www.w3.org/ns/did/v1",
			"https://w3id.org/security/multikey/v1",
			"https://w3id.org/security/suites/secp256k1-2019/v1",
		},
		ID:          did,
		AlsoKnownAs: names,
		VerificationMethod: []verificationMethod{{
			ID: did + "#atproto", Type: "Multikey", Controller: did, PublicKeyMultibase: multikey,
		}},
		Service: []didService{{ID: "#atproto_pds", Type: pdsType, ServiceEndpoint: endpoint}},
	}
}

// didDocument is the DID document of an account, with the server at url.
func (p *PDS) didDocument(url string, a *fixtures.Account) *didDocument {
	return p.documentClaiming(p.directory.handle(a), url, a)
}

// newestDocument is the DID document of an account, read anew.
func (p *PDS) newestDocument(url string, a *fixtures.Account) *didDocument {
	return p.documentClaiming(p.directory.look(a, p.now()), url, a)
}

// cachedDocument is the DID document of an account as the server last saw it: sessions show a new handle an hour late there.
func (p *PDS) cachedDocument(url string, a *fixtures.Account) *didDocument {
	return p.documentClaiming(p.directory.recall(a, p.now()), url, a)
}

// keepDocument keeps the document of a DID as it is when somebody brings it along to a new account.
func (p *PDS) keepDocument(did string) {
	if before, ok := p.store.Removed(did); ok {
		p.directory.publish(did, p.directory.handle(&before))
	}
}

func (p *PDS) documentClaiming(handle, url string, a *fixtures.Account) *didDocument {
	return p.documents.prepared(documentKey{a.DID, handle, url}, func() *didDocument {
		return newDIDDocument(a.DID, alsoKnownAs(handle), p.publishedKey(a.DID).multikey, url)
	})
}

// serviceDocument is the server's own DID document. Its key is the one that session tokens are signed with.
func (p *PDS) serviceDocument(url string) *didDocument {
	return newDIDDocument(p.config.ServiceDID, []string{}, p.issuer.PublicKey().Multikey(), url)
}
