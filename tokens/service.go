package tokens

import (
	"errors"
	"strconv"
	"time"
)

// serviceHeader is {"typ":"JWT","alg":"ES256K"}, encoded.
const serviceHeader = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NksifQ"

var errNoKey = errors.New("no key to sign with")

// ServiceClaims is what a service token says.
type ServiceClaims struct {
	Issuer   string // iss: DID of the account whose key signs
	Audience string // aud: DID of the service it is for, "#" and a service id where there is one
	Method   string // lxm: the one method it is good for; "" for any, and no claim
	ID       string // jti: different in each token; the reference has 32 hex digits

	IssuedAt  time.Time // whole seconds count
	ExpiresAt time.Time // whole seconds count; the reference's default is a minute after IssuedAt
}

// SignServiceToken returns a service token signed with the account's key, with the
// header and the order of claims of the reference. Equal arguments give equal
// tokens. It judges no claim; the only error is a zero key.
func SignServiceToken(k Key, c ServiceClaims) (string, error) {
	if k.IsZero() {
		return "", errNoKey
	}
	payload := c.append(make([]byte, 0, typicalLen))
	return string(appendToken(nil, k, serviceHeader, payload, nil)), nil
}

func (c ServiceClaims) append(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"iat":`...), c.IssuedAt.Unix(), 10)
	b = appendString(append(b, `,"iss":`...), c.Issuer)
	b = appendString(append(b, `,"aud":`...), c.Audience)
	b = strconv.AppendInt(append(b, `,"exp":`...), c.ExpiresAt.Unix(), 10)
	if c.Method != "" {
		b = appendString(append(b, `,"lxm":`...), c.Method)
	}
	b = appendString(append(b, `,"jti":`...), c.ID)
	return append(b, '}')
}
