package server_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
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

	"mockpds/internal/quirks"
	"mockpds/server"
	"mockpds/tokens"
)

// To record the transcript of a profile from its server, which must be new and serve handles under
// .test:
//
//	go test ./server -run Transcript -record pds-0.4 -record-url http://127.0.0.1:2583 -record-clock http://127.0.0.1:2584/clock
//
// The transcript of a server that nobody can run is written by hand, from what is known of it: a
// line that ends in a question mark is not known, or not played.
var (
	record      = flag.String("record", "", "profile whose transcript is written")
	recordURL   = flag.String("record-url", "", "URL of the server that it is recorded from")
	recordClock = flag.String("record-clock", "", "URL that moves that server's clock by advanceSeconds")
)

// A transcript is what a server answers in the session cases of a profile: the status of each
// reply, and its fields or its error, and how its tokens look.
type transcript struct {
	w     *world
	pass  func(time.Duration)
	patch func(object) // changes the account of the transcript; nil for a server that cannot
	lines []string
}

var someDID = regexp.MustCompile("did:plc:[a-z2-7]{24}")

func (s *transcript) add(what, said string) {
	s.lines = append(s.lines, what+": "+someDID.ReplaceAllString(said, "DID"))
}

func (s *transcript) note(what string, r reply) reply {
	said := []string{fmt.Sprint(r.status)}
	switch {
	case r.text("message") != "":
		said = append(said, r.text("error")+": "+r.text("message"))
	case r.text("error") != "":
		said = append(said, r.text("error"))
	default:
		said = append(said, slices.Sorted(maps.Keys(r.json))...)
	}
	if status := r.text("status"); status != "" {
		said = append(said, "("+status+")")
	}
	if policy := r.header.Get("RateLimit-Policy"); policy != "" {
		said = append(said, "["+policy+"]")
	}
	s.add(what, strings.Join(said, " "))
	return r
}

// noteToken notes how a token looks, but for its algorithm.
func (s *transcript) noteToken(what, token string) {
	encoded, _, _ := strings.Cut(token, ".")
	var header map[string]any
	if err := json.Unmarshal(tokens.DecodeBase64(encoded), &header); err != nil {
		s.w.t.Fatalf("%s: %v", what, err)
	}
	said := claims(s.w.t, token)
	issued, _ := said["iat"].(float64)
	expires, _ := said["exp"].(float64)
	aud := "another"
	switch said["aud"] {
	case s.w.get("com.atproto.server.describeServer", "").text("did"):
		aud = "the server"
	case "did:web:" + elsewhere:
		aud = "the host"
	}
	s.add(what, fmt.Sprintf("typ %v, header %s, claims %s, for %s, lives %s", cmp.Or(header["typ"], any("absent")),
		strings.Join(slices.Sorted(maps.Keys(header)), " "), strings.Join(slices.Sorted(maps.Keys(said)), " "),
		aud, time.Duration(expires-issued)*time.Second))
}

// elsewhere is where the account of the transcript lives, if that can be said.
const elsewhere = "host.example.com"

func (s *transcript) login(what, password string, more object) reply {
	in := object{"identifier": "anna.test", "password": password}
	maps.Copy(in, more)
	return s.note(what, s.w.post(createSession, "", in))
}

