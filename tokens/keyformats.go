package tokens

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/mr-tron/base58"
)

// ErrPrivateKey is what parsing a private key answers. The text says what is allowed, and what
// follows it what is wrong. Neither holds a part of the key.
var ErrPrivateKey = errors.New("not a secp256k1 private key; allowed are " +
	"64 hex digits, multibase (z or f) with the secp256k1-priv prefix, " +
	"a JWK with crv secp256k1, and PEM (EC PRIVATE KEY or PRIVATE KEY)")

// The multicodec prefixes of secp256k1-pub (0xe7) and secp256k1-priv (0x1301), as varints.
const (
	publicPrefix  = "\xe7\x01"
	privatePrefix = "\x81\x26"
)

const didKeyPrefix = "did:key:"

// maxBase58Len is far beyond any key. Decoding takes time with the square of the length.
const maxBase58Len = 128

// ParseKey reads a private key in one of these forms, white space around it
// aside:
//
//   - 64 hexadecimal digits;
//   - multibase, base58btc ("z…") or lower-case base16 ("f…"), of the multicodec
//     prefix secp256k1-priv (0x81 0x26) and the 32 bytes of the key;
//   - a JWK (RFC 7517) with kty EC, crv secp256k1 and d; x and y, where given,
//     must belong to d, and alg, where given, must be ES256K;
//   - PEM without a password: SEC 1 ("EC PRIVATE KEY") or PKCS#8 ("PRIVATE KEY").
//
// The number must be from 1 to n-1. The error wraps [ErrPrivateKey].
func ParseKey(text string) (Key, error) {
	key, err := parseKey(strings.TrimSpace(text))
	if err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrPrivateKey, err)
	}
	return key, nil
}

func parseKey(text string) (Key, error) {
	switch {
	case strings.HasPrefix(text, "{"):
		return parsePrivateJWK(text)
	case strings.HasPrefix(text, "-----BEGIN "):
		return parsePEM(text)
	case len(text) == 64:
		scalar, err := hex.DecodeString(text)
		if err != nil {
			return Key{}, errors.New("64 characters that are not all hex digits")
		}
		return newKey(scalar)
	case strings.HasPrefix(text, "z"), strings.HasPrefix(text, "f"):
		data, err := decodeMultibase(text)
		if err != nil {
			return Key{}, err
		}
		scalar, ok := bytes.CutPrefix(data, []byte(privatePrefix))
		if !ok {
			return Key{}, errors.New("the multicodec prefix is another one")
		}
		return newKey(scalar)
	default:
		return Key{}, errors.New("none of these forms")
	}
}

// decodeMultibase reads base58btc after a "z", and base16 after any other letter.
func decodeMultibase(text string) ([]byte, error) {
	if digits, ok := strings.CutPrefix(text, "z"); ok {
		return decodeBase58(digits)
	}
	data, err := hex.DecodeString(text[1:])
	if err != nil {
		return nil, errors.New("not base16")
	}
	return data, nil
}

// decodeBase58 decodes base58btc of at most 128 digits.
func decodeBase58(digits string) ([]byte, error) {
	if len(digits) > maxBase58Len {
		return nil, errors.New("too long for a key")
	}
	if digits == "" {
		return nil, nil
	}
	data, err := base58.Decode(digits)
	if err != nil {
		return nil, errors.New("not base58btc")
	}
	return data, nil
}

// Multikey is the key as publicKeyMultibase of a DID document has it: "z" and the
// base58btc of 0xe7 0x01 and the compressed point.
func (p PublicKey) Multikey() string {
	return "z" + base58.Encode(append([]byte(publicPrefix), p.compressed()...))
}

// DIDKey is the key as a DID of the method key.
func (p PublicKey) DIDKey() string { return didKeyPrefix + p.Multikey() }

// String is the DID of the key, "no key" for the zero key.
func (p PublicKey) String() string {
	if p.IsZero() {
		return "no key"
	}
	return p.DIDKey()
}
