package tokens

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
)

// Key is a secp256k1 private key. Its zero value means "no key"; keys compare
// with ==. Printing a Key shows the public key and never the secret.
type Key struct {
	scalar [32]byte
}

// newKey returns the key of a scalar in [1, n-1], of 32 bytes.
func newKey(scalar []byte) (Key, error) {
	var d secp256k1.ModNScalar
	switch {
	case len(scalar) != 32:
		return Key{}, errors.New("not 32 bytes long")
	case d.SetByteSlice(scalar) || d.IsZero():
		return Key{}, errors.New("the number is zero, or not below the order of the curve")
	}
	return Key{scalar: d.Bytes()}, nil
}

// DeriveKey returns the key that belongs to a seed and a label; different
// labels give unrelated keys. Whoever knows the seed knows the key: with a
// published seed the private key is public, which suits tests and nothing else.
//
// The key is the first of SHA-256("mockpds key" || 0x00 || len(seed) || seed ||
// label || counter), counter = 0, 1, …, that is a valid scalar; the length and
// the counter are 8 bytes, big-endian.
func DeriveKey(seed, label string) Key {
	input := append([]byte("mockpds key"), 0)
	input = binary.BigEndian.AppendUint64(input, uint64(len(seed)))
	input = append(input, seed...)
	input = append(input, label...)
	for counter := uint64(0); ; counter++ {
		digest := sha256.Sum256(binary.BigEndian.AppendUint64(input, counter))
		if key, err := newKey(digest[:]); err == nil {
			return key
		}
	}
}

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return k == Key{} }

// Hex returns the secret as 64 lower-case hexadecimal digits, a form that
// [ParseKey] reads. It is meant for tests and tools that sign on their own.
func (k Key) Hex() string { return hex.EncodeToString(k.scalar[:]) }

// Public returns the public half, the zero PublicKey for the zero Key. It costs
// a curve multiplication, so keep the result.
func (k Key) Public() PublicKey {
	if k.IsZero() {
		return PublicKey{}
	}
	var d secp256k1.ModNScalar
	var point secp256k1.JacobianPoint
	d.SetBytes(&k.scalar)
	defer d.Zero()
	multiplyBase(&d, &point)
	point.ToAffine()
	return newPublicKey(secp256k1.NewPublicKey(&point.X, &point.Y))
}

// String names the key by its public half, so that a Key may be logged.
func (k Key) String() string {
	if k.IsZero() {
		return "no key"
	}
	return "private key of " + k.Public().DIDKey()
}

// Format writes String for every verb, so that none, %d or %#v, shows the secret.
func (k Key) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, k.String())
}

// PublicKey is a point on secp256k1. Its zero value means "no key"; keys
// compare with ==.
type PublicKey struct {
	x, y [32]byte
}

func newPublicKey(point *secp256k1.PublicKey) PublicKey {
	uncompressed := point.SerializeUncompressed()
	var public PublicKey
	copy(public.x[:], uncompressed[1:33])
	copy(public.y[:], uncompressed[33:])
	return public
}

// ParsePoint reads a point on the curve, compressed or not (SEC 1, section 2.3.4).
func ParsePoint(encoded []byte) (PublicKey, error) {
	point, err := secp256k1.ParsePubKey(encoded)
	if err != nil {
		return PublicKey{}, err
	}
	return newPublicKey(point), nil
}

// IsZero reports whether there is no key.
func (p PublicKey) IsZero() bool { return p == PublicKey{} }

// compressed is the 33-byte form of SEC 1, section 2.3.3.
func (p PublicKey) compressed() []byte {
	return append([]byte{0x02 + p.y[31]&1}, p.x[:]...)
}

func (p PublicKey) verify(digest [32]byte, signature *ecdsa.Signature) bool {
	var x, y secp256k1.FieldVal
	x.SetBytes(&p.x)
	y.SetBytes(&p.y)
	return signature.Verify(digest[:], secp256k1.NewPublicKey(&x, &y))
}
