package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestAHandleOfAnotherDomainResolvesAsATestSays(t *testing.T) {
	t.Parallel()
	const file = `
accounts: [{handle: alice.test, password: alice-pass}]
handles: [{handle: Shop.Example.com, did: did:web:shop.example.com}, {handle: broken.example.com}]
`
	world, err := server.LoadWorld("f.yaml", []byte(file), fixtures.Options{Seed: server.DefaultSeed})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, server.Config{World: &world})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	const resolve, rename = "com.atproto.identity.resolveHandle?handle=", "com.atproto.identity.updateHandle"
	if r := w.get(resolve+"shop.example.com", ""); r.text("did") != "did:web:shop.example.com" {
		t.Errorf("from the file: %s", r.raw)
	}
	w.get(resolve+"broken.example.com", "").is(t, http.StatusBadRequest, "InvalidRequest")
	w.post(rename, token, object{"handle": "alice.example.com"}).is(t, http.StatusBadRequest, "InvalidRequest")
	w.does(http.MethodPost, "handles", object{"handle": "alice.example.com", "did": did})
	w.post(rename, token, object{"handle": "shop.example.com"}).is(t, http.StatusBadRequest, "InvalidRequest") // somebody else's
	w.post(rename, token, object{"handle": "alice.example.com"}).is(t, http.StatusOK, "")
	if r := w.get(resolve+"alice.example.com", ""); r.text("did") != did {
		t.Errorf("after the change: %s", r.raw)
	}
	w.mock(http.MethodPost, "handles", object{"handle": "x"}).is(t, http.StatusBadRequest, "InvalidRequest")
	w.does(http.MethodPost, "reset", nil)
	if list := w.does(http.MethodGet, "handles", nil).raw; strings.Contains(list, "alice.example.com") || !strings.Contains(list, "shop.example.com") {
		t.Errorf("after a reset: %s", list)
	}
	if _, err := server.LoadWorld("f.yaml", []byte("accounts: []\nhandles: [{handle: x}]"), fixtures.Options{}); err == nil {
		t.Error("a file with a handle that is none was taken")
	}
}

func TestAMailedCodeIsMadeOlder(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	code := w.mailed(requestPLCSignature, token, "alice@example.com", "plc_operation")
	age := func(kind string, seconds int) reply {
		return w.mock(http.MethodPost, "accounts/alice.test/codes/age", object{"kind": kind, "seconds": seconds})
	}
	age("sign_in", 5).is(t, http.StatusNotFound, "NoSuchCode")
	age("plc_operation", 0).is(t, http.StatusBadRequest, "InvalidRequest")
	age("plc_operation", 901).is(t, http.StatusOK, "")
	w.post(signPLC, token, object{"token": code}).is(t, http.StatusBadRequest, "ExpiredToken")
}

func TestTheServerSaysOfItselfWhatATestSays(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{InviteRequired: true})
	describe := func() string { return w.get("com.atproto.server.describeServer", "").raw }
	plain := describe()
	w.does(http.MethodPost, "service", object{
		"termsOfService": "https://example.com/terms", "contactEmail": "help@example.com", "inviteIntervalSeconds": 3600,
	})
	for _, want := range []string{`"links":{"termsOfService":"https://example.com/terms"}`, `"contact":{"email":"help@example.com"}`} {
		if !strings.Contains(describe(), want) {
			t.Errorf("%s is not in %s", want, describe())
		}
	}
	w.mock(http.MethodPost, "service", object{"privacyPolicy": "x"}).is(t, http.StatusBadRequest, "InvalidRequest")

	codes := func() int {
		token := w.login("alice.test", "alice-pass").text("accessJwt")
		list, _ := w.get("com.atproto.server.getAccountInviteCodes", token).json["codes"].([]any)
		return len(list)
	}
	created := func(ago time.Duration) {
		w.does(http.MethodPatch, "accounts/alice.test", object{"createdAt": w.clock.Now().Add(-ago).UTC().Format(time.RFC3339)})
	}
	created(2*time.Hour + time.Minute)
	if n := codes(); n != 2 {
		t.Errorf("%d codes after two hours", n)
	}
	created(100 * time.Hour)
	if n := codes(); n != 5 {
		t.Errorf("%d codes after a hundred hours", n)
	}
	w.does(http.MethodPost, "reset", nil)
	if describe() != plain {
		t.Errorf("after a reset: %s", describe())
	}
}

func TestAnAccountHasRecordsFromTheStart(t *testing.T) {
	t.Parallel()
	const file = `
accounts:
  - handle: alice.test
    password: alice-pass
    createdAt: 2023-04-01T12:00:00Z
    records:
      - collection: app.bsky.feed.post
        rkey: 3jzfcijpj2z2a
        value: {text: Hello, createdAt: 2023-04-01T12:00:00Z}
`
	world, err := server.LoadWorld("f.yaml", []byte(file), fixtures.Options{Seed: server.DefaultSeed})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, server.Config{World: &world})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	w.writePost(token, did, "two").is(t, http.StatusOK, "")
	w.does(http.MethodPost, "reset", nil)
	if list := w.posts(did); len(list) != 1 || !strings.Contains(asJSON(t, list), `"text":"Hello"`) {
		t.Errorf("after a reset: %v", list)
	}
	w.does(http.MethodPost, "accounts", object{"handle": "bob.test", "password": "p", "records": []any{
		object{"collection": "app.bsky.feed.post", "rkey": "a", "value": object{"text": "x"}},
	}})
	if list := w.posts("bob.test"); len(list) != 1 {
		t.Errorf("of an account that was added: %v", list)
	}
	for _, record := range []string{
		"{collection: x, rkey: a, value: {}}", "{collection: a.b.c, rkey: a b, value: {}}", "{collection: a.b.c, rkey: a}",
		"{collection: a.b.c, rkey: a, value: {n: 1.5}}", "{collection: a.b.c, rkey: a, value: {$type: d.e.f}}",
		"{collection: a.b.c, rkey: a, value: {}}, {collection: a.b.c, rkey: a, value: {}}",
	} {
		if _, err := server.LoadWorld("f.yaml", []byte("accounts: [{handle: a.test, records: ["+record+"]}]"), fixtures.Options{}); err == nil {
			t.Errorf("%s was taken", record)
		}
	}
}
