package tokens

import (
	"encoding/asn1"
	"encoding/pem"
	"errors"
)

// PEM types. What openssl writes before a key, its parameters, is passed over.
const (
	pemSEC1       = "EC PRIVATE KEY"
	pemPKCS8      = "PRIVATE KEY"
	pemParameters = "EC PARAMETERS"
)

// ecPrivateKey is ECPrivateKey of RFC 5915.
type ecPrivateKey struct {
	Version    int
	PrivateKey []byte
	Curve      asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
	PublicKey  asn1.BitString        `asn1:"optional,explicit,tag:1"`
}

// pkcs8Key is OneAsymmetricKey of RFC 5958, the attributes left aside.
type pkcs8Key struct {
	Version   int
	Algorithm struct {
		ID    asn1.ObjectIdentifier
		Curve asn1.ObjectIdentifier `asn1:"optional"`
	}
	PrivateKey []byte
	Attributes asn1.RawValue `asn1:"optional,tag:0"`
}

// parsePEM reads the first private key in text.
func parsePEM(text string) (Key, error) {
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return Key{}, errors.New("no whole PEM block with a private key")
		}
		switch block.Type {
		case pemParameters:
		case pemSEC1:
			return parseSEC1(block)
		case pemPKCS8:
			return parsePKCS8(block.Bytes)
		default:
			return Key{}, errors.New("a PEM block of another type")
		}
	}
}

func parseSEC1(block *pem.Block) (Key, error) {
	if block.Headers["DEK-Info"] != "" {
		return Key{}, errors.New("the PEM block is encrypted")
	}
	return parseECPrivateKey(block.Bytes, nil)
}

func parsePKCS8(der []byte) (Key, error) {
	var outer pkcs8Key
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) > 0 {
		return Key{}, errors.New("the PEM block is not PKCS#8 with a named curve")
	}
	if !outer.Algorithm.ID.Equal(oidECPublicKey()) {
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
	if !curve.Equal(oidSecp256k1()) || inner.Curve != nil && !inner.Curve.Equal(curve) {
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

func oidECPublicKey() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1} }

func oidSecp256k1() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 3, 132, 0, 10} }
