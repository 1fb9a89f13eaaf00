package lexicon

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// A Link is the CID in a link of the data model, {"$link":CID}
// (https://atproto.com/specs/data-model).
type Link string

// Bytes returns the CID as bytes; nil for one of version 0, which the data model has no place for,
// and for what is none.
func (l Link) Bytes() []byte {
	data, _ := cidBytes(string(l))
	return data
}

// A Bytes is a byte string of the data model, {"$bytes":BASE64}.
type Bytes []byte

// MarshalJSON writes the link as an object.
func (l Link) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"$link": string(l)})
}

// MarshalJSON writes the byte string as an object, in standard base64 without padding.
func (b Bytes) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"$bytes": base64.RawStdEncoding.EncodeToString(b)})
}

// asData returns the link or the byte string that an object stands for, or else the object. An
// object with a bad CID or bad base64, or with other keys, stands for itself.
func asData(o *Object) Value {
	if len(o.keys) != 1 {
		return o
	}
	switch text, isText := o.values[o.keys[0]].(string); {
	case !isText:
		return o
	case o.keys[0] == "$link" && IsCID(text):
		return Link(strings.TrimRight(text, "="))
	case o.keys[0] == "$bytes":
		if data, ok := decodeBase64(text); ok {
			return Bytes(data)
		}
	}
	return o
}

var toStandard = strings.NewReplacer("-", "+", "_", "/")

// decodeBase64 decodes base64 of either alphabet. As in the reference padding may be missing, but
// there must not be too much of it, and the last bits may have any value.
func decodeBase64(text string) ([]byte, bool) {
	digits := strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	if strings.ContainsAny(digits, "\r\n") { // which encoding/base64 ignores
		return nil, false
	}
	data, err := base64.RawStdEncoding.DecodeString(toStandard.Replace(digits))
	return data, err == nil && len(text) <= base64.StdEncoding.EncodedLen(len(data))
}
