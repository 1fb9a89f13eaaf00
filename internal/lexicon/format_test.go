package lexicon_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"mockpds/internal/lexicon"
)

// accepts reports whether a string has the format of T's one field, v.
func accepts[T any](s string) bool {
	var into T
	return lexicon.Compile(reflect.TypeFor[T]()).ReadQuery("v="+url.QueryEscape(s), &into) == nil
}

// Each list was asked of the reference's own validators.
func TestFormats(t *testing.T) {
	t.Parallel()
	long := strings.Repeat
	tests := []struct {
		format    string
		accepts   func(string) bool
		good, bad []string
	}{
		{
			"datetime", accepts[struct {
				V string `lex:"v,format=datetime"`
			}],
			[]string{
				"1985-04-12T23:20:50Z", "1985-04-12T23:20:50.123Z", "1985-04-12T23:20:50+00:00", "1985-04-12T23:20:50.1-23:59",
				"1985-02-31T00:00:00Z", "1985-04-31T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
				"1985-02-28T00:00:00." + long("1", 43) + "Z",
			},
			[]string{
				"1985-04-12T23:20:50-00:00", "1985-04-12t23:20:50Z", "1985-04-12T23:20:50z", "1985-04-12 23:20:50Z", "1985-04-12",
				"1985-04-12T23:20Z", "1985-04-12T23:20:60Z", "1985-04-12T24:00:00Z", "1985-04-12T23:20:50+24:00", "1985-04-00T23:20:50Z",
				"1985-04-32T23:20:50Z", "1985-13-12T23:20:50Z", "1985-04-12T23:20:50.Z", "1985-04-12T23:20:50,1Z",
				"0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "1985-02-28T00:00:00." + long("1", 44) + "Z",
			},
		},
		{
			"at-uri", accepts[struct {
				V string `lex:"v,format=at-uri"`
			}],
			[]string{
				"at://alice.test", "at://did:plc:abcdefghijklmnopqrstuvwx/com.example.foo/self", "at://alice.test/com.example.foo",
				"at://alice.test#/a", "at://alice.test/com.example.foo/a:b~c_d#/a/b", "at://alice.test#/(a)[b]%C3%A9",
				"at://alice.test/com.example.foo/" + long("a", 512),
			},
			[]string{
				"at://", "AT://alice.test", "at://alice.test/", "at://alice.test/com.example.foo/", "at://alice.test/foo",
				"at://alice.test/com.example.foo/a/b", "at://alice.test/com.example.foo/..", "at://alice.test?x=1", "at://alice.test?#/a",
				"at://alice.test#", "at://alice.test#a", "at://alice.test#/a#b", "at://alice.test#/%FF", "at://alice.test#/%4",
				"at://alice.test#/é", "at://alice.test/com.example.foo/" + long("a", 513), "at://alice.test#/" + long("a", 8192),
			},
		},
		{
			"cid", accepts[struct {
				V string `lex:"v,format=cid"`
			}],
			[]string{
				"bafyreibp5nhgmoxmpdrtqhfsv32qolvtxc6py7odhwitm37yx35p3juaoa", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPMUp",
				"bafyreibp5nhgmoxmpdrtqhfsv32qolvtxc6py7odhwitm37yx35p3juaoa==",
			},
			[]string{
				"bafyreibp5nhgmoxmpdrtqhfsv32qolvtxc6py7odhwitm37yx35p3juaob", // bits left over
				"bafyreibp5nhgmoxmpdrtqhfsv32qolvtxc6py7odhwitm37yx35p3juao",
				"BAFYREIBP5NHGMOXMPDRTQHFSV32QOLVTXC6PY7ODHWITM37YX35P3JUAOA",
				"QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPMU", "zdpuAuL5iFLrsEyZbZfdGSB5bwD3DNrvF2gCUAjqLAvBpVTVW",
				"b", "Q", "x", "bafy", "b" + long("a", 128),
			},
		},
		{
			"at-identifier", accepts[struct {
				V string `lex:"v,format=at-identifier"`
			}],
			[]string{"alice.test", "did:web:a", "did:plc:abcdefghijklmnopqrstuvwx"},
			[]string{"alice", "did:web:a:", "did.test:a"},
		},
	}
	for _, test := range tests {
		for _, s := range test.good {
			if !test.accepts(s) {
				t.Errorf("%s: %.80q is refused", test.format, s)
			}
		}
		for _, s := range test.bad {
			if test.accepts(s) {
				t.Errorf("%s: %.80q is accepted", test.format, s)
			}
		}
	}
}
