package server

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"mockpds/internal/lexicon"
	"mockpds/internal/records"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

const (
	preferenceNamespace = "app.bsky"
	personalDetails     = "app.bsky.actor.defs#personalDetailsPref" // for the account's own password alone
	declaredAge         = "app.bsky.actor.defs#declaredAgePref"     // follows from the birth date, and cannot be put
)

// preferencesReader is the gate of getPreferences. The reference marks its replies as private
// before it looks at the header.
func (p *protocol) preferencesReader(c *xrpc.Call) (*caller, error) {
	xrpc.MarkPrivate(c.Header)
	return p.viewer(p.access(standardAccess.and(tokens.ScopeTakendown), callScope, hasRepo))(c)
}

// viewer is a gate of methods of an AppView that are answered here. It lets those in whom another
// gate lets in, unless their atproto-proxy header names a service of another kind.
func (p *protocol) viewer(other xrpc.Gate[*caller]) xrpc.Gate[*caller] {
	return func(c *xrpc.Call) (*caller, error) {
		who, err := other(c)
		if err != nil || c.Stub != nil {
			return who, err
		}
		to, err := readProxyHeader(c.Request.Header.Get("Atproto-Proxy"))
		if err != nil || to.service == "" || to.service == "bsky_appview" {
			return who, err
		}
		return who, cmp.Or(p.checkProxy(c), error(errUnreachable))
	}
}

type preferencesOutput struct {
	Preferences []json.RawMessage `json:"preferences"`
}

// getPreferences returns the caller's preferences. Who came with an app password does not see the
// birth date, but what age it gives.
func (p *protocol) getPreferences(who *caller) (*preferencesOutput, error) {
	out := &preferencesOutput{[]json.RawMessage{}}
	var born string
	for _, pref := range p.records.Preferences(who.did) {
		if pref.Type == personalDetails {
			var details struct{ BirthDate string }
			if err := json.Unmarshal(pref.Value, &details); err == nil && born == "" {
				born = details.BirthDate
			}
		}
		if maySee(who, pref) {
			out.Preferences = append(out.Preferences, pref.Value)
		}
	}
	if birth, err := time.Parse(time.RFC3339, born); err == nil {
		age, err := json.Marshal(ageAt(birth, p.now()))
		if err != nil {
			return nil, err
		}
		out.Preferences = append(out.Preferences, age)
	}
	return out, nil
}

type declaredAgePreference struct {
	Type        string `json:"$type"`
	IsOverAge13 bool   `json:"isOverAge13"`
	IsOverAge16 bool   `json:"isOverAge16"`
	IsOverAge18 bool   `json:"isOverAge18"`
}

func ageAt(birth, now time.Time) declaredAgePreference {
	over := func(years int) bool { return !birth.AddDate(years, 0, 0).After(now) }
	return declaredAgePreference{declaredAge, over(13), over(16), over(18)}
}

type putPreferencesInput struct {
	Preferences []preferenceInput `lex:"preferences"`
}

// A preferenceInput is a preference of whatever type.
type preferenceInput struct {
	lexicon.Union
	PersonalDetails *personalDetailsInput `lex:"app.bsky.actor.defs#personalDetailsPref"`
}

type personalDetailsInput struct {
	BirthDate string `lex:"birthDate,optional,format=datetime"`
}

// putPreferences replaces the caller's preferences, but for those that the caller may not see.
func (p *protocol) putPreferences(who *caller, in putPreferencesInput) error {
	var put []records.Preference
	var forbidden []string
	for _, given := range in.Preferences {
		value, err := given.Object.MarshalJSON()
		if err != nil {
			return err
		}
		pref := records.Preference{Type: given.Type, Value: value}
		switch {
		case pref.Type != preferenceNamespace && !strings.HasPrefix(pref.Type, preferenceNamespace+"."):
			return xrpc.InvalidRequest("Some preferences are not in the " +
				preferenceNamespace + " namespace")
		case !maySee(who, pref):
			forbidden = append(forbidden, pref.Type)
		case pref.Type != declaredAge:
			put = append(put, pref)
		}
	}
	if len(forbidden) > 0 {
		return xrpc.InvalidRequest("Do not have authorization to set preferences: " +
			strings.Join(forbidden, ", "))
	}
	keep := func(pref records.Preference) bool { return !maySee(who, pref) }
	return recordError(p.records.PutPreferences(who.did, put, keep))
}

func maySee(who *caller, pref records.Preference) bool {
	return who.scope == tokens.ScopeAccess || pref.Type != personalDetails
}
