package tokens

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"

	"mockpds/internal/syntax"
)

// serviceHeader is {"typ":"JWT","alg":"ES256K"}, encoded.
const serviceHeader = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NksifQ"

var errNoKey = errors.New("no key to sign with")

// ServiceClaims is what a service token says, in the reference's order.
type ServiceClaims struct {
	IssuedAt  int64  `json:"iat"`           // seconds of Unix time
	Issuer    string `json:"iss"`           // DID of the account whose key signs
	Audience  string `json:"aud"`           // DID of a service, and "#" with its id if it has one
	ExpiresAt int64  `json:"exp"`           // seconds; of the reference a minute after IssuedAt
	Method    string `json:"lxm,omitempty"` // the one method it is good for; "" for any
	ID        string `json:"jti"`           // different in each token
}

// SignServiceToken returns a service token signed with the account's key, with the
// header and the claims of the reference. Equal arguments give equal tokens. It judges
// no claim; the only error is a zero key.
func SignServiceToken(k Key, c ServiceClaims) (string, error) {
	if k.IsZero() {
		return "", errNoKey
	}
	return signToken(k, serviceHeader, marshalClaims(c), nil), nil
}

// What reading and verifying a service token answers, apart from
// [WrongTypeError].
var (
	// ErrServiceToken: not three parts, or a part lacks what every service token
	// has. The reference's BadJwt.
	ErrServiceToken = errors.New("not a service token")
	// ErrUnreadable: header or payload is not JSON. The reference does not expect
	// that and answers with an internal error.
	ErrUnreadable = errors.New("token is not JSON")
	// ErrSignature: not the signature of that key.
	ErrSignature = errors.New("token has another signature")
	// ErrSignatureUnchecked: the alg is not that of the key, or a signature in DER
	// has numbers above the order of the curve. The reference words this differently.
	ErrSignatureUnchecked = errors.New("token has a signature that cannot be checked")
)

// WrongTypeError says that a token is of a type that service tokens must not have:
// at+jwt, refresh+jwt or dpop+jwt.
type WrongTypeError string

func (e WrongTypeError) Error() string {
	return "token of type " + string(e) + " is not a service token"
}

// ServiceToken is a service token that was read and not yet believed.
//
// The reference's verifyJwt judges in this order, and stops at the first failure:
// form of the token and its header, typ, form of the payload ([ParseServiceToken]
// does these); expiry ([ServiceToken.Expired]); audience; method; issuer
// ([ServiceToken.IssuerDID]); signature ([ServiceToken.VerifySignature]).
type ServiceToken struct {
	Issuer    string
	Audience  string
	Method    string  // lxm, "" when there is none
	HasMethod bool    // whether there is an lxm claim, be it empty or null
	ExpiresAt float64 // seconds of Unix time, with fractions
	Algorithm string  // alg of the header

	signed    string // header.payload
	signature []byte
}

// ParseServiceToken reads a token without verifying anything. The error is
// [ErrServiceToken], [ErrUnreadable] or a [WrongTypeError].
func ParseServiceToken(text string) (*ServiceToken, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, ErrServiceToken
	}
	token := &ServiceToken{
		signed:    parts[0] + "." + parts[1],
		signature: DecodeBase64(parts[2]),
	}
	if err := token.readHeader(parts[0]); err != nil {
		return nil, err
	}
	if err := token.readPayload(parts[1]); err != nil {
		return nil, err
	}
	return token, nil
}

// NamesMethod reports whether a token has an lxm claim, which only service tokens have. It verifies
// nothing. The error is [ErrUnreadable] if there is no payload to look at.
func NamesMethod(text string) (bool, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return false, ErrUnreadable
	}
	payload, err := readObject(parts[1])
	if err != nil {
		return false, ErrUnreadable
	}
	return payload["lxm"] != nil, nil
}

