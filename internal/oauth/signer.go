package oauth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	jose "github.com/go-jose/go-jose/v4"
)

// A Signer is the key of a client, with which it makes DPoP proofs.
type Signer struct {
	key    jose.JSONWebKey // public
	signer jose.Signer
}

// NewSigner returns a signer with a new key on P-256.
func NewSigner() (*Signer, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	public := jose.JSONWebKey{Key: private.Public()}
	options := (&jose.SignerOptions{}).WithType("dpop+jwt").WithHeader("jwk", public)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: private}, options)
	return &Signer{public, signer}, err
}

// Thumbprint names the key (RFC 7638).
func (c *Signer) Thumbprint() string { return (&key{public: c.key.Key}).thumbprint() }

// Proof returns a proof for one request. The nonce is the one that the server handed out last, the
// access token the one that is sent with it; either may be empty.
func (c *Signer) Proof(method, url, nonce, accessToken string, at time.Time) (string, error) {
	claims := map[string]any{"jti": rand.Text(), "htm": method, "htu": url, "iat": at.Unix()}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	if accessToken != "" {
		sum := sha256.Sum256([]byte(accessToken))
		claims["ath"] = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := c.signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}
