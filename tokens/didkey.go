package tokens

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"errors"
	"math/big"
	"strings"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
)

// A DIDKeyError says why a text is no did:key, in the words of the reference's library, which are
// sent to clients.
type DIDKeyError string

func (e DIDKeyError) Error() string { return string(e) }

// errOffP256 is no DIDKeyError: the reference's library does not look for such a point, and whoever
// uses the key fails.
var errOffP256 = errors.New("point is not on P-256")

// p256Prefix is the multicodec prefix of p256-pub (0x1200), as a varint.
const p256Prefix = "\x80\x24"

// A DIDKey is a public key in a DID document or a PLC operation: one on secp256k1 or on P-256.
type DIDKey struct {
	k256 PublicKey
	p256 *ecdsa.PublicKey // nil for a key on secp256k1
}

// ParseDIDKey reads a key in the form did:key:z…, a compressed point. It fails with a DIDKeyError,
// or with another error on a point that is not on P-256.
func ParseDIDKey(text string) (DIDKey, error) {
	digits, ok := strings.CutPrefix(text, didKeyPrefix+"z")
	if !ok {
		return DIDKey{}, DIDKeyError("Incorrect prefix for did:key: " + text)
	}
	data, err := decodeBase58(digits)
	if err != nil {
		return DIDKey{}, DIDKeyError("Non-base58btc character")
	}
	if point, ok := bytes.CutPrefix(data, []byte(publicPrefix)); ok {
		return parseK256(point)
	}
	if point, ok := bytes.CutPrefix(data, []byte(p256Prefix)); ok {
		return parseP256(point)
	}
	return DIDKey{}, DIDKeyError("Unsupported key type")
}

const errCompressedLength = DIDKeyError("Expected 33 byte compress pubkey")

func parseK256(point []byte) (DIDKey, error) {
	key, err := secp256k1.ParsePubKey(point)
	switch {
	case len(point) != 33:
		return DIDKey{}, errCompressedLength
	case errors.Is(err, secp256k1.ErrPubKeyInvalidFormat):
		return DIDKey{}, DIDKeyError("Point.fromHex: received invalid point. " +
			"Expected 32-33 compressed bytes or 65 uncompressed bytes, not 33")
	case errors.Is(err, secp256k1.ErrPubKeyXTooBig):
		return DIDKey{}, DIDKeyError("Point is not on curve")
	case err != nil:
		return DIDKey{}, DIDKeyError("Point is not on elliptic curve")
	}
	return DIDKey{k256: newPublicKey(key)}, nil
}

func parseP256(point []byte) (DIDKey, error) {
	switch {
	case len(point) != 33:
		return DIDKey{}, errCompressedLength
	case point[0] != 2 && point[0] != 3:
		return DIDKey{}, DIDKeyError("Expected first byte to be 0x02 or 0x03")
	}
	x, y := elliptic.UnmarshalCompressed(elliptic.P256(), point)
	if x == nil {
		return DIDKey{}, errOffP256
	}
	var uncompressed [65]byte // 4, and then both coordinates
	uncompressed[0] = 4
	x.FillBytes(uncompressed[1:33])
	y.FillBytes(uncompressed[33:])
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), uncompressed[:])
	return DIDKey{p256: key}, err
}

// IsP256 reports whether the key is on P-256.
func (k DIDKey) IsP256() bool { return k.p256 != nil }

// PublicKey returns a key on secp256k1, the zero key for one on P-256.
func (k DIDKey) PublicKey() PublicKey { return k.k256 }

// Verify reports whether a signature of 64 bytes, r and a low s, is the key's for the SHA-256 of
// data.
func (k DIDKey) Verify(data, signature []byte) bool {
	if k.p256 == nil {
		return ES256K{}.Verify(string(data), signature, k.k256) == nil
	}
	if len(signature) != signatureLen {
		return false
	}
	s := new(big.Int).SetBytes(signature[32:])
	half := new(big.Int).Rsh(elliptic.P256().Params().N, 1)
	return s.Cmp(half) <= 0 && VerifyJWS("ES256", string(data), signature, k.p256)
}
