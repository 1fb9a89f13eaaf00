package words

import "strings"

// longest is how many bytes of names are compared. Whatever is longer is far from everything.
const longest = 64

// Far is the distance of names that nobody takes for one another.
const Far = longest + 1

// Apart counts the edits between two names: a letter added, removed or changed, or two neighbors
// swapped. Letter case does not matter. It returns Far if more than a third of the letters of the
// first name differ; in the shortest names one may.
func Apart(word, other string) int {
	return apart(word, other, max(1, len(word)/3))
}

// apart returns Far if there are more edits than most.
func apart(word, other string, most int) int {
	if word == other {
		return 0
	}
	if len(word) > longest || len(other) > longest ||
		len(word)-len(other) > most || len(other)-len(word) > most {
		return Far
	}
	if d := edits(strings.ToLower(word), strings.ToLower(other)); d <= most {
		return d
	}
	return Far
}

// Nearest returns the allowed word with the fewest edits from the given one, or "" if all are Far.
func Nearest(word string, allowed []string) string {
	best, found := Far, ""
	for _, candidate := range allowed {
		if d := Apart(word, candidate); d < best {
			best, found = d, candidate
		}
	}
	return found
}

// ApartFromMethod counts the edits between a pattern and the NSID of a method, or a path. What
// counts is the last part of an NSID; another namespace counts as one more edit. As many methods
// end alike, only a quarter of the letters may differ.
func ApartFromMethod(pattern, method string) int {
	if strings.HasPrefix(pattern, "/") || strings.HasPrefix(method, "/") {
		return Apart(pattern, method)
	}
	wanted, namespace := lastPart(pattern)
	name, other := lastPart(method)
	d := apart(wanted, name, max(1, len(wanted)/4))
	if d < Far && namespace != "" && namespace != other {
		d++
	}
	return d
}

func lastPart(nsid string) (name, namespace string) {
	dot := strings.LastIndexByte(nsid, '.')
	return nsid[dot+1:], nsid[:max(dot, 0)]
}

// edits counts the edits between two names: their optimal string alignment distance.
func edits(a, b string) int {
	if len(a) > longest || len(b) > longest { // lower case may be longer
		return Far
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			changed := last[j]
			if a[i] != b[j] {
				changed++
			}
			row[j+1] = min(changed, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
