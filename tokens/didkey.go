package tokens

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"errors"
	"math/big"
	"strings"
)

// What VerifyDIDKey answers. The texts are those of the reference's library.
var (
	ErrDIDKeyPrefix = errors.New("Incorrect prefix for did:key") //nolint:revive,staticcheck // sent to clients as it stands
	ErrDIDKeyType   = errors.New("Unsupported key type")         //nolint:revive,staticcheck // as above
	ErrDIDKeyText   = errors.New("Non-base58btc character")      //nolint:revive,staticcheck // as above
	ErrDIDKeyPoint  = errors.New("bad point: is not on curve")   // no point of the curve
)

// p256Prefix is the multicodec prefix of p256-pub (0x1200), as a varint.
const p256Prefix = "\x80\x24"

// A DIDKey is a public key in a DID document or a PLC operation: one on secp256k1 or on P-256.
type DIDKey struct {
	k256 PublicKey
	p256 *ecdsa.PublicKey // nil for a key on secp256k1
}

// ParseDIDKey reads a key in the form did:key:z…. It fails with one of the errors above.
func ParseDIDKey(text string) (DIDKey, error) {
	multibase, ok := strings.CutPrefix(text, didKeyPrefix+"z")
	if !ok {
		return DIDKey{}, ErrDIDKeyPrefix
	}
	data, err := decodeMultibase("z" + multibase)
	switch {
	case err != nil:
		return DIDKey{}, ErrDIDKeyText
	case strings.HasPrefix(string(data), publicPrefix):
		key, ok := parsePoint(data[len(publicPrefix):])
		if !ok {
			return DIDKey{}, ErrDIDKeyPoint
		}
		return DIDKey{k256: key}, nil
	case strings.HasPrefix(string(data), p256Prefix):
		x, y := elliptic.UnmarshalCompressed(elliptic.P256(), data[len(p256Prefix):])
		if x == nil {
			return DIDKey{}, ErrDIDKeyPoint
		}
		point := make([]byte, 65) // uncompressed: 4, and then both coordinates
		point[0] = 4
		x.FillBytes(point[1:33])
		y.FillBytes(point[33:])
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
		if err != nil {
			return DIDKey{}, ErrDIDKeyPoint
		}
		return DIDKey{p256: key}, nil
	default:
		return DIDKey{}, ErrDIDKeyType
	}
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
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	half := new(big.Int).Rsh(elliptic.P256().Params().N, 1)
	digest := sha256.Sum256(data)
	return s.Cmp(half) <= 0 && ecdsa.Verify(k.p256, digest[:], r, s)
}
