package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"mockpds/fixtures"
	"mockpds/internal/control"
	"mockpds/server"
)

func startPopulation(t *testing.T) *world {
	t.Helper()
	file := `accounts: [{handle: alice.test, password: p}, {count: 30, handle: "user{n}.test", email: "u{n}@example.com",
		password: "pass-{n}", status: {active: 9, suspended: 1}}]`
	w, err := fixtures.Load("f.yaml", []byte(file), fixtures.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return start(t, server.Config{World: &w})
}

func TestAnyAccountOfAPopulationLogsIn(t *testing.T) {
	t.Parallel()
	w := startPopulation(t)
	for _, identifier := range []string{"user7.test", "U7@example.com"} {
		s := w.login(identifier, "pass-7")
		w.get("com.atproto.server.getSession", s.text("accessJwt")).is(t, http.StatusOK, "")
		if s.text("handle") != "user7.test" {
			t.Errorf("logged in as %s", s.text("handle"))
		}
		w.login(s.text("did"), "pass-7")
	}
	w.get("com.atproto.identity.resolveHandle?handle=user29.test", "").is(t, http.StatusOK, "")
	w.get("com.atproto.identity.resolveHandle?handle=user31.test", "").is(t, http.StatusBadRequest, "HandleNotFound")
}

func TestListReposReadsAPopulationPageByPage(t *testing.T) {
	t.Parallel()
	w := startPopulation(t)
	all := w.pages("com.atproto.sync.listRepos?limit=100", "", "repos", "did")
	if len(all) != 31 {
		t.Errorf("%d accounts listed", len(all))
	}
	w.login("user3.test", "pass-3")
	same(t, w.pages("com.atproto.sync.listRepos?limit=4", "", "repos", "did"), all)
	suspended := 0
	for _, repo := range w.get("com.atproto.sync.listRepos?limit=100", "").entries("repos") {
		if repo["status"] == "suspended" {
			suspended++
		}
	}
	if suspended != 3 {
		t.Errorf("%d of 30 accounts are suspended, want 3", suspended)
	}
}

func TestTheControlAPIListsAccountsPageByPage(t *testing.T) {
	t.Parallel()
	w := startPopulation(t)
	handles := func(query string) string {
		var list []control.Account
		if r := w.mock(http.MethodGet, "accounts"+query, nil); json.Unmarshal([]byte(r.raw), &list) != nil {
			t.Fatalf("%s: %s", query, r.raw)
		}
		var names []string
		for _, a := range list {
			names = append(names, a.Handle)
		}
		return strings.Join(names, " ")
	}
	for query, want := range map[string]string{
		"?limit=2":                   "alice.test user1.test",
		"?limit=2&after=user9.test":  "user10.test user11.test",
		"?after=user28.test":         "user29.test user30.test",
		"?limit=5&after=user30.test": "",
	} {
		if got := handles(query); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	if n := len(strings.Fields(handles(""))); n != 31 {
		t.Errorf("%d accounts are listed", n)
	}
	w.mock(http.MethodGet, "accounts?limit=-1", nil).is(t, http.StatusBadRequest, "InvalidRequest")
	w.mock(http.MethodGet, "accounts?after=nobody.test", nil).is(t, http.StatusNotFound, "NotFound")
}

func TestASnapshotBringsAPopulationBack(t *testing.T) {
	t.Parallel()
	w := startPopulation(t)
	refresh := w.login("user4.test", "pass-4").text("refreshJwt")
	shot := w.mock(http.MethodGet, "snapshot", nil)
	shot.is(t, http.StatusOK, "")
	w.mock(http.MethodDelete, "accounts/user4.test", nil).is(t, http.StatusOK, "")
	w.mock(http.MethodPost, "accounts/user5.test/status", object{"status": "takendown"}).is(t, http.StatusOK, "")
	w.mock(http.MethodPut, "snapshot", json.RawMessage(shot.raw)).is(t, http.StatusOK, "")
	w.post("com.atproto.server.refreshSession", refresh, nil).is(t, http.StatusOK, "")
	w.login("user5.test", "pass-5")
	if again := w.mock(http.MethodPost, "reset", nil); again.json["accounts"] != 31.0 {
		t.Errorf("after a reset: %s", again.raw)
	}
}