func (s *transcript) play() {
	get, post := s.w.get, s.w.post
	const end = "com.atproto.server.deleteSession"
	first := s.note("sign up", post(createAccount, "", object{"handle": "anna.test", "email": "anna@example.com", "password": "anna-pass"}))
	if s.patch != nil {
		s.patch(object{"host": "https://" + elsewhere})
	}
	s.login("wrong password", "wrong", nil)
	s.note("unknown account", post(createSession, "", object{"identifier": "nobody.test", "password": "x"}))
	s.note("by address", post(createSession, "", object{"identifier": "anna@example.com", "password": "anna-pass"}))
	s.note("by DID", post(createSession, "", object{"identifier": first.text("did"), "password": "anna-pass"}))
	a := s.login("by handle", "anna-pass", nil)
	access, token := a.text("accessJwt"), a.text("refreshJwt")
	s.noteToken("access token", access)
	s.noteToken("refresh token", token)
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
	s.note("log out", post(end, b.text("refreshJwt"), nil))
	s.note("log out again", post(end, b.text("refreshJwt"), nil))
	s.note("refresh after the log-out", post(refreshSession, b.text("refreshJwt"), nil))
	s.note("session after the log-out", get(getSession, b.text("accessJwt")))
	c := s.login("another session", "anna-pass", nil)
	s.note("log out by an access token", post(end, c.text("accessJwt"), nil))
	s.note("refresh after that", post(refreshSession, c.text("refreshJwt"), nil))

	c = s.login("a third session", "anna-pass", nil)
	d := post(refreshSession, c.text("refreshJwt"), nil)
	s.pass(4 * time.Hour)
	s.note("session by an expired token", get(getSession, d.text("accessJwt")))
	s.note("refresh by a used token after its grace", post(refreshSession, c.text("refreshJwt"), nil))
	e := s.note("refresh after four hours", post(refreshSession, d.text("refreshJwt"), nil))

	app := s.note("app password", post("com.atproto.server.createAppPassword", e.text("accessJwt"), object{"name": "phone"}))
	c = s.login("by app password", app.text("password"), nil)
	s.note("session by app password", get(getSession, c.text("accessJwt")))

	f := s.login("again", "anna-pass", nil)
	s.note("deactivate", post("com.atproto.server.deactivateAccount", f.text("accessJwt"), object{}))
	s.note("session when deactivated", get(getSession, f.text("accessJwt")))
	g := s.login("when deactivated", "anna-pass", nil)
	s.note("refresh when deactivated", post(refreshSession, g.text("refreshJwt"), nil))
	s.note("activate", post("com.atproto.server.activateAccount", f.text("accessJwt"), nil))

	down := object{"subject": object{"$type": "com.atproto.admin.defs#repoRef", "did": first.text("did")}, "takedown": object{"applied": true}}
	post("com.atproto.admin.updateSubjectStatus", admin, down)
	s.login("when taken down", "anna-pass", nil)
	h := s.login("when taken down, and allowed", "anna-pass", object{"allowTakendown": true})
	s.login("by app password when taken down", app.text("password"), nil)
	s.note("session when taken down", get(getSession, h.text("accessJwt")))
	s.note("session by an older token when taken down", get(getSession, e.text("accessJwt")))
	s.note("refresh when taken down", post(refreshSession, e.text("refreshJwt"), nil))
	if s.patch == nil { // nor can it ask for codes
		s.add("code needed", "?")
		s.add("wrong code", "?")
		return
	}
	s.patch(object{"status": "active", "emailAuthFactor": true})
	s.login("code needed", "anna-pass", nil)
	s.login("wrong code", "anna-pass", object{"authFactorToken": "AAAAA-AAAAA"})
}

func TestTheTranscriptOfAProfileIsThatOfItsServer(t *testing.T) {
	t.Parallel()
	for _, profile := range quirks.ProfileNames() {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			file := "testdata/profiles/" + profile + ".txt"
			if *record == profile {
				s := transcript{w: &world{t: t, url: *recordURL}, pass: func(d time.Duration) { moveClock(t, d) }}
				s.play()
				if err := os.WriteFile(file, []byte(strings.Join(s.lines, "\n")+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			w := start(t, server.Config{Quirks: []string{profile}})
			s := transcript{w: w, pass: w.pass, patch: func(change object) {
				w.mock(http.MethodPatch, "accounts/anna.test", change).is(t, http.StatusOK, "")
			}}
			s.play()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			compareTranscript(t, s.lines, strings.Split(strings.TrimSpace(string(text)), "\n"))
		})
	}
}

// compareTranscript compares what a profile answers with the transcript of its server.
func compareTranscript(t *testing.T, got, transcript []string) {
	t.Helper()
	for _, want := range transcript {
		if strings.HasPrefix(want, "#") {
			continue
		}
		what, said, _ := strings.Cut(want, ": ")
		i := slices.IndexFunc(got, func(line string) bool { return strings.HasPrefix(line, what+": ") })
		if i < 0 {
			t.Errorf("no case is named %s", what)
			continue
		}
		if said != "?" && got[i] != want {
			t.Errorf("got  %s\nwant %s", got[i], want)
		}
		got = slices.Delete(got, i, i+1)
	}
	for _, line := range got {
		t.Errorf("the transcript has nothing of %s", line)
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
