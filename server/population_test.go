package server_test

import (
	"net/http"
	"testing"

	"mockpds/fixtures"
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
	repos := w.get("com.atproto.sync.listRepos?limit=10", "").entries("repos")
	if repos[9]["status"] != "suspended" || repos[8]["active"] != true {
		t.Errorf("the first ten: %v", repos)
	}
}
