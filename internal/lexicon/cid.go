package lexicon

import (
	"encoding/base32"
	"encoding/binary"
	"math/big"
	"strings"
)

const longestCID = 128

// The figures of https://github.com/multiformats/cid.
const (
	cidV0 = 18 // of a version 0 the first byte is the code of SHA-256
	cidV1 = 1
)

// isCID accepts a CID in its one canonical spelling: base32 in lower case, or base58 for the old version 0.
func isCID(s string) bool {
	switch {
	case len(s) > longestCID || s == "":
		return false
	case s[0] == 'b':
		data, ok := decodeBase32(strings.TrimRight(s[1:], "="))
		return ok && holdsCID(data, cidV1)
	case s[0] == 'Q':
		data, ok := decodeBase58(s)
		return ok && holdsCID(data, cidV0)
	default:
		return false
	}
}

// holdsCID reports whether data is a CID of a version: for version 1 that and a codec, then a multihash, which says how long
// it is.
func holdsCID(data []byte, version uint64) bool {
	first, rest, ok := cutVarint(data)
	switch {
	case !ok || first != version:
		return false
	case version == cidV1:
		_, rest, ok = cutVarint(rest)
	default:
		rest = data
	}
	if ok {
		_, rest, ok = cutVarint(rest)
	}
	size, digest, sized := cutVarint(rest)
	return ok && sized && size == uint64(len(digest))
}

// cutVarint takes a number of at most eight bytes off the front of data.
func cutVarint(data []byte) (n uint64, rest []byte, ok bool) {
	n, length := binary.Uvarint(data)
	if length <= 0 || length > 8 {
		return 0, nil, false
	}
	return n, data[length:], true
}

var lowerBase32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// decodeBase32 refuses a text whose last bits say nothing and are not zero: another spelling of the same bytes.
func decodeBase32(s string) ([]byte, bool) {
	data, err := lowerBase32.DecodeString(s)
	return data, err == nil && lowerBase32.EncodeToString(data) == s
}

const base58Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// decodeBase58 decodes a text that does not begin with zeros.
func decodeBase58(s string) ([]byte, bool) {
	n := new(big.Int)
	for i := range len(s) {
		digit := strings.IndexByte(base58Digits, s[i])
		if digit < 0 {
			return nil, false
		}
		n.Mul(n, big.NewInt(int64(len(base58Digits)))).Add(n, big.NewInt(int64(digit)))
	}
	return n.Bytes(), true
}
