package server_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/server"
)

// To record a transcript of another server, which must be new and serve handles under .test:
//
//	go test ./server -run Transcript -record http://127.0.0.1:2583 -record-clock http://127.0.0.1:2584/clock
var (
	record      = flag.String("record", "", "URL of a server whose transcript is written to testdata/profiles/pds-0.4.txt")
	recordClock = flag.String("record-clock", "", "URL that moves that server's clock by advanceSeconds")
)

// A transcript is what a server answers in the session cases of a profile: the status of each
// reply, and its fields or its error.
type transcript struct {
	w    *world
	pass func(time.Duration)
	text strings.Builder
}

var someDID = regexp.MustCompile("did:plc:[a-z2-7]{24}")

func (s *transcript) note(what string, r reply) reply {
	said := strings.Join(slices.Sorted(maps.Keys(r.json)), " ")
	if name := r.text("error"); name != "" {
		said = name + ": " + r.text("message")
	}
	if status := r.text("status"); status != "" {
		said += " (" + status + ")"
	}
	said = someDID.ReplaceAllString(said, "DID")
	fmt.Fprintf(&s.text, "%s: %d %s\n", what, r.status, said)
	return r
}

func (s *transcript) login(what, password string, more object) reply {
	in := object{"identifier": "anna.test", "password": password}
	maps.Copy(in, more)
	return s.note(what, s.w.post(createSession, "", in))
}

func (s *transcript) play() {
	get, post := s.w.get, s.w.post
	const end = "com.atproto.server.deleteSession"
	first := s.note("sign up", s.w.post(createAccount, "", object{"handle": "anna.test", "email": "anna@example.com", "password": "anna-pass"}))
	s.login("wrong password", "wrong", nil)
	s.note("unknown account", post(createSession, "", object{"identifier": "nobody.test", "password": "x"}))
	s.note("by address", post(createSession, "", object{"identifier": "anna@example.com", "password": "anna-pass"}))
	s.note("by DID", post(createSession, "", object{"identifier": first.text("did"), "password": "anna-pass"}))
	a := s.login("by handle", "anna-pass", nil)
	access, token := a.text("accessJwt"), a.text("refreshJwt")
	s.note("session", get(getSession, access))
	s.note("session without a token", get(getSession, ""))
	s.note("session by a refresh token", get(getSession, token))
	s.note("session by garbage", get(getSession, "garbage"))
	s.note("session with bearer in lower case", get(getSession, "bearer "+access))
	s.note("refresh by an access token", post(refreshSession, access, nil))
	s.note("refresh without a token", post(refreshSession, "", nil))
	b := s.note("refresh", post(refreshSession, token, nil))
	s.note("refresh again within the grace", post(refreshSession, token, nil))
	s.note("session by the old access token", get(getSession, access))
	s.note("log out by an access token", post(end, access, nil))
	s.note("log out", post(end, b.text("refreshJwt"), nil))
	s.note("log out again", post(end, b.text("refreshJwt"), nil))
	s.note("refresh after the log-out", post(refreshSession, b.text("refreshJwt"), nil))
	s.note("session after the log-out", get(getSession, b.text("accessJwt")))

	app := s.note("app password", post("com.atproto.server.createAppPassword", access, object{"name": "phone"}))
	c := s.login("by app password", app.text("password"), nil)
	s.note("session by app password", get(getSession, c.text("accessJwt")))
	d := post(refreshSession, c.text("refreshJwt"), nil)
	s.pass(2*time.Hour + time.Minute)
	s.note("session by an expired token", get(getSession, d.text("accessJwt")))
	s.note("refresh by a used token after its grace", post(refreshSession, c.text("refreshJwt"), nil))
	e := s.note("refresh after two hours", post(refreshSession, d.text("refreshJwt"), nil))

	f := s.login("again", "anna-pass", nil)
	s.note("deactivate", post("com.atproto.server.deactivateAccount", f.text("accessJwt"), object{}))
	s.note("session when deactivated", get(getSession, f.text("accessJwt")))
	g := s.login("when deactivated", "anna-pass", nil)
	s.note("refresh when deactivated", post(refreshSession, g.text("refreshJwt"), nil))
	s.note("activate", post("com.atproto.server.activateAccount", g.text("accessJwt"), nil))

	down := object{"subject": object{"$type": "com.atproto.admin.defs#repoRef", "did": first.text("did")}, "takedown": object{"applied": true}}
	post("com.atproto.admin.updateSubjectStatus", admin, down)
	s.login("when taken down", "anna-pass", nil)
	h := s.login("when taken down, and allowed", "anna-pass", object{"allowTakendown": true})
	s.login("by app password when taken down", app.text("password"), nil)
	s.note("session when taken down", get(getSession, h.text("accessJwt")))
	s.note("session by an older token when taken down", get(getSession, e.text("accessJwt")))
	s.note("refresh when taken down", post(refreshSession, e.text("refreshJwt"), nil))
}

func TestTheTranscriptOfAProfileIsThatOfItsServer(t *testing.T) {
	t.Parallel()
	const file = "testdata/profiles/pds-0.4.txt"
	w := start(t, server.Config{Quirks: []string{"pds-0.4"}})
	s := transcript{w: w, pass: w.pass}
	if *record != "" {
		s = transcript{w: &world{t: t, url: *record}, pass: func(d time.Duration) { moveClock(t, d) }}
		s.play()
		if err := os.WriteFile(file, []byte(s.text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	s.play()
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.text.String(); got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func moveClock(t *testing.T, d time.Duration) {
	t.Helper()
	body := bytes.NewBufferString(fmt.Sprintf(`{"advanceSeconds": %d}`, int(d.Seconds())))
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, *recordClock, body)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = reply.Body.Close()
}
