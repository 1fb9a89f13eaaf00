package server_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"mockpds/internal/quirks"
	"mockpds/server"
)

// misbehave makes the calls of a client that does much wrong, and returns the rules that find it.
func misbehave(w *world) []string {
	const end = "com.atproto.server.deleteSession"
	for range 4 {
		wrongPassword(w)
	}
	s := login(w)
	next := w.post(refreshSession, s.text("refreshJwt"), nil)
	for range 3 {
		w.post(refreshSession, s.text("refreshJwt"), nil)
		w.get(getSession, s.text("accessJwt"))
	}
	w.post(refreshSession, next.text("accessJwt"), nil)
	w.get(getSession, next.text("refreshJwt"))
	w.pass(4 * time.Hour)
	for range 4 {
		w.get(getSession, next.text("accessJwt"))
		w.pass(time.Minute)
	}
	out := login(w)
	w.post(end, out.text("refreshJwt"), nil)
	w.get(getSession, out.text("accessJwt"))
	w.post(createSession, "", object{"identifier": "takendown.test", "password": "takendown-pass", "allowTakendown": true})
	var found []struct{ Rule string }
	_ = json.Unmarshal([]byte(w.send(http.MethodGet, "/_mock/findings", "", nil).raw), &found)
	var rules []string
	for _, f := range found {
		rules = append(rules, f.Rule)
	}
	return rules
}

func TestFindingsJudgeClientsByTheTrueAnswer(t *testing.T) {
	t.Parallel()
	want := misbehave(start(t, server.Config{}))
	if len(want) < 5 {
		t.Fatalf("without quirks only %v", want)
	}
	for _, q := range quirks.All().Quirks {
		t.Run(q.Name, func(t *testing.T) {
			t.Parallel()
			if got := misbehave(start(t, server.Config{Quirks: []string{q.Name}})); !slices.Equal(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}
