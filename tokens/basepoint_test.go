package tokens

import (
	"testing"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
)

// TestBothWaysToMultiplyTheBasePointAgree holds the way that needs no table against the one that
// has it.
func TestBothWaysToMultiplyTheBasePointAgree(t *testing.T) {
	t.Parallel()
	base := basePoint()
	for _, label := range []string{"one", "two", "three", "four", "five"} {
		key := DeriveKey("base point", label)
		var k secp256k1.ModNScalar
		k.SetBytes(&key.scalar)
		var plain, tabled secp256k1.JacobianPoint
		secp256k1.ScalarMultNonConst(&k, &base, &plain)
		secp256k1.ScalarBaseMultNonConst(&k, &tabled)
		plain.ToAffine()
		tabled.ToAffine()
		if !plain.X.Equals(&tabled.X) || !plain.Y.Equals(&tabled.Y) {
			t.Errorf("key %s: the two points differ", label)
		}
	}
}
