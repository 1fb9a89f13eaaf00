package tokens

import (
	"sync/atomic"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
)

// The curve's table of multiples of its base point makes a multiplication three
// times as fast, and takes some 8 ms to unpack, once in a program: as long as a
// hundred and more multiplications without it. A program that signs a few tokens, as
// most tests do, is done sooner without. Nobody waits for it: until the table is
// there, the base point is multiplied like any other.
var (
	multiplied atomic.Uint32 // times without the table
	tableReady atomic.Bool
)

// timesWithoutTable is after how many multiplications the table is unpacked.
const timesWithoutTable = 32

// multiplyBase sets point to k times the base point.
func multiplyBase(k *secp256k1.ModNScalar, point *secp256k1.JacobianPoint) {
	if tableReady.Load() {
		secp256k1.ScalarBaseMultNonConst(k, point)
		return
	}
	if multiplied.Add(1) == timesWithoutTable {
		go unpackTable()
	}
	base := basePoint()
	secp256k1.ScalarMultNonConst(k, &base, point)
}

func unpackTable() {
	var one secp256k1.ModNScalar
	var point secp256k1.JacobianPoint
	secp256k1.ScalarBaseMultNonConst(one.SetInt(1), &point)
	tableReady.Store(true)
}

func basePoint() secp256k1.JacobianPoint {
	var x, y, z secp256k1.FieldVal
	params := secp256k1.Params()
	x.SetByteSlice(params.Gx.Bytes())
	y.SetByteSlice(params.Gy.Bytes())
	return secp256k1.MakeJacobianPoint(&x, &y, z.SetInt(1))
}
