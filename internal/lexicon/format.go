package lexicon

import (
	"fmt"

	"github.com/bluesky-social/indigo/atproto/syntax"
)

// A format is one of the lexicon's string formats.
type format struct {
	title string
	valid func(string) bool
}

var formats = map[string]format{
	"did":           {"DID", parses(syntax.ParseDID)},
	"handle":        {"handle", parses(syntax.ParseHandle)},
	"nsid":          {"NSID", parses(syntax.ParseNSID)},
	"datetime":      {"datetime", isDatetime},
	"at-identifier": {"AT identifier", parses(syntax.ParseAtIdentifier)},
	"at-uri":        {"at-uri", isATURI},
	"record-key":    {"record key", parses(syntax.ParseRecordKey)},
	"tid":           {"TID string", parses(syntax.ParseTID)},
	"cid":           {"CID string", IsCID},
}

func parses[T any](parse func(string) (T, error)) func(string) bool {
	return func(s string) bool {
		_, err := parse(s)
		return err == nil
	}
}

func mustKnowFormat(name string) {
	if _, ok := formats[name]; !ok {
		panic(fmt.Sprintf("lexicon: no format %q", name))
	}
}
