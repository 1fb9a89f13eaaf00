package words_test

import (
	"strings"
	"testing"

	"mockpds/internal/words"
)

func TestNamesAreApartByTheirEdits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		word, other string
		want        int
	}{
		{"refreshSession", "refreshSession", 0},
		{"refreshsession", "refreshSession", 0},
		{"refreshSesion", "refreshSession", 1},
		{"refreshSessoin", "refreshSession", 1},
		{"refreshSession", "getSession", words.Far},
		{"id", "ip", 1},
		{"id", "up", words.Far},
		{"", "x", 1},
		{strings.Repeat("x", 65), strings.Repeat("x", 64) + "y", words.Far},
		{strings.Repeat("Ⱥ", 32), strings.Repeat("Ⱥ", 31) + "ab", words.Far}, // in lower case it is longer
	}
	for _, test := range tests {
		if got := words.Apart(test.word, test.other); got != test.want {
			t.Errorf("%q and %q are %d apart, want %d", test.word, test.other, got, test.want)
		}
	}
}

func TestMethodsAreApartByTheirLastParts(t *testing.T) {
	t.Parallel()
	const method = "com.atproto.server.refreshSession"
	tests := []struct {
		pattern, method string
		want            int
	}{
		{"refreshSesion", method, 1},
		{"com.atproto.server.refreshSesion", method, 1},
		{"com.atproto.sever.refreshSession", method, 1},
		{"com.atproto.sever.refreshSesion", method, 2},
		{"getSession", method, words.Far},
		{"deleteSession", "com.atproto.server.getSession", words.Far},
		{"refreshSession", "/oauth/token", words.Far},
		{"/oauth/tokens", "/oauth/token", 1},
	}
	for _, test := range tests {
		if got := words.ApartFromMethod(test.pattern, test.method); got != test.want {
			t.Errorf("%s is %d from %s, want %d", test.method, got, test.pattern, test.want)
		}
	}
}

func TestTheNearestWordIsFound(t *testing.T) {
	t.Parallel()
	statuses := []string{"active", "deactivated", "suspended"}
	for word, want := range map[string]string{"actve": "active", "DEACTIVATE": "deactivated", "banned": "", "": ""} {
		if got := words.Nearest(word, statuses); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}

func FuzzApart(f *testing.F) {
	f.Add("refreshSesion", "refreshSession")
	f.Fuzz(func(t *testing.T, a, b string) {
		d := words.Apart(a, b)
		if d < 0 || d > words.Far || d < words.Far && d > max(1, len(a)/3) {
			t.Errorf("%q and %q are %d apart", a, b, d)
		}
		if words.Apart(a, a) != 0 {
			t.Errorf("%q is apart from itself", a)
		}
		if back := words.Apart(b, a); len(a) == len(b) && back != d {
			t.Errorf("%q and %q are %d apart one way and %d the other", a, b, d, back)
		}
	})
}
