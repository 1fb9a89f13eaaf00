package lexicon

import (
	"encoding/base32"
	"encoding/binary"
	"strings"
)

const longestCID = 128

// A CID of version 0 is the base58 of a SHA-256 with its multihash prefix: Qm and 44 digits.
const (
	lengthOfCIDv0 = 46
	base58Digits  = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
)

// IsCID accepts a CID in its one canonical spelling: base32 in lower case, or base58 for the old
// version 0.
func IsCID(s string) bool {
	_, ok := cidBytes(s)
	return ok
}

// cidBytes decodes a CID; nil for one of version 0. It reports false for what is none.
func cidBytes(s string) ([]byte, bool) {
	switch {
	case len(s) > longestCID || s == "":
		return nil, false
	case s[0] == 'b':
		data, ok := decodeBase32(strings.TrimRight(s[1:], "="))
		return data, ok && holdsCID(data)
	default:
		v0 := strings.HasPrefix(s, "Qm") && len(s) == lengthOfCIDv0 && strings.Trim(s, base58Digits) == ""
		return nil, v0
	}
}

// holdsCID reports whether data is a version 1 CID (https://github.com/multiformats/cid): the
// version, a codec, and a multihash, which says how long it is.
func holdsCID(data []byte) bool {
	version, rest, ok := cutVarint(data)
	if !ok || version != 1 {
		return false
	}
	for range 2 { // the codec, and the code of the hash
		if _, rest, ok = cutVarint(rest); !ok {
			return false
		}
	}
	size, digest, ok := cutVarint(rest)
	return ok && size == uint64(len(digest))
}

// cutVarint cuts a number of at most eight bytes off the front of data.
func cutVarint(data []byte) (n uint64, rest []byte, ok bool) {
	n, length := binary.Uvarint(data)
	if length <= 0 || length > 8 {
		return 0, nil, false
	}
	return n, data[length:], true
}

// Base32 is the base32 of CIDs: in lower case, without padding.
var Base32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// decodeBase32 refuses a text whose unused last bits are not zero: another spelling of the same
// bytes.
func decodeBase32(s string) ([]byte, bool) {
	data, err := Base32.DecodeString(s)
	return data, err == nil && Base32.EncodeToString(data) == s
}
