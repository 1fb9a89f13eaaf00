package server

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/xrpc"
)

// A position is the place of an entry in a list that is read page by page: by a number first,
// then by a name that no other entry has. Written as NUMBER::NAME it is the cursor of the page
// after the entry.
type position struct {
	number int64
	name   string
}

func (p position) String() string {
	return strconv.FormatInt(p.number, 10) + "::" + p.name
}

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.number, q.number), strings.Compare(p.name, q.name))
}

// at returns the position of what was created at a time.
func at(created time.Time, name string) position {
	return position{created.UnixMilli(), name}
}

var errMalformedCursor = xrpc.InvalidRequest("Malformed cursor")

// leadingInteger matches what JavaScript's parseInt reads of a text.
var leadingInteger = regexp.MustCompile(`^\s*([+-]?[0-9]+)`)

// parsePosition reads a cursor. It returns nil for the empty one. Like the reference it ignores
// what follows the number.
func parsePosition(cursor string) (*position, error) {
	if cursor == "" {
		return nil, nil // an empty cursor is the beginning
	}
	number, name, ok := strings.Cut(cursor, "::")
	match := leadingInteger.FindStringSubmatch(number)
	if !ok || name == "" || strings.Contains(name, "::") || match == nil {
		return nil, errMalformedCursor
	}
	n, _ := strconv.ParseInt(match[1], 10, 64) // beyond all entries if it is out of range
	return &position{n, name}, nil
}

// latestDate is the last millisecond that JavaScript has a date for.
const latestDate = 8_640_000_000_000_000

// parseDatePosition reads a cursor whose number is a time.
func parseDatePosition(cursor string) (*position, error) {
	p, err := parsePosition(cursor)
	if p != nil && (p.number > latestDate || p.number < -latestDate) {
		return nil, errMalformedCursor
	}
	return p, err
}

// page returns the part of a list that comes after a position, or that begins it if the position is
// nil: what has the greatest position first. The cursor is that of its last entry, even if no more
// follow, and "" if there is none.
func page[T any](
	list []T, positionOf func(T) position, after *position, limit int64,
) (page []T, cursor string) {
	if after != nil {
		list = slices.DeleteFunc(list, func(e T) bool { return positionOf(e).compare(*after) >= 0 })
	}
	slices.SortFunc(list, func(a, b T) int { return positionOf(b).compare(positionOf(a)) })
	list = list[:min(int64(len(list)), limit)]
	if len(list) > 0 {
		cursor = positionOf(list[len(list)-1]).String()
	}
	return list, cursor
}
