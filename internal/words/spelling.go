package words

import "strings"

// longest is how many bytes of names are compared. Whatever is longer is far from everything.
const longest = 64

// Far is how far names are apart that nobody takes for one another.
const Far = longest + 1

// Apart counts the edits between two names: a letter more, less or changed, or two neighbours swapped. Upper and lower case are alike.
// It is Far where more than a third of the letters of the first differ; in the shortest names one may.
func Apart(word, other string) int {
	return apart(word, other, max(1, len(word)/3))
}

// apart is Far where there are more edits than most.
func apart(word, other string, most int) int {
	if word == other {
		return 0
	}
	if len(word) > longest || len(other) > longest || len(word)-len(other) > most || len(other)-len(word) > most {
		return Far
	}
	if d := edits(strings.ToLower(word), strings.ToLower(other)); d <= most {
		return d
	}
	return Far
}

// Nearest finds the allowed word that is least apart from the given one, or "" where all are far.
func Nearest(word string, allowed []string) string {
	best, found := Far, ""
	for _, candidate := range allowed {
		if d := Apart(word, candidate); d < best {
			best, found = d, candidate
		}
	}
	return found
}

// ApartFromMethod tells how far a method's NSID, or a path, is from a pattern that it does not match. What counts is the last part of an
// NSID; another namespace counts as one edit more. As many methods end alike, only a quarter of the letters may differ.
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

// edits counts them, between names that are no longer than is compared.
func edits(a, b string) int {
	if len(a) > longest || len(b) > longest { // other letter cases may be longer
		return Far
	}
	var d [longest + 1][longest + 1]uint8
	for i := range len(a) + 1 {
		d[i][0] = uint8(i) //nolint:gosec // at most longest
	}
	for j := range len(b) + 1 {
		d[0][j] = uint8(j) //nolint:gosec // at most longest
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			changed := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				changed++
			}
			d[i][j] = min(changed, d[i-1][j]+1, d[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1) //nolint:gosec // i and j are above 1
			}
		}
	}
	return int(d[len(a)][len(b)])
}
