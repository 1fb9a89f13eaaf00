package conformance_test

import (
	"maps"
	"testing"

	"mockpds/internal/conformance"
)

func TestDrawIsRepeatable(t *testing.T) {
	t.Parallel()
	first := conformance.Draw("seed", "a", "b")
	again := conformance.Draw("seed", "a", "b")
	for i := range first {
		if !maps.Equal(first[i], again[i]) {
			t.Errorf("case %d drew %v, then %v", i, first[i], again[i])
		}
	}
	if alone := conformance.Draw("seed", "b"); !maps.Equal(alone[0], first[1]) {
		t.Errorf("a case draws %v alone and %v among others", alone[0], first[1])
	}
	if other := conformance.Draw("another seed", "a"); other[0]["uid"] == first[0]["uid"] {
		t.Error("another seed draws the same values")
	}
}

func TestDrawGivesNoValueTwice(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, c := range recorded(t) {
		ids = append(ids, c.ID)
	}
	ids = append(ids, ids[0]) // draws the values of the first case, and has to draw again
	holder := map[string]string{}
	for i, vars := range conformance.Draw("", ids...) {
		for _, name := range []string{"uid", "uid2", "uid3", "ip", "ip2", "num"} {
			if other := holder[vars[name]]; other != "" {
				t.Errorf("%s of %s is %s, as drawn for %s", name, ids[i], vars[name], other)
			}
			holder[vars[name]] = ids[i]
		}
	}
}

func TestDrawEndsWhenShortValuesRunOut(t *testing.T) {
	t.Parallel()
	ids := make([]string, 2100) // more than there are values of tri
	if drawn := conformance.Draw("", ids...); len(drawn) != len(ids) {
		t.Errorf("%d cases drew", len(drawn))
	}
}

func TestSettingConverts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ as, value, want string }{
		{"", "Ab c", "Ab c"},
		{"upper", "Ab c", "AB C"},
		{"lower", "Ab c", "ab c"},
		{"base64", "a:b?", "YTpiPw=="},
		{"urlencode", "a b/é~!", "a%20b%2F%C3%A9~!"},
		{"now", "-60", "940"},
	} {
		t.Run(tc.as, func(t *testing.T) {
			t.Parallel()
			got, err := conformance.Setting{As: tc.as}.Convert(tc.value, 1000)
			if err != nil || got != tc.want {
				t.Errorf("got %q, %v, want %q", got, err, tc.want)
			}
		})
	}
	if _, err := (conformance.Setting{As: "rot13"}).Convert("x", 0); err == nil {
		t.Error("an unknown conversion was done")
	}
}
