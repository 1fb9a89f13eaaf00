package tokens

import "errors"

// serviceHeader is {"typ":"JWT","alg":"ES256K"}, encoded.
const serviceHeader = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NksifQ"

var errNoKey = errors.New("no key to sign with")

// ServiceClaims is what a service token says, in the reference's order.
type ServiceClaims struct {
	IssuedAt  int64  `json:"iat"`           // seconds of Unix time
	Issuer    string `json:"iss"`           // DID of the account whose key signs
	Audience  string `json:"aud"`           // DID of a service; "#" and a service id, if there is one
	ExpiresAt int64  `json:"exp"`           // seconds; the reference's default is a minute after IssuedAt
	Method    string `json:"lxm,omitempty"` // the one method it is good for; "" for any, and no claim
	ID        string `json:"jti"`           // different in each token; the reference has 32 hex digits
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
