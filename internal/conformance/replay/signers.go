package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"mockpds/internal/conformance"
	"mockpds/tokens"
)

// signersFor makes the keys for forged tokens out of the server's own; "" gives none.
func signersFor(spec string) (conformance.Signers, error) {
	kind, key, _ := strings.Cut(spec, ":")
	other := tokens.DeriveKey("replay", "other key")
	switch kind {
	case "":
		return conformance.Signers{}, nil
	case "es256k":
		own, err := tokens.ParseKey(key)
		if err != nil {
			return conformance.Signers{}, fmt.Errorf("--forge: %w", err)
		}
		return conformance.Signers{Server: es256k(own), OtherKey: es256k(other), OtherAlg: hs256(own.Hex())}, nil
	case "hs256":
		return conformance.Signers{Server: hs256(key), OtherKey: hs256("not " + key), OtherAlg: es256k(other)}, nil
	}
	return conformance.Signers{}, errors.New("--forge: want es256k:HEX or hs256:SECRET")
}

func es256k(key tokens.Key) conformance.Signer {
	return conformance.Signer{Alg: "ES256K", Sign: func(input string) ([]byte, error) {
		return tokens.ES256K{}.Sign(input, key)
	}}
}

func hs256(secret string) conformance.Signer {
	return conformance.Signer{Alg: "HS256", Sign: func(input string) ([]byte, error) {
		mac := hmac.New(sha256.New, []byte(secret))
		_, err := mac.Write([]byte(input))
		return mac.Sum(nil), err
	}}
}

func verify(publicKey []byte, signingInput string, signature []byte) bool {
	key, err := tokens.ParsePoint(publicKey)
	return err == nil && tokens.ES256K{}.Verify(signingInput, signature, key) == nil
}
