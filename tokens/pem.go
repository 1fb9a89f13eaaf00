package tokens

import (
	"encoding/asn1"
	"encoding/pem"
	"errors"
)

// ecPrivateKey is ECPrivateKey of RFC 5915.
type ecPrivateKey struct {
	Version    int
	PrivateKey []byte
	Curve      asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
	PublicKey  asn1.BitString        `asn1:"optional,explicit,tag:1"`
}

// pkcs8Key is OneAsymmetricKey of RFC 5958, without what may follow the key.
type pkcs8Key struct {
	Version   int
	Algorithm struct {
		ID    asn1.ObjectIdentifier
		Curve asn1.ObjectIdentifier `asn1:"optional"`
	}
	PrivateKey []byte
}

// parsePEM reads the first private key in text.
func parsePEM(text string) (Key, error) {
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return Key{}, errors.New("no whole PEM block with a private key")
		}
		switch {
		case block.Type == "EC PARAMETERS": // which openssl writes before a key
		case block.Headers["DEK-Info"] != "":
			return Key{}, errors.New("the PEM block is encrypted")
		case block.Type == "EC PRIVATE KEY": // SEC 1
			return parseECPrivateKey(block.Bytes, nil)
		case block.Type == "PRIVATE KEY":
			return parsePKCS8(block.Bytes)
		default:
			return Key{}, errors.New("a PEM block of another type")
		}
	}
}

func parsePKCS8(der []byte) (Key, error) {
	var outer pkcs8Key
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) > 0 {
		return Key{}, errors.New("the PEM block is not PKCS#8 with a named curve")
	}
	ecPublicKey := asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	if !outer.Algorithm.ID.Equal(ecPublicKey) {
		return Key{}, errors.New("the key is for another algorithm")
	}
	return parseECPrivateKey(outer.PrivateKey, outer.Algorithm.Curve)
}

// parseECPrivateKey takes the curve from the key, or from around it. The point,
// where there is one, must belong to the key.
func parseECPrivateKey(der []byte, curve asn1.ObjectIdentifier) (Key, error) {
	var inner ecPrivateKey
	if rest, err := asn1.Unmarshal(der, &inner); err != nil || len(rest) > 0 || inner.Version != 1 {
		return Key{}, errors.New("the PEM block holds no EC key with a named curve")
	}
	if curve == nil {
		curve = inner.Curve
	}
	secp256k1 := asn1.ObjectIdentifier{1, 3, 132, 0, 10}
	if !curve.Equal(secp256k1) || inner.Curve != nil && !inner.Curve.Equal(curve) {
		return Key{}, errors.New("the key is for another curve")
	}
	key, err := newKey(inner.PrivateKey)
	if err != nil {
		return Key{}, err
	}
	if encoded := inner.PublicKey.Bytes; len(encoded) > 0 {
		if public, err := ParsePoint(encoded); err != nil || public != key.Public() {
			return Key{}, errors.New("the public key in the PEM block belongs to another key")
		}
	}
	return key, nil
}
