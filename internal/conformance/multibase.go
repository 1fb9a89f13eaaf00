package conformance

import (
	"errors"
	"math/big"
	"strings"
)

// publicKey reads the publicKeyMultibase of a DID document into SEC1 bytes, compressed or not. Besides the Multikey form
// it knows the older one without a multicodec prefix, which a PLC directory serves on its plain document URL.
func publicKey(multibase string) ([]byte, error) {
	digits, ok := strings.CutPrefix(multibase, "z")
	if !ok {
		return nil, errors.New("not base58btc")
	}
	raw, err := base58(digits)
	if err != nil {
		return nil, err
	}
	const secp256k1Prefix = "\xe7\x01" // multicodec secp256k1-pub
	return []byte(strings.TrimPrefix(string(raw), secp256k1Prefix)), nil
}

func base58(digits string) ([]byte, error) {
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n, radix := new(big.Int), big.NewInt(int64(len(alphabet)))
	for i := range len(digits) {
		value := strings.IndexByte(alphabet, digits[i])
		if value < 0 {
			return nil, errors.New("not a base58 digit")
		}
		n.Mul(n, radix).Add(n, big.NewInt(int64(value)))
	}
	zeros := len(digits) - len(strings.TrimLeft(digits, "1"))
	return append(make([]byte, zeros), n.Bytes()...), nil
}
