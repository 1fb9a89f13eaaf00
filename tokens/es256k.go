package tokens

import (
	"crypto/sha256"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/golang-jwt/jwt/v5"
)

// ES256K is the golang-jwt signing method of RFC 8812: ECDSA on secp256k1 over
// the SHA-256 of the signing input. A signature is r and s, 32 bytes each,
// big-endian (RFC 7518, section 3.4), and never DER.
//
// Signing takes a [Key]. The nonce is that of RFC 6979, so equal inputs have
// equal signatures, and s is always in the lower half of the curve order.
// Verifying takes a [PublicKey] and refuses an s in the upper half, since
// whoever sees a signature could otherwise make a second one of it. Any other
// type of key is answered with [jwt.ErrInvalidKeyType], the zero key with
// [jwt.ErrInvalidKey].
//
// The method is registered with golang-jwt as "ES256K".
type ES256K struct{}

const algES256K = "ES256K"

const signatureLen = 64

func init() {
	jwt.RegisterSigningMethod(algES256K, func() jwt.SigningMethod { return ES256K{} })
}

// Alg is the name in the token header, "ES256K".
func (ES256K) Alg() string { return algES256K }

// Sign returns the 64-byte signature of signingString. The key is a [Key].
func (ES256K) Sign(signingString string, key any) ([]byte, error) {
	k, ok := key.(Key)
	if !ok {
		return nil, jwt.ErrInvalidKeyType
	}
	if k.IsZero() {
		return nil, jwt.ErrInvalidKey
	}
	signature := k.sign(sha256.Sum256([]byte(signingString)), nil)
	return signature[:], nil
}

// Verify returns nil if signature is the 64-byte, low-S signature of
// signingString by the private half of key, a [PublicKey]; otherwise
// [jwt.ErrTokenSignatureInvalid].
func (ES256K) Verify(signingString string, signature []byte, key any) error {
	public, ok := key.(PublicKey)
	if !ok {
		return jwt.ErrInvalidKeyType
	}
	if public.IsZero() {
		return jwt.ErrInvalidKey
	}
	parsed, ok := parseCompact(signature)
	if !ok {
		return jwt.ErrTokenSignatureInvalid
	}
	s := parsed.S()
	if s.IsOverHalfOrder() || !public.verify(sha256.Sum256([]byte(signingString)), parsed) {
		return jwt.ErrTokenSignatureInvalid
	}
	return nil
}

// sign makes the low-S ECDSA signature of digest (SEC 1, section 4.1.3) with
// the nonce of RFC 6979. Extra, nil or 32 bytes, is the additional data of its
// section 3.6: different extra gives a different signature of the same digest.
func (k Key) sign(digest [32]byte, extra []byte) (signature [signatureLen]byte) {
	var d secp256k1.ModNScalar
	d.SetBytes(&k.scalar)
	defer d.Zero()
	for attempt := uint32(0); ; attempt++ {
		nonce := secp256k1.NonceRFC6979(k.scalar[:], digest[:], extra, nil, attempt)
		r, s := signWithNonce(&d, nonce, digest)
		nonce.Zero()
		// RFC 6979, section 3.2 (h): the next nonce of the series where this one gives no
		// signature.
		if r.IsZero() || s.IsZero() {
			continue
		}
		r.PutBytesUnchecked(signature[:32])
		s.PutBytesUnchecked(signature[32:])
		return signature
	}
}

// signWithNonce takes more time for some nonces than for others: good enough for a mock, and for no
// more.
func signWithNonce(d, nonce *secp256k1.ModNScalar, digest [32]byte) (r, s secp256k1.ModNScalar) {
	var point secp256k1.JacobianPoint
	multiplyBase(nonce, &point)
	point.ToAffine()
	r.SetBytes(point.X.Bytes())

	var e, inverse secp256k1.ModNScalar
	e.SetBytes(&digest)
	inverse.InverseValNonConst(nonce)
	s.Mul2(d, &r).Add(&e).Mul(&inverse)
	if s.IsOverHalfOrder() {
		s.Negate()
	}
	return r, s
}

// parseCompact reads r and s. It refuses values outside [1, n-1], so that no
// number has a second spelling.
func parseCompact(signature []byte) (*ecdsa.Signature, bool) {
	if len(signature) != signatureLen {
		return nil, false
	}
	var r, s secp256k1.ModNScalar
	if r.SetByteSlice(signature[:32]) || s.SetByteSlice(signature[32:]) {
		return nil, false
	}
	if r.IsZero() || s.IsZero() {
		return nil, false
	}
	return ecdsa.NewSignature(&r, &s), true
}
