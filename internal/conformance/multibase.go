package conformance

import (
	"errors"
	"strings"

	"github.com/mr-tron/base58"
)

// publicKey reads the publicKeyMultibase of a DID document into SEC1 bytes, compressed or not.
// Besides the Multikey form it knows the older one without a multicodec prefix, which a PLC
// directory serves on its plain document URL.
func publicKey(multibase string) ([]byte, error) {
	digits, ok := strings.CutPrefix(multibase, "z")
	if !ok {
		return nil, errors.New("not base58btc")
	}
	raw, err := base58.Decode(digits)
	if err != nil {
		return nil, err
	}
	const secp256k1Prefix = "\xe7\x01" // multicodec secp256k1-pub
	return []byte(strings.TrimPrefix(string(raw), secp256k1Prefix)), nil
}
