// Package dagcbor encodes values of the data model as DAG-CBOR, and names bytes by their CID
// (https://atproto.com/specs/data-model).
package dagcbor

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/fxamacker/cbor/v2"

	"mockpds/internal/lexicon"
)

// What the data model has no place for.
var (
	ErrNumber = errors.New("number is no safe integer") // of at most 53 bits
	ErrLink   = errors.New("link is no CID of version 1")
)

// linkTag is CBOR's tag for a CID.
const linkTag = 42

// canonical makes the encoder that writes the shortest numbers, and keys by length and then by
// bytes.
var canonical = sync.OnceValues(cbor.CanonicalEncOptions().EncMode)

// Encode returns the DAG-CBOR of a value. It fails with ErrNumber and ErrLink.
func Encode(v lexicon.Value) ([]byte, error) {
	plain, err := plainValue(v)
	if err != nil {
		return nil, err
	}
	mode, err := canonical()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(plain)
}

// plainValue turns a value into what the encoder knows.
func plainValue(v lexicon.Value) (any, error) {
	switch v := v.(type) {
	case float64:
		if v != math.Trunc(v) || math.Abs(v) > 1<<53-1 {
			return nil, fmt.Errorf("%w: %v", ErrNumber, v)
		}
		return int64(v), nil
	case lexicon.Link:
		cid := v.Bytes()
		if cid == nil {
			return nil, fmt.Errorf("%w: %s", ErrLink, v)
		}
		return cbor.Tag{Number: linkTag, Content: append([]byte{0}, cid...)}, nil
	case lexicon.Bytes:
		return []byte(v), nil
	case []lexicon.Value:
		return plainList(v)
	case *lexicon.Object:
		return plainObject(v)
	default:
		return v, nil // nil, a string or a boolean
	}
}

func plainList(values []lexicon.Value) ([]any, error) {
	list := make([]any, len(values))
	for i := range values {
		item, err := plainValue(values[i])
		if err != nil {
			return nil, err
		}
		list[i] = item
	}
	return list, nil
}

func plainObject(o *lexicon.Object) (map[string]any, error) {
	object := make(map[string]any, len(o.Keys()))
	for _, key := range o.Keys() {
		member, _ := o.Value(key)
		item, err := plainValue(member)
		if err != nil {
			return nil, err
		}
		object[key] = item
	}
	return object, nil
}

// AppendJSON appends a value as JSON, its keys in the order of DAG-CBOR, in which a server that
// stores DAG-CBOR sends them.
func AppendJSON(b []byte, v lexicon.Value) []byte {
	switch v := v.(type) {
	case []lexicon.Value:
		b = append(b, '[')
		for i := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendJSON(b, v[i])
		}
		return append(b, ']')
	case *lexicon.Object:
		keys := v.Keys()
		slices.SortFunc(keys, func(x, y string) int { return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)) })
		b = append(b, '{')
		for i, key := range keys {
			if i > 0 {
				b = append(b, ',')
			}
			member, _ := v.Value(key)
			b = AppendJSON(append(append(b, lexicon.Quote(key)...), ':'), member)
		}
		return append(b, '}')
	case string:
		return append(b, lexicon.Quote(v)...)
	default:
		if v == lexicon.Value(0.0) { // also when it is negative
			return append(b, '0')
		}
		data, err := json.Marshal(v)
		if err != nil {
			return append(b, "null"...) // as JavaScript writes a number that is none
		}
		return append(b, data...)
	}
}

// The first bytes of the CIDs that the network uses: version 1, the codec, and SHA-256 with its
// length of 32 bytes.
var (
	cborPrefix = []byte{0x01, 0x71, 0x12, 0x20}
	rawPrefix  = []byte{0x01, 0x55, 0x12, 0x20}
)

// CID returns the CID of encoded DAG-CBOR.
func CID(encoded []byte) string {
	return cidOf(cborPrefix, encoded)
}

// RawCID returns the CID of bytes that are not encoded, as those of a blob.
func RawCID(data []byte) string {
	return cidOf(rawPrefix, data)
}

func cidOf(prefix, data []byte) string {
	hash := sha256.Sum256(data)
	return "b" + lowerBase32(slices.Concat(prefix, hash[:]))
}

// Base32Hash returns the SHA-256 of data in base32, by which did:plc names what made a DID.
func Base32Hash(data []byte) string {
	hash := sha256.Sum256(data)
	return lowerBase32(hash[:])
}

var lowerCase = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func lowerBase32(data []byte) string {
	return lowerCase.EncodeToString(data)
}
