package tokens

import (
	"math/big"
	"strings"
)

// The alphabet of base58btc, the multibase form "z".
const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// maxBase58Len is far beyond any key, and keeps the arithmetic short.
const maxBase58Len = 128

// encodeBase58 writes one "1" for each leading zero byte, and the rest as a number.
func encodeBase58(data []byte) string {
	var digits []byte
	number, base, digit := new(big.Int).SetBytes(data), big.NewInt(58), new(big.Int)
	for number.Sign() > 0 {
		number.DivMod(number, base, digit)
		digits = append(digits, base58Alphabet[digit.Int64()])
	}
	for i := 0; i < len(data) && data[i] == 0; i++ {
		digits = append(digits, base58Alphabet[0])
	}
	for i, j := 0, len(digits)-1; i < j; i, j = i+1, j-1 {
		digits[i], digits[j] = digits[j], digits[i]
	}
	return string(digits)
}

func decodeBase58(s string) ([]byte, bool) {
	if len(s) > maxBase58Len {
		return nil, false
	}
	number, base := new(big.Int), big.NewInt(58)
	for i := range len(s) {
		digit := strings.IndexByte(base58Alphabet, s[i])
		if digit < 0 {
			return nil, false
		}
		number.Mul(number, base).Add(number, big.NewInt(int64(digit)))
	}
	zeros := len(s) - len(strings.TrimLeft(s, base58Alphabet[:1]))
	return append(make([]byte, zeros), number.Bytes()...), true
}
