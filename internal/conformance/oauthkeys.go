package conformance

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	_ "crypto/sha512" // for ES384 and ES512
)

// A clientKey is a key of an OAuth client. What it signs may be wrong in every way: JOSE libraries
// refuse to make such tokens.
type clientKey struct {
	alg, id     string
	private     crypto.Signer
	jwk, secret map[string]any
}

var curves = map[string]elliptic.Curve{"ES256": elliptic.P256(), "ES384": elliptic.P384(), "ES512": elliptic.P521()}

var hashes = map[string]crypto.Hash{
	"ES256": crypto.SHA256, "RS256": crypto.SHA256, "PS256": crypto.SHA256, "ES384": crypto.SHA384, "ES512": crypto.SHA512,
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64url(sum[:])
}

func randomText(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return base64url(b)
}

func newClientKey(alg, id string) (*clientKey, error) {
	k := &clientKey{alg: alg, id: id}
	switch alg {
	case "ES256", "ES384", "ES512":
		private, err := ecdsa.GenerateKey(curves[alg], rand.Reader)
		if err != nil {
			return nil, err
		}
		point, err := private.PublicKey.Bytes() // 4, x, y
		if err != nil {
			return nil, err
		}
		secret, err := private.Bytes()
		if err != nil {
			return nil, err
		}
		x, y := point[1:1+len(point)/2], point[1+len(point)/2:]
		k.private = private
		k.jwk = map[string]any{"kty": "EC", "crv": curves[alg].Params().Name, "x": base64url(x), "y": base64url(y)}
		k.secret = map[string]any{"d": base64url(secret)}
	case "RS256", "PS256":
		private, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		k.private = private
		k.jwk = map[string]any{"kty": "RSA", "n": base64url(private.N.Bytes()), "e": base64url(big.NewInt(int64(private.E)).Bytes())}
		k.secret = map[string]any{"d": base64url(private.D.Bytes())}
	case "EdDSA":
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		k.private = private
		k.jwk = map[string]any{"kty": "OKP", "crv": "Ed25519", "x": base64url(public)}
		k.secret = map[string]any{"d": base64url(private.Seed())}
	default:
		return nil, fmt.Errorf("no key for %s", alg)
	}
	return k, nil
}

// thumbprint is that of RFC 7638: encoding/json writes the members in their order.
func (k *clientKey) thumbprint() string {
	text, _ := marshal(k.jwk) // texts always encode
	return digest(string(text))
}

// public is the key as a client's document shows it.
func (k *clientKey) public() map[string]any {
	return merged(k.jwk, map[string]any{"kid": k.id, "alg": k.alg, "use": "sig"})
}

func merged(maps ...map[string]any) map[string]any {
	out := map[string]any{}
	for _, m := range maps {
		for name, value := range m {
			if value == nil {
				delete(out, name)
				continue
			}
			out[name] = value
		}
	}
	return out
}

// sign makes a token with an algorithm, which need not be the header's.
func (k *clientKey) sign(alg string, header, claims map[string]any) (string, error) {
	head, err := json.Marshal(header)
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	input := base64url(head) + "." + base64url(payload)
	signature, err := k.signature(alg, input)
	return input + "." + base64url(signature), err
}

func (k *clientKey) signature(alg, input string) ([]byte, error) {
	switch {
	case alg == "none":
		return nil, nil
	case strings.HasPrefix(alg, "HS"):
		return make([]byte, sha256.Size), nil // of no use to anybody
	}
	switch private := k.private.(type) {
	case ed25519.PrivateKey:
		return ed25519.Sign(private, []byte(input)), nil
	case *rsa.PrivateKey:
		sum := sha256.Sum256([]byte(input))
		if strings.HasPrefix(alg, "PS") {
			return rsa.SignPSS(rand.Reader, private, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: sha256.Size})
		}
		return rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:])
	case *ecdsa.PrivateKey:
		h := hashes[k.alg].New()
		h.Write([]byte(input))
		r, s, err := ecdsa.Sign(rand.Reader, private, h.Sum(nil))
		if err != nil {
			return nil, err
		}
		size := (private.Params().BitSize + 7) / 8
		return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...), nil
	default:
		return nil, fmt.Errorf("no signature with %T", private)
	}
}
