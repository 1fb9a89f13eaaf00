package lexicon

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// A Link is the data model's link, {"$link":CID}, and holds the CID (https://atproto.com/specs/data-model).
type Link string

// Bytes returns the CID as bytes; nil for one of version 0, which the data model has no place for, and for what is none.
func (l Link) Bytes() []byte {
	data, _ := cidBytes(string(l))
	return data
}

// A Bytes is the data model's byte string, {"$bytes":BASE64}.
type Bytes []byte

// MarshalJSON writes the link as the object that it came as.
func (l Link) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"$link": string(l)})
}

// MarshalJSON writes the byte string as an object, in standard base64 without padding.
func (b Bytes) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"$bytes": base64.RawStdEncoding.EncodeToString(b)})
}

// asData gives the link or the byte string that an object stands for, else the object. One with a CID or a text that is none,
// or with more in it, is an object like any other.
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

// decodeBase64 takes either alphabet and minds neither missing padding nor what the last bits say, as the reference does not.
// There may not be more padding than fills up four digits.
func decodeBase64(text string) ([]byte, bool) {
	digits := strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	if strings.ContainsAny(digits, "\r\n") { // which encoding/base64 reads over
		return nil, false
	}
	data, err := base64.RawStdEncoding.DecodeString(toStandard.Replace(digits))
	return data, err == nil && len(text) <= base64.StdEncoding.EncodedLen(len(data))
}