func (t *ServiceToken) readHeader(part string) error {
	header, err := readObject(part)
	if err != nil {
		return err
	}
	var ok bool
	if t.Algorithm, ok = header.text("alg"); !ok {
		return ErrServiceToken
	}
	switch typ, _ := header.text("typ"); typ {
	case "at+jwt", "refresh+jwt", "dpop+jwt":
		return WrongTypeError(typ)
	default:
		return nil
	}
}

func (t *ServiceToken) readPayload(part string) error {
	payload, err := readObject(part)
	if err != nil {
		return err
	}
	var iss, aud, exp bool
	t.Issuer, iss = payload.text("iss")
	t.Audience, aud = payload.text("aud")
	t.ExpiresAt, exp = payload.number("exp")
	if !iss || !aud || !exp || !payload.isTextOrFalsy("lxm") || !payload.isTextOrFalsy("nonce") {
		return ErrServiceToken
	}
	t.Method, _ = payload.text("lxm")
	_, t.HasMethod = payload["lxm"]
	return nil
}

// Expired reports whether the time, in milliseconds, is past exp. In the very
// moment of exp a service token is still good, unlike a session token.
func (t *ServiceToken) Expired(now time.Time) bool {
	return float64(now.UnixMilli())/1000 > t.ExpiresAt
}

// IssuerDID returns the DID in iss, and the id of the service that follows it
// after a "#", if any. It reports false when iss is neither of these.
func (t *ServiceToken) IssuerDID() (did, service string, ok bool) {
	did, service, hasService := strings.Cut(t.Issuer, "#")
	if !syntax.IsDID(did) || hasService && (service == "" || strings.Contains(service, "#")) {
		return "", "", false
	}
	return did, service, true
}

// VerifySignature returns nil if the token was signed with the private half of
// key. As with the reference, s may be in the upper half and the signature may be
// DER; session tokens are judged more strictly. The error is [ErrSignature] or
// [ErrSignatureUnchecked].
func (t *ServiceToken) VerifySignature(key PublicKey) error {
	// The reference compares only an alg that is not empty.
	if key.IsZero() || t.Algorithm != "" && t.Algorithm != algES256K {
		return ErrSignatureUnchecked
	}
	signature, err := parseSignature(t.signature)
	if err != nil {
		return err
	}
	if !key.verify(sha256.Sum256([]byte(t.signed)), signature) {
		return ErrSignature
	}
	return nil
}

// parseSignature tries DER before r and s, as the reference's curve library does.
func parseSignature(encoded []byte) (*ecdsa.Signature, error) {
	signature, err := ecdsa.ParseDERSignature(encoded)
	if err == nil {
		return signature, nil
	}
	if errors.Is(err, ecdsa.ErrSigRTooBig) || errors.Is(err, ecdsa.ErrSigSTooBig) {
		return nil, ErrSignatureUnchecked
	}
	if signature, ok := parseCompact(encoded); ok {
		return signature, nil
	}
	return nil, ErrSignature
}

// object is a JSON object whose members are judged as JavaScript does. Its numbers are of type
// json.Number.
type object map[string]any

func readObject(part string) (object, error) {
	data := DecodeBase64(part)
	if !json.Valid(data) {
		return nil, ErrUnreadable
	}
	var o object
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if decoder.Decode(&o) != nil || o == nil {
		return nil, ErrServiceToken
	}
	return o, nil
}

func (o object) text(name string) (string, bool) {
	text, ok := o[name].(string)
	return text, ok
}

// number is infinite where a float64 is too small, as in JavaScript.
func (o object) number(name string) (float64, bool) {
	number, ok := o[name].(json.Number)
	if !ok {
		return 0, false
	}
	value, _ := number.Float64() // the only error is the range
	return value, true
}

// isTextOrFalsy: absent, a string, or one of null, false and zero.
func (o object) isTextOrFalsy(name string) bool {
	switch value := o[name].(type) {
	case nil, string:
		return true
	case bool:
		return !value
	case json.Number:
		number, _ := o.number(name)
		return number == 0
	default:
		return false
	}
}
