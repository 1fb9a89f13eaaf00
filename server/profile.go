package server

import (
	"encoding/json"
	"net/url"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

// A profile is what an AppView knows of an account, as far as that follows from the account and
// its records here.
type profile struct {
	DID         string `json:"did"`
	Handle      string `json:"handle"`
	DisplayName string `json:"displayName,omitempty"`
	Description string `json:"description,omitempty"`
	Avatar      string `json:"avatar,omitempty"` // URL, as is the banner's
	Banner      string `json:"banner,omitempty"`
	CreatedAt   string `json:"createdAt"`
}

type getProfileParams struct {
	Actor string `lex:"actor,format=at-identifier"`
}

// getProfile stands in for an AppView: it makes a profile of an account here and of the account's
// app.bsky.actor.profile record.
func (p *protocol) getProfile(who *caller, in getProfileParams) (*profile, error) {
	a, ok := p.accountNamed(in.Actor)
	if !ok {
		return nil, xrpc.InvalidRequest("Profile not found")
	}
	switch a.Status() {
	case fixtures.StatusActive:
		return p.profileOf(who.url, &a), nil
	case fixtures.StatusDeactivated:
		return nil, xrpc.Refuse("AccountDeactivated", "Account is deactivated")
	default:
		return nil, xrpc.Refuse("AccountTakedown", "Account has been suspended")
	}
}

type getProfilesParams struct {
	Actors []string `lex:"actors,format=at-identifier"`
}

type getProfilesOutput struct {
	Profiles []*profile `json:"profiles"`
}

// getProfiles does what getProfile does for several accounts, and leaves out those that are not
// here or out of view.
func (p *protocol) getProfiles(who *caller, in getProfilesParams) (*getProfilesOutput, error) {
	out := &getProfilesOutput{[]*profile{}}
	for _, actor := range in.Actors {
		if a, ok := p.accountNamed(actor); ok && a.Status() == fixtures.StatusActive {
			out.Profiles = append(out.Profiles, p.profileOf(who.url, &a))
		}
	}
	return out, nil
}

func (p *protocol) profileOf(base string, a *fixtures.Account) *profile {
	var record struct {
		DisplayName, Description string
		Avatar, Banner           struct {
			Ref struct {
				Link string `json:"$link"`
			}
		}
	}
	if entry, ok := p.records.Get(a.DID, "app.bsky.actor.profile", "self", ""); ok {
		_ = json.Unmarshal(entry.Value, &record) // a field of another type is as good as none
	}
	image := func(cid string) string {
		if cid == "" {
			return ""
		}
		return base + "/xrpc/com.atproto.sync.getBlob?" +
			url.Values{"did": {a.DID}, "cid": {cid}}.Encode()
	}
	return &profile{
		DID: a.DID, Handle: a.Handle, DisplayName: record.DisplayName, Description: record.Description,
		Avatar: image(record.Avatar.Ref.Link), Banner: image(record.Banner.Ref.Link),
		CreatedAt: datetime(a.CreatedAt),
	}
}
