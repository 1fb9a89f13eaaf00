package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mockpds/internal/stubs"
	"mockpds/server"
)

const (
	createRecord = "com.atproto.repo.createRecord"
	listRecords  = "com.atproto.repo.listRecords"
	uploadBlob   = "com.atproto.repo.uploadBlob"
)

// post writes a post of an account.
func (w *world) writePost(token, did, text string) reply {
	w.t.Helper()
	return w.post(createRecord, token, object{
		"repo": did, "collection": "app.bsky.feed.post", "record": object{"text": text, "createdAt": "2030-01-01T00:00:00Z"},
	})
}

// upload sends bytes as a blob.
func (w *world) upload(token, mime, data string) reply {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, w.url+"/xrpc/"+uploadBlob, strings.NewReader(data))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", mime)
	r.Header.Set("Authorization", "Bearer "+token)
	return w.do(r)
}

func (w *world) posts(did string) []any {
	w.t.Helper()
	r := w.get(listRecords+"?collection=app.bsky.feed.post&repo="+did, "")
	list, ok := r.json["records"].([]any)
	if !ok {
		w.t.Fatalf("listRecords: %d %s", r.status, r.raw)
	}
	return list
}

func TestASuspendedAccountReadsButDoesNotWrite(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	first := w.writePost(token, did, "one")
	first.is(t, http.StatusOK, "")
	w.get("com.atproto.repo.getRecord?repo="+did+"&collection=app.bsky.feed.post&rkey="+first.text("uri")[strings.LastIndex(first.text("uri"), "/")+1:], "").
		is(t, http.StatusOK, "")
	w.does(http.MethodPost, "accounts/alice.test/status", object{"status": "suspended"})
	w.writePost(token, did, "two").is(t, http.StatusUnauthorized, "AccountTakedown")
	w.post(uploadBlob, token, object{}).is(t, http.StatusUnauthorized, "AccountTakedown")
	w.get(listRecords+"?collection=app.bsky.feed.post&repo="+did, "").is(t, http.StatusBadRequest, "InvalidRequest")
	w.does(http.MethodPost, "accounts/alice.test/status", object{"status": "active"})
	w.writePost(token, did, "two").is(t, http.StatusOK, "")
	w.does(http.MethodPost, "clock", object{"advanceSeconds": 7200})
	w.writePost(token, did, "three").is(t, http.StatusBadRequest, "ExpiredToken")
	if n := len(w.posts(did)); n != 2 {
		t.Errorf("%d posts", n)
	}
}

func TestResetsForgetRecordsAndSnapshotsBringThemBack(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	w.writePost(token, did, "one").is(t, http.StatusOK, "")
	head := w.get("com.atproto.sync.getLatestCommit?did="+did, "").raw
	shot := w.does(http.MethodGet, "snapshot", nil).json
	w.writePost(token, did, "two").is(t, http.StatusOK, "")
	w.does(http.MethodPost, "reset", nil)
	if n := len(w.posts(did)); n != 0 {
		t.Errorf("%d posts after a reset", n)
	}
	w.does(http.MethodPut, "snapshot", shot)
	if n := len(w.posts(did)); n != 1 {
		t.Errorf("%d posts after a restore", n)
	}
	w.get("com.atproto.sync.getLatestCommit?did="+did, "").says(t, http.StatusOK, head)
	memory := shot["memory"].(object)
	memory["records"] = object{"repos": object{did: nil}}
	w.mock(http.MethodPut, "snapshot", shot).is(t, http.StatusBadRequest, "InvalidSnapshot")
	if n := len(w.posts(did)); n != 1 {
		t.Errorf("%d posts after a snapshot that was refused", n)
	}
}

func TestADeletedAccountTakesItsRecordsAlong(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	a := w.signUp("former.test")
	w.writePost(a.text("accessJwt"), a.text("did"), "one").is(t, http.StatusOK, "")
	b := w.comeBack(a, nil)
	if r := w.get("com.atproto.server.checkAccountStatus", b.text("accessJwt")); r.json["indexedRecords"] != 0.0 {
		t.Errorf("checkAccountStatus: %s", r.raw)
	}
}

func TestStubsAndFaultsHoldForRecords(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	w.fault(`{"match": {"method": "createRecord"}, "effect": {"preset": "unavailable"}}`)
	w.writePost(token, did, "one").is(t, http.StatusServiceUnavailable, "NotEnoughResources")
	w.does(http.MethodPost, "stubs", object{"method": createRecord, "status": 400, "body": object{"error": "Mine"}, "auth": stubs.AuthRequired})
	w.writePost(token, did, "one").is(t, http.StatusBadRequest, "Mine")
	w.does(http.MethodDelete, "stubs", nil)
	w.writePost(token, did, "one").is(t, http.StatusOK, "")
}

func TestATooLargeStoreRefusesClearly(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	data := strings.Repeat("x", 5<<20-3)
	for i := range 100 {
		r := w.upload(token, "text/plain", fmt.Sprintf("%03d%s", i, data))
		if r.status != http.StatusOK {
			r.is(t, http.StatusInsufficientStorage, "StorageFull")
			return
		}
	}
	t.Error("500 MiB were kept")
}

func TestAProfileFollowsFromTheAccountAndItsRecord(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	const getProfile = "app.bsky.actor.getProfile?actor="
	if p := w.get(getProfile+"alice.test", token); p.text("did") != did || p.text("handle") != "alice.test" || p.json["displayName"] != nil {
		t.Errorf("without a record: %s", p.raw)
	}
	png := "\x89PNG\r\n\x1a\n"
	blob := w.upload(token, "image/png", png).json["blob"]
	w.post("com.atproto.repo.putRecord", token, object{
		"repo": did, "collection": "app.bsky.actor.profile", "rkey": "self", "record": object{"displayName": "Alice", "avatar": blob},
	}).is(t, http.StatusOK, "")
	p := w.get(getProfile+did, token)
	avatar, found := strings.CutPrefix(p.text("avatar"), w.url)
	if !found || p.text("displayName") != "Alice" || w.send(http.MethodGet, avatar, "", nil).raw != png {
		t.Errorf("with a record: %s", p.raw)
	}
	w.get(getProfile+"nobody.test", token).is(t, http.StatusBadRequest, "InvalidRequest")
	w.get(getProfile+"takendown.test", token).is(t, http.StatusBadRequest, "AccountTakedown")
	w.get(getProfile+"deactivated.test", token).is(t, http.StatusBadRequest, "AccountDeactivated")
	w.get(getProfile+"alice.test", "").is(t, http.StatusUnauthorized, "AuthMissing")
	if r := w.get("app.bsky.actor.getProfiles?actors="+did+"&actors=bob.test&actors=nobody.test", token); len(r.json["profiles"].([]any)) != 2 {
		t.Errorf("getProfiles: %s", r.raw)
	}
}

func TestTheAgeInPreferencesFollowsTheClock(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	born := w.clock.Now().AddDate(-16, 0, 1).UTC().Format(time.RFC3339)
	w.post("app.bsky.actor.putPreferences", token, object{"preferences": []any{
		object{"$type": "app.bsky.actor.defs#personalDetailsPref", "birthDate": born},
	}}).is(t, http.StatusOK, "")
	over16 := func() bool {
		return strings.Contains(w.get("app.bsky.actor.getPreferences", w.login("alice.test", "alice-pass").text("accessJwt")).raw, `"isOverAge16":true`)
	}
	if over16() {
		t.Error("sixteen a day before the birthday")
	}
	w.does(http.MethodPost, "clock", object{"advanceSeconds": 86400})
	if !over16() {
		t.Error("not sixteen on the birthday")
	}
}
