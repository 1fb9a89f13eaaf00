package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mockpds/internal/journal"
	"mockpds/server"
)

// calls lists what is in the journal, with a query such as method=getSession.
func (w *world) calls(query string) []journal.Call {
	w.t.Helper()
	var list []journal.Call
	r := w.send(http.MethodGet, "/_mock/journal?"+query, "", nil)
	if err := json.Unmarshal([]byte(r.raw), &list); err != nil {
		w.t.Fatalf("%v in %s", err, r.raw)
	}
	return list
}

// call is the one call that a query chooses.
func (w *world) call(query string) journal.Call {
	w.t.Helper()
	list := w.calls(query)
	if len(list) != 1 {
		w.t.Fatalf("%d calls of %s", len(list), query)
	}
	return list[0]
}

// lineage lists the sessions of an account as chains.
func (w *world) lineage(account string) []journal.Lineage {
	w.t.Helper()
	var list []journal.Lineage
	r := w.send(http.MethodGet, "/_mock/lineage?account="+account, "", nil)
	if err := json.Unmarshal([]byte(r.raw), &list); err != nil {
		w.t.Fatalf("%v in %s", err, r.raw)
	}
	return list
}

func TestTheJournalNamesTokensBySessionAndGeneration(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.login("alice.test", "alice-pass")
	s := w.login("alice.test", "alice-pass")
	for range 4 {
		s = w.post(refreshSession, s.text("refreshJwt"), nil)
	}
	w.get("com.atproto.server.getSession", s.text("accessJwt"))
	got := make([]string, 0, 7)
	for _, e := range w.calls("account=alice.test") {
		got = append(got, fmt.Sprintf("%s %s/g%d %s %d %s", e.Method[len("com.atproto.server."):],
			e.Session, e.Generation, e.Token, e.Status, e.Minted))
	}
	want := []string{
		"createSession /g0 none 200 alice#1/g1",
		"createSession /g0 none 200 alice#2/g1",
		"refreshSession alice#2/g1 refresh 200 alice#2/g2",
		"refreshSession alice#2/g2 refresh 200 alice#2/g3",
		"refreshSession alice#2/g3 refresh 200 alice#2/g4",
		"refreshSession alice#2/g4 refresh 200 alice#2/g5",
		"getSession alice#2/g5 access 200 ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the journal has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	login := w.calls("method=createSession")[1]
	if !strings.Contains(login.Reply.Body, "‹alice#2/g1 refresh›") ||
		!strings.Contains(login.Request.Body, "‹password, 10 characters›") {
		t.Errorf("the login is shown as %+v", login)
	}
}

func TestTheJournalShowsWhatTheClientSaw(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		effect object
		status int
		lost   bool
		minted string
		reply  string
	}{
		"nothing":     {nil, 200, false, "alice#1/g2", `"handle":"alice.test"`},
		"drop after":  {object{"drop": "after"}, 200, true, "alice#1/g2", `"handle":"alice.test"`},
		"drop before": {object{"drop": "before"}, 0, true, "", ""},
		"truncate": {
			object{"truncate": true},
			200, true, "alice#1/g2",
			"bytes: not valid JSON›",
		},
		"no JSON": {object{"notJson": true}, 200, true, "alice#1/g2", "bytes: not valid JSON›"},
		"instead": {
			object{"error": object{"status": 502, "name": "UpstreamFailure"}},
			502,
			false, "", "UpstreamFailure",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			s := w.login("alice.test", "alice-pass")
			if test.effect != nil {
				w.send(http.MethodPost, "/_mock/faults", "",
					object{
						"id": "trouble", "match": object{"method": "refreshSession"},
						"effect": test.effect,
					}).is(t, 200, "")
			}
			_, _ = w.try(t.Context(), http.MethodPost, "/xrpc/"+refreshSession,
				s.text("refreshJwt")) // which may be lost
			e := w.call("method=refreshSession")
			if e.Status != test.status || e.Lost != test.lost || e.Minted != test.minted ||
				!strings.Contains(e.Reply.Body, test.reply) {
				t.Errorf("the journal has %s with the reply %s", journal.Format(&e), e.Reply.Body)
			}
			if (e.Fault != nil) != (test.effect != nil) || e.Fault != nil &&
				e.Fault.Rule != "trouble" {
				t.Errorf("the fault is %+v", e.Fault)
			}
		})
	}
}

