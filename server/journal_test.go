package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
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
		"truncate": {object{"truncate": true}, 200, true, "alice#1/g2",
			"bytes: not valid JSON›"},
		"no JSON": {object{"notJson": true}, 200, true, "alice#1/g2", "bytes: not valid JSON›"},
		"instead": {object{"error": object{"status": 502, "name": "UpstreamFailure"}}, 502,
			false, "", "UpstreamFailure"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			s := w.login("alice.test", "alice-pass")
			if test.effect != nil {
				w.send(http.MethodPost, "/_mock/faults", "",
					object{"id": "trouble", "match": object{"method": "refreshSession"},
						"effect": test.effect}).is(t, 200, "")
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

func TestARefreshTokenOfALostReplyIsLost(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	s := w.login("alice.test", "alice-pass")
	w.send(http.MethodPost, "/_mock/faults", "",
		object{"match": object{"method": "refreshSession"},
			"effect": object{"drop": "after"}}).is(t, 200, "")
	_, _ = w.try(t.Context(), http.MethodPost, "/xrpc/"+refreshSession,
		s.text("refreshJwt")) // which may be lost
	chain := w.lineage("alice.test")
	if len(chain) != 1 || len(chain[0].Generations) != 2 {
		t.Fatalf("the lineage is %+v", chain)
	}
	if g := chain[0].Generations[1]; g.State != journal.StateLost || g.LostWith != 2 ||
		g.MintedBy != 2 {
		t.Errorf("the second generation is %+v", g)
	}
	w.post(refreshSession, s.text("refreshJwt"), nil).is(t, 200, "")
	if g := w.lineage("alice.test")[0].Generations[1]; g.State != journal.StateCurrent ||
		g.DeliveredBy != 3 {
		t.Errorf("after another try it is %+v", g)
	}
}

func TestWhatMakesRefreshTokensVoidIsInTheLineage(t *testing.T) {
	t.Parallel()
	const alice = "alice.test"
	status := func(w *world, did, _ string) reply {
		return w.post("com.atproto.admin.updateSubjectStatus", admin, object{
			"subject":  object{"$type": "com.atproto.admin.defs#repoRef", "did": did},
			"takedown": object{"applied": true},
		})
	}
	tests := map[string]struct {
		do     func(w *world, did, refresh string) reply
		client bool // it is a client's call that does it
	}{
		"logout": {func(w *world, _, refresh string) reply {
			return w.post("com.atproto.server.deleteSession", refresh, nil)
		}, true},
		"takedown": {status, true},
		"admin password": {func(w *world, did, _ string) reply {
			return w.post("com.atproto.admin.updateAccountPassword", admin,
				object{"did": did, "password": "x"})
		}, true},
		"admin deletion": {func(w *world, did, _ string) reply {
			return w.post("com.atproto.admin.deleteAccount", admin, object{"did": did})
		}, true},
		"new password": {func(w *world, _, _ string) reply {
			w.post("com.atproto.server.requestPasswordReset", "",
				object{"email": "alice@example.com"}).is(w.t, 200, "")
			return w.post("com.atproto.server.resetPassword", "",
				object{"token": w.mail("alice@example.com", "reset_password")[0], "password": "x"})
		}, true},
		"status": {func(w *world, _, _ string) reply {
			return w.send("POST", "/_mock/accounts/alice.test/status", "",
				object{"status": "suspended"})
		}, false},
		"revocation": {func(w *world, _, _ string) reply {
			return w.send("POST", "/_mock/sessions/revoke", "", object{"account": alice})
		}, false},
		"removal": {func(w *world, _, _ string) reply {
			return w.send("DELETE", "/_mock/accounts/alice.test", "", nil)
		}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			s := w.login(alice, "alice-pass")
			test.do(w, s.text("did"), s.text("refreshJwt")).is(t, 200, "")
			g := w.lineage(alice)[0].Generations[0]
			if g.State != journal.StateRevoked || g.RevokedAt.IsZero() ||
				(g.RevokedBy != 0) != test.client {
				t.Errorf("the generation is %+v", g)
			}
		})
	}
}

func TestARevokedAppPasswordEndsItsSessionsOnly(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	own := w.login("alice.test", "alice-pass")
	w.login("alice.test", "alic-eapp-pass-word")
	chains := w.lineage("alice.test")
	w.post("com.atproto.server.revokeAppPassword", own.text("accessJwt"),
		object{"name": chains[1].AppPassword}).is(t, 200, "")
	chains = w.lineage("alice.test")
	if own, app := chains[0].Generations[0], chains[1].Generations[0]; own.State != journal.StateCurrent || app.State != journal.StateRevoked ||
		app.RevokedBy != 3 {
		t.Errorf("the sessions are %+v and %+v", own, app)
	}
}

func TestMadeToExpireIsExpiredInTheLineage(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.login("alice.test", "alice-pass")
	w.send(http.MethodPost, "/_mock/sessions/expire-refresh", "",
		object{"account": "alice.test"}).is(t, 200, "")
	if g := w.lineage("alice.test")[0].Generations[0]; g.State != journal.StateExpired {
		t.Errorf("the generation is %+v", g)
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

func TestTheJournalHoldsItsBoundAndLosesNothingBelowIt(t *testing.T) {
	t.Parallel()
	const clients, each = 8, 50
	for _, bound := range []int{100, 1000} {
		w := start(t, server.Config{JournalEntries: bound})
		token := w.login("alice.test", "alice-pass").text("accessJwt")
		var all sync.WaitGroup
		for range clients {
			all.Go(func() {
				for range each {
					w.get("com.atproto.server.getSession", token)
				}
			})
		}
		all.Wait()
		calls := w.calls("")
		if want := min(bound, clients*each+1); len(calls) != want {
			t.Errorf("%d of %d calls are kept, want %d", len(calls), clients*each+1, want)
		}
		for i, e := range calls {
			if e.Number != calls[0].Number+int(i) {
				t.Fatalf("number %d follows number %d", e.Number, calls[i-1].Number)
			}
		}
	}
}

func TestAJournalThatKeepsNoCallsKnowsSessions(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{JournalEntries: -1})
	w.login("alice.test", "alice-pass")
	if calls, chains := w.calls(""), w.lineage("alice.test"); len(calls) != 0 || len(chains) != 1 {
		t.Errorf("%d calls, %d sessions", len(calls), len(chains))
	}
}

// whose tells by which token a call came, as its line does, and whether it is found by the account.
func (w *world) whose(query string) string {
	w.t.Helper()
	list := w.calls(query + "&account=alice.test")
	if len(list) == 0 {
		return "nobody"
	}
	e := list[len(list)-1]
	return strings.Join(strings.Fields(journal.Format(&e))[2:4], " ") + " " +
		headerOf(e.Request.Headers, "Authorization")
}

func headerOf(list []journal.Header, name string) string {
	for _, h := range list {
		if h.Name == name {
			return h.Value
		}
	}
	return ""
}

func TestTokensOfAnotherWorldKeepTheirNameOrHaveNone(t *testing.T) {
	t.Parallel()
	const getSession = "com.atproto.server.getSession"
	w := start(t, server.Config{})
	first := w.login("alice.test", "alice-pass")
	saved := w.send(http.MethodGet, "/_mock/snapshot", "", nil).raw
	later := w.login("alice.test", "alice-pass")
	check := func(when, method, token, want string) {
		t.Helper()
		if method == getSession {
			w.get(method, token)
		} else {
			w.post(method, token, nil)
		}
		if got := w.whose("method=" + method); got != want {
			t.Errorf("%s the call is of %q, want %q", when, got, want)
		}
	}
	w.send(http.MethodPut, "/_mock/snapshot", "", json.RawMessage(saved)).is(t, 200, "")
	w.login("alice.test", "alice-pass")
	check("after a restore", getSession, first.text("accessJwt"),
		"alice#1/g1 access Bearer ‹alice#1/g1 access›")
	check("after a restore", refreshSession, first.text("refreshJwt"),
		"alice#1/g1 refresh Bearer ‹alice#1/g1 refresh›")
	check("from after the snapshot", getSession, later.text("accessJwt"),
		"alice.test access Bearer ‹alice.test access›")
	w.does(http.MethodPost, "reset", nil)
	w.login("alice.test", "alice-pass")
	check("from before the reset", getSession, first.text("accessJwt"),
		"alice.test access Bearer ‹alice.test access›")
	check("from before the reset", refreshSession, first.text("refreshJwt"),
		"alice.test refresh Bearer ‹alice.test refresh›")
	minted := w.does(http.MethodPost, "mint", object{"account": "alice.test"})
	check("minted to order", getSession, minted.text("token"),
		"alice.test access Bearer ‹alice.test access›")
}
