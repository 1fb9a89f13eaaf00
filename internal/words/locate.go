package words

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// maxLocating bounds the work of finding a place, in bytes that are parsed for it.
const maxLocating = 2 << 20

// locate finds where the text stops being YAML: at the end of the shortest part, first of whole
// lines and then of characters of its last line, from which on the problem is that of the whole. It
// also returns the text of the line. The column is 0 when it would take too long to find.
func locate(data []byte, problem string) (line, column int, text []byte) {
	lines := bytes.SplitAfter(data, []byte("\n"))
	ends := make([]int, len(lines))
	end := 0
	for i, line := range lines {
		end += len(line)
		ends[i] = end
	}
	i := firstBadLine(data, ends, problem)
	bad := bytes.TrimRight(lines[i], "\r\n")
	return i + 1, firstBadColumn(data[:ends[i]-len(lines[i])], bad, problem), bad
}

// firstBadLine looks backwards, since a quote that closes lines later looks like one that does not
// when only the lines before that are parsed. In a long text it bisects, and may be misled by such
// a quote.
func firstBadLine(data []byte, ends []int, problem string) int {
	bad := func(i int) bool { return yamlProblem(data[:ends[i]]) == problem }
	last := len(ends) - 1
	if len(ends) > maxLocating/max(1, len(data)) {
		return sort.Search(last, bad)
	}
	for last > 0 && bad(last-1) {
		last--
	}
	return last
}

// firstBadColumn looks backwards over the characters of the line, and past a single good one: the
// first half of a doubled quote.
func firstBadColumn(before, line []byte, problem string) int {
	if len(line) > maxLocating/max(1, len(before)+len(line)) {
		return 0
	}
	text := append(bytes.Clone(before), line...)
	column := 0
	for good := 0; len(text) > len(before) && good < 2; good++ {
		if yamlProblem(text) == problem {
			column, good = utf8.RuneCount(text[len(before):]), -1
		}
		_, size := utf8.DecodeLastRune(text)
		text = text[:len(text)-size]
	}
	return column
}
