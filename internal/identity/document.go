package identity

// invalidHandle stands where an account has no handle that holds
// (https://atproto.com/specs/handle).
const invalidHandle = "handle.invalid"

// PDSType is the type of a PDS among the services in a DID document.
const PDSType = "AtprotoPersonalDataServer"

// A Document is a DID document in the form a PLC directory gives (https://www.w3.org/TR/did-core).
type Document struct {
	Context            []string             `json:"@context"`
	ID                 string               `json:"id"`
	AlsoKnownAs        []string             `json:"alsoKnownAs"`
	VerificationMethod []VerificationMethod `json:"verificationMethod"`
	Service            []DocumentService    `json:"service"`
}

// A VerificationMethod is a public key in a DID document.
type VerificationMethod struct {
	ID                 string `json:"id"`
	Type               string `json:"type"`
	Controller         string `json:"controller"`
	PublicKeyMultibase string `json:"publicKeyMultibase"`
}

// A DocumentService is a server in a DID document.
type DocumentService struct {
	ID              string `json:"id"`
	Type            string `json:"type"`
	ServiceEndpoint string `json:"serviceEndpoint"`
}

// NewDocument returns the DID document of a DID with some names, a public key in multibase, and a
// PDS at a URL.
func NewDocument(did string, names []string, multikey, url string) *Document {
	return &Document{
		Context: []string{
			"https://www.w3.org/ns/did/v1",
			"https://w3id.org/security/multikey/v1",
			"https://w3id.org/security/suites/secp256k1-2019/v1",
		},
		ID:          did,
		AlsoKnownAs: names,
		VerificationMethod: []VerificationMethod{{
			ID: did + "#atproto", Type: "Multikey", Controller: did, PublicKeyMultibase: multikey,
		}},
		Service: []DocumentService{{ID: "#atproto_pds", Type: PDSType, ServiceEndpoint: url}},
	}
}

// AlsoKnownAs returns the names in the document of an account with a handle: none if the handle
// is invalid.
func AlsoKnownAs(handle string) []string {
	if handle == invalidHandle {
		return []string{}
	}
	return []string{"at://" + handle}
}
