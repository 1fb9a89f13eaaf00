package e2e_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/atclient"
)

var updateQuirks = flag.Bool("update-quirks", false, "write quirks.json")

// quirksFile has what atclient does under each quirk and each profile, by the name of the client,
// the quirk and the step. Under a quirk it has the steps alone in which that differs.
const quirksFile = "quirks.json"

// quirkSteps are those of the story, each with a session of its own. What a step returns is what
// the client did. Those that other clients have besides are of no use here: atclient keeps nothing
// of a session but tokens, and cannot ask for an account that is taken down.
func quirkSteps() map[string]func(m *mock) string {
	as := func(name string) func(*mock) string {
		return func(m *mock) string {
			_, err := atclient.LoginWithPasswordHost(context.Background(), m.url, name+".test", name+"-pass", "", nil)
			return said(err)
		}
	}
	refresh := func(m *mock, c *atclient.APIClient) {
		other := resume(c)
		must(m.t, passwordAuth(other).Refresh(context.Background(), other.Client, ""))
	}
	expire := func(m *mock) { m.steer("sessions/expire-access", map[string]any{"account": "alice.test"}) }
	revoke := func(m *mock) { m.steer("sessions/revoke", map[string]any{"account": "alice.test"}) }
	// ask has the client make a call when something has happened to its session.
	ask := func(happened func(*mock, *atclient.APIClient)) func(*mock) string {
		return func(m *mock) string {
			c, between := signIn(m.t, m, "alice.test", "alice-pass")
			happened(m, c)
			_, err := atproto.ServerGetSession(context.Background(), c)
			return between.outcome(err)
		}
	}
	return map[string]func(m *mock) string{
		"log-in":              as("alice"),
		"deactivated account": as("deactivated"),
		"wrong password": func(m *mock) string {
			_, err := atclient.LoginWithPasswordHost(context.Background(), m.url, "alice.test", "wrong", "", nil)
			return said(err)
		},
		"code needed":   as("signin-code"),
		"taken down":    as("takendown"),
		"expired token": ask(func(m *mock, _ *atclient.APIClient) { expire(m) }),
		"wrong token": ask(func(_ *mock, c *atclient.APIClient) {
			auth := passwordAuth(c)
			auth.Session.AccessToken = auth.Session.RefreshToken
		}),
		"refreshed elsewhere": ask(refresh),
		"used refresh token": ask(func(m *mock, c *atclient.APIClient) {
			refresh(m, c)
			expire(m)
		}),
		"revoked session": ask(func(m *mock, _ *atclient.APIClient) {
			revoke(m)
			expire(m)
		}),
		"log-out": func(m *mock) string {
			revoke(m) // the sessions of other steps
			c, between := signIn(m.t, m, "alice.test", "alice-pass")
			did := between.outcome(passwordAuth(c).Logout(context.Background(), c.Client))
			if slices.Contains(slices.Concat(m.sessions("alice.test")...), "current") {
				return did + "; on the server it lives on"
			}
			return did + "; on the server it is over"
		},
	}
}

// said puts an error of atclient in words.
func said(err error) string {
	var refusal *atclient.APIError
	switch {
	case err == nil:
		return "answered"
	case !errors.As(err, &refusal):
		return err.Error()
	case refusal.Message == "":
		return fmt.Sprintf("%d %s, no message", refusal.StatusCode, cmp.Or(refusal.Name, "no name"))
	default:
		return fmt.Sprintf("%d %s, %q", refusal.StatusCode, refusal.Name, refusal.Message)
	}
}

// outcome tells what became of a call, and which calls the client made for it.
func (n *network) outcome(err error) string {
	var calls []string
	for _, c := range n.calls {
		calls = append(calls, fmt.Sprintf("%s %d", c.method[strings.LastIndexByte(c.method, '.')+1:], c.status))
	}
	return fmt.Sprintf("%s (%s)", said(err), strings.Join(calls, ", "))
}

// playQuirks plays the story under one quirk or profile, or under none.
func playQuirks(m *mock, set ...string) map[string]string {
	m.steer("reset", nil)
	m.steer("quirks", map[string]any{"set": append([]string{}, set...)})
	did := map[string]string{}
	for name, step := range quirkSteps() {
		did[name] = step(m)
	}
	return did
}

func TestAtclientDoesUnderEachQuirkWhatTheFileSays(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	var list struct{ Quirks, Profiles []struct{ Name string } }
	m.document("/_mock/quirks", &list)
	without := playQuirks(m)
	got := map[string]map[string]string{"without": without}
	for _, q := range slices.Concat(list.Quirks, list.Profiles) {
		did := playQuirks(m, q.Name)
		maps.DeleteFunc(did, func(step, what string) bool { return what == without[step] })
		got[q.Name] = did
	}
	m.steer("reset", nil) // the findings of the last one

	client := "indigo atclient " + versionOf(t, "github.com/bluesky-social/indigo")
	if *updateQuirks {
		file, err := os.Create(quirksFile)
		must(t, err)
		defer file.Close()
		e := json.NewEncoder(file)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		must(t, e.Encode(map[string]any{client: got}))
		return
	}
	text, err := os.ReadFile(quirksFile)
	must(t, err)
	var known map[string]map[string]map[string]string
	must(t, json.Unmarshal(text, &known))
	for quirk, did := range got {
		if want, ok := known[client][quirk]; !ok || !maps.Equal(did, want) {
			t.Errorf("%s\ngot  %v\nwant %v\n\"npm run quirks\" in e2e writes quirks.json and the table of docs/profiles.md", quirk, did, want)
		}
	}
	if len(known[client]) != len(got) {
		t.Errorf("the file has %d quirks and profiles, and there are %d", len(known[client]), len(got))
	}
}

// versionOf returns which version of a module is used: the day, if the module has no versions.
func versionOf(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", path).Output()
	must(t, err)
	version := strings.TrimSpace(string(out))
	if parts := strings.Split(version, "-"); len(parts) == 3 && len(parts[1]) == len("20060102150405") {
		day := parts[1]
		return day[:4] + "-" + day[4:6] + "-" + day[6:8]
	}
	return version
}
