package syntax

import (
	"strings"
	"time"
)

// tidAlphabet is base32 in an order that makes later identifiers greater as text.
const tidAlphabet = "234567abcdefghijklmnopqrstuvwxyz"

// IsTID accepts timestamp identifiers (https://atproto.com/specs/tid).
func IsTID(s string) bool { return len(s) == 13 && s[0] <= 'j' && only(s, isBase32) }

// TID returns the identifier of a time, in microseconds, and of a clock, from 0 to 1,023.
func TID(at time.Time, clock uint) string {
	n := at.UnixMicro()<<10 | int64(clock&1023)
	var text [13]byte
	for i := len(text) - 1; i >= 0; i-- {
		text[i] = tidAlphabet[n&31]
		n >>= 5
	}
	return string(text[:])
}

// TIDTime returns the time of an identifier for which IsTID holds.
func TIDTime(tid string) time.Time {
	var n int64
	for i := range len(tid) {
		n = n<<5 | int64(strings.IndexByte(tidAlphabet, tid[i]))
	}
	return time.UnixMicro(n >> 10).UTC()
}
