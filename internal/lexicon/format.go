package lexicon

import (
	"fmt"

	"mockpds/internal/syntax"
)

// A format is one of the lexicon's string formats.
type format struct {
	title string
	valid func(string) bool
}

var formats = map[string]format{
	"did":           {"DID", syntax.IsDID},
	"handle":        {"handle", syntax.IsHandle},
	"nsid":          {"NSID", syntax.IsNSID},
	"datetime":      {"datetime", isDatetime},
	"at-identifier": {"AT identifier", syntax.IsAtIdentifier},
	"at-uri":        {"at-uri", syntax.IsATURI},
	"record-key":    {"record key", syntax.IsRecordKey},
	"tid":           {"TID string", syntax.IsTID},
	"cid":           {"CID string", IsCID},
}

func mustKnowFormat(name string) {
	if _, ok := formats[name]; !ok {
		panic(fmt.Sprintf("lexicon: no format %q", name))
	}
}
