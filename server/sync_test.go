package server_test

import (
	"net/http"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestGetRepoStatusTellsWhyAnAccountIsOutOfView(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{World: &fixtures.World{Accounts: []fixtures.Account{
		{DID: "did:plc:suspended", Handle: "suspended.test", Suspended: true},
	}}})
	a := w.signUp("case.test")
	did := a.text("did")
	status := func(did string) reply { return w.get("com.atproto.sync.getRepoStatus?did="+did, "") }
	expect := func(did, want string) {
		t.Helper()
		if r := status(did); r.raw != `{"did":"`+did+`",`+want {
			t.Errorf("got %s, want %s", r.raw, want)
		}
	}

	expect(did, `"active":true,"rev":"`+status(did).text("rev")+`"}`)
	if status(did).text("rev") == "" {
		t.Error("an active account has no rev")
	}
	w.decide(did, object{"deactivated": object{"applied": true}})
	expect(did, `"active":false,"status":"deactivated"}`)
	w.decide(did, object{"takedown": object{"applied": true}})
	expect(did, `"active":false,"status":"takendown"}`)
	expect("did:plc:suspended", `"active":false,"status":"suspended"}`)

	w.post("com.atproto.admin.deleteAccount", admin, object{"did": did})
	status(did).is(t, http.StatusBadRequest, "RepoNotFound")
	status("x").is(t, http.StatusBadRequest, "InvalidRequest")
	status("").is(t, http.StatusBadRequest, "InvalidRequest")
}

func TestGetLatestCommitOfAnAccountOutOfViewIsForItsOwner(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{World: &fixtures.World{Accounts: []fixtures.Account{
		{DID: "did:plc:suspended", Handle: "suspended.test", Suspended: true},
	}}})
	owner, other := w.signUp("olga.test"), w.signUp("omar.test").text("accessJwt")
	did, token := owner.text("did"), owner.text("accessJwt")
	commit := func(did, token string) reply { return w.get("com.atproto.sync.getLatestCommit?did="+did, token) }

	check := w.get("com.atproto.server.checkAccountStatus", token)
	if r := commit(did, ""); r.text("cid") != check.text("repoCommit") || r.text("rev") != check.text("repoRev") {
		t.Errorf("getLatestCommit: %s, checkAccountStatus: %s", r.raw, check.raw)
	}
	commit(nobody, "").is(t, http.StatusBadRequest, "RepoNotFound")
	commit(did, owner.text("refreshJwt")).is(t, http.StatusBadRequest, "InvalidToken")
	commit(did, "Basic eDp5").is(t, http.StatusUnauthorized, "AuthenticationRequired")
	commit("did:plc:suspended", other).is(t, http.StatusBadRequest, "RepoSuspended")

	w.decide(did, object{"deactivated": object{"applied": true}})
	commit(did, "").is(t, http.StatusBadRequest, "RepoDeactivated")
	w.decide(did, object{"takedown": object{"applied": true}})
	commit(did, other).is(t, http.StatusBadRequest, "RepoTakendown")
	commit(did, token).is(t, http.StatusOK, "")
	commit(did, admin).is(t, http.StatusOK, "")
}

func TestListReposGoesThroughAllAccountsPageByPage(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{World: &fixtures.World{}})
	dids := []string{}
	for _, handle := range []string{"one.test", "two.test", "three.test", "four.test", "five.test"} {
		dids = append(dids, w.signUp(handle).text("did"))
		w.pass(time.Second)
	}
	w.decide(dids[2], object{"takedown": object{"applied": true}})
	for _, limit := range []string{"1", "2", "5", "1000"} {
		same(t, w.pages("com.atproto.sync.listRepos?limit="+limit, "", "repos", "did"), dids)
	}
	repos := w.get("com.atproto.sync.listRepos", "").entries("repos")
	if repos[2]["active"] != false || repos[2]["status"] != "takendown" || repos[3]["active"] != true || repos[3]["status"] != nil {
		t.Errorf("repos: %v", repos)
	}
	check := w.get("com.atproto.server.checkAccountStatus", w.login("five.test", "five.test").text("accessJwt"))
	if repos[4]["head"] != check.text("repoCommit") || repos[4]["rev"] != check.text("repoRev") {
		t.Errorf("listRepos: %v, checkAccountStatus: %s", repos[4], check.raw)
	}
}

func TestListReposOfAccountsMadeAtOnceGoesByDID(t *testing.T) {
	t.Parallel()
	world := &fixtures.World{}
	for _, name := range []string{"c", "a", "b"} {
		world.Accounts = append(world.Accounts, fixtures.Account{DID: "did:plc:" + name, Handle: name + ".test"})
	}
	w := start(t, server.Config{World: world})
	same(t, w.pages("com.atproto.sync.listRepos?limit=1", "", "repos", "did"), []string{"did:plc:a", "did:plc:b", "did:plc:c"})
}

func TestListReposRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for _, query := range []string{
		"limit=0", "limit=1001", "limit=1.0", "cursor=x", "cursor=a::b", "cursor=1::", "cursor=::b", "cursor=1::b::c",
		"cursor=9999999999999999::z", "cursor=1::a&cursor=2::b",
	} {
		w.get("com.atproto.sync.listRepos?"+query, "").is(t, http.StatusBadRequest, "InvalidRequest")
	}
	if r := w.get("com.atproto.sync.listRepos?cursor=99999999999999::z", ""); r.raw != `{"repos":[]}` {
		t.Errorf("after the end: %s", r.raw)
	}
}
