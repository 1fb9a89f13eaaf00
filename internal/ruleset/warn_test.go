package ruleset_test

import (
	"strings"
	"testing"

	"mockpds/internal/ruleset"
)

func TestRuleThatMayNeverApplyIsWarnedAbout(t *testing.T) {
	t.Parallel()
	known := ruleset.Known{
		Methods:    []string{"com.atproto.server.getSession", "com.atproto.server.refreshSession", "app.bsky.actor.getPreferences"},
		HasAccount: func(name string) bool { return name == "alice.test" },
		Handles:    func() []string { return []string{"alice.test"} },
	}
	tests := []struct{ method, account, want string }{
		{"", "", ""},
		{"refreshSession", "alice.test", ""},
		{"com.atproto.server.*", "", ""},
		{"app.bsky.feed.*", "", ""},
		{"app.bsky.feed.getTimeline", "", ""},
		{"getTimeline", "", ""},
		{"/oauth/token", "", ""},
		{"refreshSesion", "", `no method is called refreshSesion (did you mean "refreshSession"?)`},
		{"com.atproto.sever.getSession", "", `no method is called com.atproto.sever.getSession (did you mean "com.atproto.server.getSession"?)`},
		{"com.atproto.sever.*", "", `no method matches com.atproto.sever.* (did you mean "com.atproto.server.*"?)`},
		{"com.atproto.server.makeCoffee", "", "no method is called com.atproto.server.makeCoffee"},
		{"app.bsky.actor.getPreference", "", `no method is called app.bsky.actor.getPreference (did you mean "app.bsky.actor.getPreferences"?)`},
		{"", "nobody.test", "there is no account nobody.test"},
		{"", "alice.tst", `there is no account alice.tst (did you mean "alice.test"?)`},
		{"", "alice@example.com", ""},
	}
	for _, test := range tests {
		if got := strings.Join(known.Warnings(test.method, test.account), "; "); got != test.want {
			t.Errorf("%s by %s: got %q, want %q", test.method, test.account, got, test.want)
		}
	}
}
