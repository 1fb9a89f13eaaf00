// Package tokens makes and checks the tokens of a PDS: session tokens, which the
// service signs with its own key, and service tokens, which it signs with the key
// of an account. All are JWTs signed ES256K (ECDSA on secp256k1, RFC 8812). The
// package knows nothing of HTTP, of accounts or of the environment.
//
// # Session tokens
//
// An [Issuer] mints access tokens (typ at+jwt) and refresh tokens (typ
// refresh+jwt) with the headers and claims of the reference PDS, in its order:
//
//	{"typ":"at+jwt","alg":"ES256K"}
//	{"scope":"com.atproto.access","aud":SERVICE,"sub":ACCOUNT,"iat":N,"exp":N}
//
// A refresh token has a jti claim before iat. The one difference is the algorithm:
// the reference signs HS256 with a secret, and here anyone can verify with the
// public key.
//
// A [Shape] has it mint tokens as other makes of server do.
//
// These laws hold, and the tests assert them:
//
//   - No token but the issuer's is accepted: no other algorithm ("none" and HS256
//     with the public key as its secret included), no other key, and no second
//     signature made from a good one (upper-half s, DER, more or fewer bytes).
//   - No two access tokens of an issuer are equal, under a frozen clock included.
//   - Equal keys, clocks and calls give equal bytes.
//   - A token that was seen before is answered as if it was seen for the first time.
//
// Verification follows jose.jwtVerify (version 5) and what the reference PDS checks
// after it, so that a token is judged here as it is there, with two exceptions that
// need the issuer's own key: header and payload must be proper base64url, and
// numbers must fit a float64.
//
// # Keys
//
// A [Key] is read by [ParseKey] in the forms that other atproto tools write, or
// derived from a seed by [DeriveKey]. Derived keys are only as secret as the seed:
// with a default or published seed anyone can compute the private key and sign
// tokens that this service accepts. That is what a mock is for; it must never
// guard anything.
//
// # Service tokens
//
// [SignServiceToken] signs as @atproto/xrpc-server does (typ JWT), and
// [ParseServiceToken] takes its verifyJwt apart, so that the caller can make the
// checks in the reference's order and name each failure as it does.
package tokens
