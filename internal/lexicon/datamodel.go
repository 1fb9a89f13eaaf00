package lexicon

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// A Link is the data model's link, {"$link":CID}, and holds the CID (https://atproto.com/specs/data-model).
type Link string

// A Bytes is the data model's byte string, {"$bytes":TEXT}, and holds the text: standard base64, padded or not.
type Bytes string

// MarshalJSON writes the link as the object that it came as.
func (l Link) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"$link": string(l)})
}

// MarshalJSON writes the byte string as the object that it came as.
func (b Bytes) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"$bytes": string(b)})
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
	case o.keys[0] == "$link" && isCID(text):
		return Link(text)
	case o.keys[0] == "$bytes" && isBase64(text):
		return Bytes(text)
	default:
		return o
	}
}

// isBase64 minds neither missing padding nor what the last bits say, as the reference does not.
func isBase64(text string) bool {
	digits := strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	if strings.ContainsAny(digits, "\r\n") { // which encoding/base64 reads over
		return false
	}
	_, err := base64.RawStdEncoding.DecodeString(digits)
	return err == nil
}
