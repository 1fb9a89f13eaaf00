package journal

import (
	"encoding/base64"
	"encoding/json"
	"hash/maphash"
	"strings"
)

// A Proof is what rules have to know of a DPoP proof, be it right or wrong. Equal numbers stand for
// equal texts, and 0 for none.
type Proof struct {
	Key   uint64 // that it was made with
	ID    uint64 // its jti
	Nonce uint64
}

func (j *Journal) proofOf(c *RawCall) Proof {
	parts := strings.Split(c.RequestHeader.Get("Dpop"), ".")
	if len(parts) != 3 {
		return Proof{}
	}
	var header struct {
		Key json.RawMessage `json:"jwk"`
	}
	var claims struct {
		ID    string `json:"jti"`
		Nonce string `json:"nonce"`
	}
	for i, into := range []any{&header, &claims} {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || json.Unmarshal(text, into) != nil {
			return Proof{}
		}
	}
	return Proof{j.numberOf(string(header.Key)), j.numberOf(claims.ID), j.numberOf(claims.Nonce)}
}

func (j *Journal) numberOf(text string) uint64 {
	if text == "" {
		return 0
	}
	return maphash.String(j.seed, text)
}
