package journal

import (
	"slices"
	"strings"
)

// A searcher finds any of some texts in another one, and takes about the same time however many they are. The texts have
// shortestRepeat bytes or more.
type searcher struct {
	texts   map[string]string // what is said about each
	lengths map[uint64][]int  // of the texts that begin with some bytes, the longest first
	filter  []uint64          // one bit for each hash of how a text begins, so that most places are passed at a glance
	shift   uint              // which bits of a hash count
}

// bitsPerText is how long the filter is: long enough for few bits to be set.
const bitsPerText = 16

// add adds a text, and says something about it. What is too short, or is there already, is not added.
func (x *searcher) add(text, about string) {
	if _, known := x.texts[text]; known || len(text) < shortestRepeat {
		return
	}
	if x.texts == nil {
		x.texts, x.lengths = map[string]string{}, map[uint64][]int{}
	}
	x.texts[text] = about
	key := uint64(0)
	for i := range shortestRepeat {
		key = rolled(key, text[i])
	}
	lengths := x.lengths[key]
	if len(lengths) == 0 && (len(x.lengths)+1)*bitsPerText > len(x.filter)*64 {
		x.growFilter()
	}
	if at, found := slices.BinarySearchFunc(lengths, len(text), func(a, b int) int { return b - a }); !found {
		x.lengths[key] = slices.Insert(lengths, at, len(text))
	}
	x.setBit(key)
}

// rolled is the last shortestRepeat bytes as a number, with one more byte.
func rolled(key uint64, c byte) uint64 {
	return key>>8 | uint64(c)<<(8*(shortestRepeat-1))
}

func (x *searcher) growFilter() {
	x.filter = make([]uint64, max(4, 2*len(x.filter)))
	x.shift = 64
	for n := len(x.filter) * 64; n > 1; n /= 2 {
		x.shift--
	}
	for key := range x.lengths {
		x.setBit(key)
	}
}

// hash spreads keys over the filter.
func (x *searcher) hash(key uint64) uint64 {
	return key * 0x9E3779B97F4A7C15 >> x.shift
}

func (x *searcher) setBit(key uint64) {
	h := x.hash(key)
	x.filter[h/64] |= 1 << (h % 64)
}

func (x *searcher) mayBegin(key uint64) bool {
	h := x.hash(key)
	return x.filter[h/64]&(1<<(h%64)) != 0
}

// first tells how a text that stands in another begins and ends, at the first place where one does; the longest that take accepts. It is
// false if there is none. Marks are passed over.
func (x *searcher) first(s string, from int, marks map[string]bool, take func(text, about string) bool) (begin, end int, ok bool) {
	if x == nil || len(x.texts) == 0 {
		return 0, 0, false
	}
	key, primed := uint64(0), from
	for i := from; i < len(s); i++ {
		if s[i] == beginsMark[0] {
			if n := markAt(s[i:], marks); n > 0 {
				i += n - 1
				primed = i + 1
				continue
			}
		}
		key = rolled(key, s[i])
		begin := i + 1 - shortestRepeat
		if begin < primed || !x.mayBegin(key) {
			continue
		}
		for _, n := range x.lengths[key] {
			if begin+n > len(s) {
				continue
			}
			if about, found := x.texts[s[begin:begin+n]]; found && take(s[begin:begin+n], about) {
				return begin, begin + n, true
			}
		}
	}
	return 0, 0, false
}

// A mark stands in the place of what was taken out.
const beginsMark, endsMark = "‹", "›"

// markAt is the length of a mark that a text begins with; 0 if it begins with none.
func markAt(s string, marks map[string]bool) int {
	if !strings.HasPrefix(s, beginsMark) {
		return 0
	}
	for end := 0; ; {
		next := strings.Index(s[end:], endsMark)
		if next < 0 || end > longestMark {
			return 0
		}
		if end += next + len(endsMark); marks[s[:end]] {
			return end
		}
	}
}

// longestMark bounds how far the end of a mark is looked for.
const longestMark = 400

// replace puts something in the place of each text that stands in another.
func (x *searcher) replace(s string, marks map[string]bool, by func(text, about string) string) string {
	return replaceFound(s, func(from int) (int, int, string, bool) {
		var about string
		begin, end, ok := x.first(s, from, marks, func(_, said string) bool { about = said; return true })
		return begin, end, about, ok
	}, by)
}

// replaceFound puts something in the place of all that find finds, one after the other.
func replaceFound(s string, find func(from int) (begin, end int, about string, ok bool), by func(text, about string) string) string {
	begin, end, about, ok := find(0)
	if !ok {
		return s
	}
	var b strings.Builder
	last := 0
	for ok {
		b.WriteString(s[last:begin])
		b.WriteString(by(s[begin:end], about))
		last = end
		begin, end, about, ok = find(last)
	}
	b.WriteString(s[last:])
	return b.String()
}
