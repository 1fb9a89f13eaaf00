package dagcbor_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"mockpds/internal/dagcbor"
	"mockpds/internal/lexicon"
)

func parse(t *testing.T, text string) lexicon.Value {
	t.Helper()
	v, err := lexicon.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestEncodingIsTheReferences holds bytes and CIDs against those that the reference's library
// gives.
func TestEncodingIsTheReferences(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, hex, cid string }{
		{`{}`, "a0", "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"},
		{
			`{"$type":"com.example.thing","text":"a"}`,
			"a26474657874616165247479706571636f6d2e6578616d706c652e7468696e67",
			"bafyreidtbcpulcj2bzq7i3c5iht4vbfjfgelwy6i4u25dopqxcba43ugua",
		},
		{
			`{"bb":[1,-1,null,true,"é"],"a":{"z":1,"aa":24},"n":9007199254740991}`,
			"a36161a2617a016261611818616e1b001fffffffffffff626262850120f6f562c3a9",
			"bafyreibqacqy76qngv5baw6dju5pch346rookuwftw3lnwfkjqva6ojuam",
		},
		{
			`{"b":{"$bytes":"aGVsbG8"},"l":{"$link":"bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity"}}`,
			"a261624568656c6c6f616cd82a582500015512204258cfff78f613697697563f926c91e5d3574d2ea25ae7ed92d6ebfc23a3889e",
			"bafyreidteo6idyfeoeogrudvckcdjissjjbrt7d2kg6a7nyo5zoehpcndy",
		},
		{
			`{"n":-0,"o":[],"p":65536,"q":4294967296}`,
			"a4616e00616f8061701a0001000061711b0000000100000000",
			"bafyreiawxrnlyynv6oupthmy57dtbx7toqbpxwr4sxrvlp2lbkokb3gxa4",
		},
	} {
		encoded, err := dagcbor.Encode(parse(t, test.text))
		if err != nil || hex.EncodeToString(encoded) != test.hex || dagcbor.CID(encoded) != test.cid {
			t.Errorf("%s: %x %s %v", test.text, encoded, dagcbor.CID(encoded), err)
		}
	}
	if got := dagcbor.RawCID([]byte("hello")); got != "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq" {
		t.Errorf("raw: %s", got)
	}
}

func TestNumbersThatAreNoSafeIntegersAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"n":1.5}`, `{"l":[1e300]}`, `{"o":{"n":9007199254740992}}`, `{"n":1e999}`} {
		if _, err := dagcbor.Encode(parse(t, text)); !errors.Is(err, dagcbor.ErrNumber) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
