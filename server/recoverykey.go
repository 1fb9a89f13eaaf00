package server

import (
	"crypto/elliptic"
	"encoding/hex"
	"strings"

	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// The multicodec prefixes of the keys that may change a PLC entry.
const (
	secp256k1Key = "\xe7\x01"
	p256Key      = "\x80\x24"
)

// checkRecoveryKey refuses a recovery key, unless it is "", that is no did:key of a compressed
// point of one of these curves. The messages are the reference's.
func checkRecoveryKey(key string) error {
	unsupported := func(problem string) error {
		return xrpc.InvalidRequest("Unsupported key type " + key + ": Error: " + problem)
	}
	if key == "" {
		return nil
	}
	digits, ok := strings.CutPrefix(key, "did:key:z")
	if !ok {
		return unsupported("Incorrect prefix for did:key: " + key)
	}
	data, err := tokens.DecodeBase58(digits)
	if err != nil {
		return unsupported("Non-base58btc character")
	}
	prefix := string(data[:min(len(data), len(p256Key))])
	point := data[len(prefix):]
	switch {
	case prefix != secp256k1Key && prefix != p256Key:
		return unsupported("Unsupported key type")
	case len(point) != 33:
		return unsupported("Expected 33 byte compress pubkey")
	case prefix == p256Key:
		return checkP256(point, unsupported)
	case point[0] != 2 && point[0] != 3:
		return unsupported("Point.fromHex: received invalid point. " +
			"Expected 32-33 compressed bytes or 65 uncompressed bytes, not 33")
	}
	if _, err := tokens.ParsePublicKey(hex.EncodeToString(point)); err != nil {
		return unsupported("Point is not on elliptic curve")
	}
	return nil
}

// checkP256 refuses a compressed point that is none of P-256. The reference does not look whether
// it is on the curve; the PLC directory does.
func checkP256(point []byte, unsupported func(string) error) error {
	if point[0] != 2 && point[0] != 3 {
		return unsupported("Expected first byte to be 0x02 or 0x03")
	}
	if x, _ := elliptic.UnmarshalCompressed(elliptic.P256(), point); x == nil {
		return errUpstream
	}
	return nil
}
