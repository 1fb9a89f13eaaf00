package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"mockpds/internal/journal"
	"mockpds/server"
)

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

func TestTheJournalHoldsItsBoundOfText(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{JournalBytes: 100_000})
	for range 100 {
		w.login("alice.test", "alice-pass")
	}
	calls := w.calls("")
	if n := len(calls); n < 20 || n > 80 || calls[n-1].Number != 100 {
		t.Errorf("%d calls are kept in 100,000 bytes, the last one of them #%d", n, calls[n-1].Number)
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
