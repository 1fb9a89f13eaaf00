// Package dagcbor encodes values of the data model as DAG-CBOR, and names bytes by their CID
// (https://atproto.com/specs/data-model).
package dagcbor

import (
	"crypto/sha256"
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
func plainValue(v lexicon.Value) (_ any, err error) {
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
		list := make([]any, len(v))
		for i := range v {
			if list[i], err = plainValue(v[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	case *lexicon.Object:
		return plainObject(v)
	default:
		return v, nil // nil, a string or a boolean
	}
}

func plainObject(o *lexicon.Object) (_ map[string]any, err error) {
	keys := o.Keys()
	object := make(map[string]any, len(keys))
	for _, key := range keys {
		member, _ := o.Value(key)
		if object[key], err = plainValue(member); err != nil {
			return nil, err
		}
	}
	return object, nil
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
	return "b" + lexicon.Base32.EncodeToString(slices.Concat(prefix, hash[:]))
}

// Base32Hash returns the SHA-256 of data in base32, by which did:plc names what made a DID.
func Base32Hash(data []byte) string {
	hash := sha256.Sum256(data)
	return lexicon.Base32.EncodeToString(hash[:])
}
