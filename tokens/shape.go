package tokens

import (
	"encoding/base64"
	"encoding/json"
)

// A Shape is how session tokens look that another make of server mints. The zero Shape is the
// reference's. Once an issuer has minted a token of a shape, and if Config.Shape names it, it
// accepts tokens with its audience and its header as it does those of its own.
type Shape struct {
	Audience string            // aud of access tokens, a DID; "" is the issuer's
	AccessID string            // jti of access tokens; "" is none
	Header   map[string]string // header fields to set; one that is empty is left out
}

// headerAs returns the header of a token, encoded, and has the issuer accept the shape.
func (i *Issuer) headerAs(shape Shape, typ tokenType) string {
	if shape.Audience != "" && shape.Audience != i.audience {
		i.others.Store(shape.Audience, true)
	}
	plain := accessHeader
	if typ == typeRefresh {
		plain = refreshHeader
	}
	if shape.Header == nil {
		return plain
	}
	var fields map[string]string
	_ = json.Unmarshal(DecodeBase64(plain), &fields) // the constants are such objects
	for name, value := range shape.Header {
		if fields[name] = value; value == "" {
			delete(fields, name)
		}
	}
	text, _ := json.Marshal(fields) // a map of strings always encodes
	header := base64.RawURLEncoding.EncodeToString(text)
	i.others.Store(header, true)
	return header
}

// isOther reports whether a token of a shape with such an audience or header was minted.
func (i *Issuer) isOther(audienceOrHeader string) bool {
	_, ok := i.others.Load(audienceOrHeader)
	return ok
}
