package lexicon

import (
	"regexp"
	"strconv"
	"sync"
	"time"
)

const longestDatetime = 64

// datetime is the intersection of RFC 3339 and ISO 8601
// (https://atproto.com/specs/lexicon#datetime), without leap seconds.
var datetime = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])` +
		`T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.[0-9]+)?` +
		`(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$`)
})

// isDatetime accepts what the reference does: every month has 31 days, and the year in UTC must
// have four digits.
func isDatetime(s string) bool {
	match := datetime().FindStringSubmatch(s)
	if match == nil || len(s) > longestDatetime {
		return false
	}
	n := func(group int) int {
		v, _ := strconv.Atoi(match[group]) // digits, or empty for Z
		return v
	}
	offset := time.Duration(n(8))*time.Hour + time.Duration(n(9))*time.Minute
	if match[7] == "-" {
		if offset == 0 {
			return false // RFC 3339 section 4.3: an unknown offset
		}
		offset = -offset
	}
	year := time.Date(n(1), time.Month(n(2)), n(3), n(4), n(5), n(6), 0, time.UTC).Add(-offset).Year()
	return 0 <= year && year <= 9999
}
