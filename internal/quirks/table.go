// Package quirks lets the server answer as other makes of server do. A quirk is a row of data that
// changes some replies; a profile is a name for a list of quirks. Without any, no reply changes.
package quirks

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"mockpds/internal/words"
)

//go:embed quirks.yaml
var tableText []byte

// A Table is all quirks and profiles that there are.
type Table struct {
	Quirks   []Quirk   `json:"quirks"`
	Profiles []Profile `json:"profiles"`
}

// A Quirk is one thing that some server does differently from the reference.
type Quirk struct {
	Name    string `json:"name"`
	Changes string `json:"changes" doc:"what it changes on the wire"`
	Mark    string `json:"mark" doc:"how it is known: measured, observed, read or modelled"`
	Source  string `json:"source" doc:"which server does so, and who says it"`

	Errors   []errorRow `json:"errors"`
	Fields   []fieldRow `json:"fields"`
	Settings Settings   `json:"settings"`
}

// A Profile is a name for the quirks of one make of server.
type Profile struct {
	Name    string   `json:"name"`
	Rests   string   `json:"rests" doc:"on which version of that server, and when"`
	Unknown string   `json:"unknown" doc:"what of it is not known or not played, and is the reference's"`
	Quirks  []string `json:"quirks"`
}

// An errorRow changes refusals.
type errorRow struct {
	When struct {
		Methods      []string `json:"methods"`      // last parts of names; none for all methods
		Error        string   `json:"error"`        // "" for any
		Message      string   `json:"message"`      // "" for any
		SessionToken bool     `json:"sessionToken"` // only if a session token of this server came
	} `json:"when"`
	Then struct {
		Status    int               `json:"status"` // 0: as it is, as are empty texts
		Error     string            `json:"error"`
		Message   string            `json:"message"`
		NoMessage bool              `json:"noMessage"`
		Text      string            `json:"text"`    // the whole body, in place of JSON
		Headers   map[string]string `json:"headers"` // besides those that there are
	} `json:"then"`
}

// A fieldRow changes the fields of successful replies.
type fieldRow struct {
	Methods  []string                   `json:"methods"` // last parts of names
	LeaveOut []string                   `json:"leaveOut"`
	Add      map[string]json.RawMessage `json:"add"` // unless they are there
}

// Settings are what quirks change besides replies. Zero fields change nothing.
type Settings struct {
	AccessTTLSeconds  int `json:"accessTtlSeconds,omitzero"`
	RefreshTTLSeconds int `json:"refreshTtlSeconds,omitzero"`

	SingleUse   bool  `json:"singleUse,omitzero"`   // a used refresh token has no grace
	SignInCodes bool  `json:"signInCodes,omitzero"` // updateEmail switches mailed codes
	LoginLimit  Limit `json:"loginLimit,omitzero"`  // in place of createSession's own

	// HostAudience makes access tokens for the account's host, AccessJTI gives them the jti of
	// their refresh token. TokenHeader is of both; a text that is empty leaves a field out.
	HostAudience bool              `json:"hostAudience,omitzero"`
	AccessJTI    bool              `json:"accessJti,omitzero"`
	TokenHeader  map[string]string `json:"tokenHeader,omitzero"`

	AccessDiesOnRefresh    bool `json:"accessDiesOnRefresh,omitzero"`
	LogoutNeedsAccessToken bool `json:"logoutNeedsAccessToken,omitzero"`
	NoAllowTakendown       bool `json:"noAllowTakendown,omitzero"`
}

// A Limit is so many calls in a window of mock time. It is zero for none.
type Limit struct {
	Points        int `json:"points"`
	WindowSeconds int `json:"windowSeconds"`
}

// Window returns the window as a duration.
func (l Limit) Window() time.Duration { return time.Duration(l.WindowSeconds) * time.Second }

// All returns the table.
var All = sync.OnceValue(func() Table {
	var t Table
	if err := words.Decode("quirks.yaml", tableText, &t); err != nil {
		panic(err) // a test reads it too
	}
	return t
})

// Expand returns names of quirks, each once, with those of its quirks in place of a profile's name.
// It fails on a name that is neither.
func Expand(names []string) ([]string, error) {
	var all []string
	for _, name := range names {
		quirks := []string{name}
		if i := slices.Index(ProfileNames(), name); i >= 0 {
			quirks = All().Profiles[i].Quirks
		} else if !slices.Contains(quirkNames(), name) {
			return nil, unknown("quirk or profile", name, append(quirkNames(), ProfileNames()...))
		}
		for _, quirk := range quirks {
			if !slices.Contains(all, quirk) {
				all = append(all, quirk)
			}
		}
	}
	return all, nil
}

// CheckProfile returns an error for a name that no profile has.
func CheckProfile(name string) error {
	if known := ProfileNames(); !slices.Contains(known, name) {
		return unknown("profile", name, known)
	}
	return nil
}

func unknown(what, name string, known []string) error {
	return fmt.Errorf("no %s is named %s: %s", what, words.Quote(name), words.OneOf(name, known...))
}

// ProfileNames returns the names of all profiles.
func ProfileNames() (names []string) {
	for _, p := range All().Profiles {
		names = append(names, p.Name)
	}
	return names
}

func quirkNames() (names []string) {
	for _, q := range All().Quirks {
		names = append(names, q.Name)
	}
	return names
}