func TestARefusedLoginIsTheAccounts(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.post("com.atproto.server.createSession", "",
		object{"identifier": "alice@example.com", "password": "wrong-password"}).is(t, 401,
		"AuthenticationRequired")
	w.post("com.atproto.server.createSession", "",
		object{"identifier": "nobody.test", "password": "wrong-password"}).is(t, 401,
		"AuthenticationRequired")
	if e := w.call("account=alice.test"); e.DID == "" || e.Error != "AuthenticationRequired" ||
		e.Number != 1 {
		t.Errorf("the login is %+v", e)
	}
	if e := w.call("since=1"); e.DID != "" || e.Handle != "" {
		t.Errorf("the login of nobody is %+v", e)
	}
}

func TestNeitherControlNorPreflightIsACall(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.send(http.MethodGet, "/_mock/accounts", "", nil)
	w.send(http.MethodOptions, "/xrpc/com.atproto.server.getSession", "", nil)
	w.send(http.MethodGet, "/robots.txt", "", nil)
	w.send(http.MethodGet, "/xrpc/com.example.thing", "", nil)
	var got []string
	for _, e := range w.calls("") {
		got = append(got, e.Path+" "+e.Method)
	}
	if strings.Join(got, ", ") != "/robots.txt , /xrpc/com.example.thing com.example.thing" {
		t.Errorf("the journal has %q", got)
	}
}

func TestABodyThatNobodyWantedIsHeard(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	s := w.login("alice.test", "alice-pass")
	w.post(refreshSession, "", object{"refreshJwt": s.text("refreshJwt")}).is(t, 401, "AuthMissing")
	if e := w.call("method=refreshSession"); e.Request.Body != `{"refreshJwt":"‹alice#1/g1 refresh›"}` || e.Request.Bytes < 100 {
		t.Errorf("the request is %+v", e.Request)
	}
}

func TestACompressedReplyIsReadable(t *testing.T) {
	t.Parallel()
	for _, fault := range []object{nil, {"match": object{}, "effect": object{"delay": "1ms"}}} {
		w := start(t, server.Config{})
		if fault != nil {
			w.send(http.MethodPost, "/_mock/faults", "", fault).is(t, 200, "")
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			w.url+"/xrpc/com.atproto.sync.listRepos", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		if answer := w.do(r); answer.header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("the answer is %v", answer.header)
		}
		if e := w.call(""); !strings.HasPrefix(e.Reply.Body, `{"cursor"`) &&
			!strings.HasPrefix(e.Reply.Body, `{"repos"`) || e.Lost {
			t.Errorf("the reply is %s", e.Reply.Body)
		}
	}
}

func TestARestoredWorldKnowsItsSessions(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	s := w.login("alice.test", "alice-pass")
	s = w.post(refreshSession, s.text("refreshJwt"), nil)
	shot := w.send(http.MethodGet, "/_mock/snapshot", "", nil)
	w.login("alice.test", "alice-pass")
	w.send(http.MethodPut, "/_mock/snapshot", "", shot.json).is(t, 200, "")
	if chains := w.lineage("alice.test"); len(chains) != 1 || len(chains[0].Generations) != 2 ||
		chains[0].Generations[0].State != journal.StateGrace ||
		chains[0].Generations[1].State != journal.StateCurrent {
		t.Fatalf("the lineage is %+v", chains)
	}
	w.get("com.atproto.server.getSession", s.text("accessJwt")).is(t, 200, "")
	w.post(refreshSession, s.text("refreshJwt"), nil).is(t, 200, "")
	for i, e := range w.calls("") {
		if e.Session != "alice#1" || e.Generation != 2 || e.Number != int(4+i) {
			t.Errorf("the journal has %s", journal.Format(&e))
		}
	}
	if n := len(w.calls("")); n != 2 {
		t.Errorf("%d calls since the restore", n)
	}
}

func TestAResetBeginsANewJournal(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.login("alice.test", "alice-pass")
	w.send(http.MethodPost, "/_mock/reset", "", nil).is(t, 200, "")
	if calls, chains := w.calls(""), w.lineage(""); len(calls) != 0 || len(chains) != 0 {
		t.Errorf("%d calls and %d sessions are left", len(calls), len(chains))
	}
	w.login("alice.test", "alice-pass")
	if e := w.call(""); e.Number != 2 || e.Minted != "alice#1/g1" {
		t.Errorf("the next call is %s", journal.Format(&e))
	}
}
