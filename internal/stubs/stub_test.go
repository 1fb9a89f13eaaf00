package stubs_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"mockpds/internal/stubs"
	"mockpds/internal/words"
)

const (
	preferences = "app.bsky.actor.getPreferences"
	session     = "com.atproto.server.getSession"
)

// served is what a PDS answers itself.
func served(method string) bool { return strings.EqualFold(method, session) }

func raw(text string) json.RawMessage { return json.RawMessage(text) }

func TestMistakesInAStub(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		stub stubs.Stub
		want string // path, problem and remedy; "" when there is nothing wrong
	}{
		{"plain", stubs.Stub{Method: preferences}, ""},
		{"everything", stubs.Stub{
			ID: "a.b_c-1", Method: preferences, Verb: "POST", Auth: "none", Account: "did:web:a", Params: map[string]string{"": "x"},
			Status: 599, Headers: map[string]string{"X-A": "a\tb"}, Body: raw(` [1] `),
		}, ""},
		{"no method", stubs.Stub{}, "method: method is missing: write the NSID of one, such as app.bsky.actor.getPreferences"},
		{"short method", stubs.Stub{Method: "getPreferences"}, ""},
		{"pattern", stubs.Stub{Method: "app.bsky.*"}, ""},
		{"path", stubs.Stub{Method: "/oauth/token"}, "method: method is a path: write an NSID such as app.bsky.actor.getPreferences"},
		{"served", stubs.Stub{Method: session}, "method: method is " + session + ", which is served by the PDS itself: " +
			"write a method that it does not serve, or have this one go wrong with a fault"},
		{"id", stubs.Stub{Method: preferences, ID: "a/b"}, `id: id is "a/b": write 1 to 64 of the characters A-Z a-z 0-9 . _ -`},
		{"verb", stubs.Stub{Method: preferences, Verb: "get"}, `verb: verb is "get": write GET or POST, or leave it out for either`},
		{"auth", stubs.Stub{Method: preferences, Auth: "yes"}, `auth: auth is "yes": write one of required, optional, none, service`},
		{"aud alone", stubs.Stub{Method: preferences, Aud: "did:web:a"}, "aud: aud stands without auth service: write auth: service, or leave it out"},
		{"lxm alone", stubs.Stub{Method: preferences, LXM: session}, "lxm: lxm stands without auth service: write auth: service, or leave it out"},
		{"account", stubs.Stub{Method: preferences, Account: "alice"}, `account: account is "alice": write a DID, or a handle such as alice.test`},
		{"status", stubs.Stub{Method: preferences, Status: 199}, "status: status is 199: write one from 200 to 599"},
		{"negative status", stubs.Stub{Method: preferences, Status: -1}, "status: status is -1: write one from 200 to 599"},
		{
			"body of nothing",
			stubs.Stub{Method: preferences, Status: 204, Body: raw("{}")},
			"body: body stands in a reply with status 204, which has none: leave it out, or write another status",
		},
		{"null", stubs.Stub{Method: preferences, Body: raw(" null")}, "body: body is null: leave it out for an empty reply, or write {} for an empty object"},
		{"no JSON", stubs.Stub{Method: preferences, Body: raw("{")}, "body: body is no JSON: write one JSON value"},
		{
			"header name",
			stubs.Stub{Method: preferences, Headers: map[string]string{"X A": ""}},
			`headers.X A (name): headers.X A is no header name: write letters, digits and hyphens`,
		},
		{
			"header value",
			stubs.Stub{Method: preferences, Headers: map[string]string{"X-A": "a\nb"}},
			"headers.X-A: headers.X-A has a value that no header can have: write text without line breaks or spaces around it",
		},
		{
			"framing",
			stubs.Stub{Method: preferences, Headers: map[string]string{"content-length": "1"}},
			"headers.content-length (name): headers.content-length follows from the reply: leave it out",
		},
		{
			"header twice",
			stubs.Stub{Method: preferences, Headers: map[string]string{"X-A": "1", "x-a": "2"}},
			"headers.x-a (name): headers.x-a stands there twice: write it once, whatever its case",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for _, m := range stubs.NewSet(served).Check(test.stub) {
				at := m.Path
				if m.AtName {
					at += " (name)"
				}
				got += at + ": " + m.Problem + ": " + m.Remedy
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			_, err := stubs.NewSet(served).Add(test.stub)
			if (err != nil) != (test.want != "") {
				t.Errorf("Add fails with %v", err)
			}
		})
	}
}

func TestAllMistakesOfAStubAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := stubs.NewSet(served).Add(stubs.Stub{Verb: "PUT", Status: 1000})
	var m words.Mistakes
	if !errors.As(err, &m) || len(m) != 3 || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("refused with %v", err)
	}
}

func TestDefaultsAreFilledIn(t *testing.T) {
	t.Parallel()
	got, err := stubs.NewSet(served).Add(stubs.Stub{Method: preferences, Body: raw("{ \"b\": 1,\n\"a\": [ ] }")})
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != "stub-1" || got.Auth != stubs.AuthRequired || got.Status != 200 || string(got.Body) != `{"b":1,"a":[]}` {
		t.Errorf("got %+v", got)
	}
}
