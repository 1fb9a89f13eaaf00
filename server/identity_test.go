package server_test

import (
	"net/http"
	"testing"
	"time"

	"mockpds/server"
)

const (
	updateHandle        = "com.atproto.identity.updateHandle"
	updateAccountHandle = "com.atproto.admin.updateAccountHandle"
	resolveHandle       = "com.atproto.identity.resolveHandle"
	recommended         = "com.atproto.identity.getRecommendedDidCredentials"
	getSession          = "com.atproto.server.getSession"
)

func TestWhichHandlesAnAccountCanTake(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass").text("accessJwt")
	tests := []struct {
		name, token, handle string
		status              int
		err                 string
	}{
		{"another one", alice, "alice-two.test", 200, ""},
		{"in upper case", alice, "ALICE-three.TEST", 200, ""},
		{"the one it has", alice, "alice-three.test", 200, ""},
		{"somebody's", alice, "bob.test", 400, "HandleNotAvailable"},
		{"a deactivated account's", alice, "deactivated.test", 400, "HandleNotAvailable"},
		{"a taken-down account's", alice, "takendown.test", 400, "HandleNotAvailable"},
		{"a reserved one", alice, "admin.test", 400, "HandleNotAvailable"},
		{"a short one", alice, "ab.test", 400, "InvalidHandle"},
		{"the shortest", alice, "abc.test", 200, ""},
		{"the longest", alice, "abcdefghijklmnopqr.test", 200, ""},
		{"a long one", alice, "abcdefghijklmnopqrs.test", 400, "InvalidHandle"},
		{"one with a dot too many", alice, "a.lice.test", 400, "InvalidHandle"},
		{"one of a disallowed domain", alice, "alice.local", 400, "InvalidHandle"},
		{"one of another domain", alice, "alice.example.com", 400, "InvalidRequest"},
		{"no handle", alice, "alice", 400, "InvalidRequest"},
		{"no token", "", "alice-four.test", 401, "AuthMissing"},
		{"the admin password", admin, "alice-four.test", 400, "InvalidToken"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.post(updateHandle, test.token, object{"handle": test.handle}).is(t, test.status, test.err)
		})
	}
}

func TestWhichHandlesAnAdministratorCanGive(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass").text("did")
	takendown := w.signUp("lena.test").text("did")
	w.post("com.atproto.admin.updateSubjectStatus", admin, object{
		"subject":  object{"$type": "com.atproto.admin.defs#repoRef", "did": takendown},
		"takedown": object{"applied": true},
	}).is(t, http.StatusOK, "")
	tests := []struct {
		name, did, handle string
		status            int
		err               string
	}{
		{"a reserved one", alice, "admin.test", 200, ""},
		{"a short one", alice, "ab.test", 400, "InvalidHandle"},
		{"somebody's", alice, "bob.test", 400, "HandleNotAvailable"},
		{"to nobody", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "nobody.test", 400, "InvalidRequest"},
		{"to a taken-down account", takendown, "lena-two.test", 400, "InvalidRequest"},
		{"to no DID", "alice", "alice-two.test", 400, "InvalidRequest"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.post(updateAccountHandle, admin, object{"did": test.did, "handle": test.handle}).is(t, test.status, test.err)
		})
	}
}

func TestRudeWordsAreNoHandles(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	for handle, status := range map[string]int{
		"c0ons.test": 400, "c-oon.test": 200, "n1-qqer.test": 400, "racoon.test": 200, "coonx.test": 200, "my-kike.test": 400, "kik.test": 200,
	} {
		t.Run(handle, func(t *testing.T) {
			got := w.post(updateHandle, alice.text("accessJwt"), object{"handle": handle})
			if got.status != status || status == 400 && got.text("message") != "Inappropriate language in handle" {
				t.Errorf("got %d %s, want %d", got.status, got.raw, status)
			}
		})
	}
	w.post(updateAccountHandle, admin, object{"did": alice.text("did"), "handle": "coon.test"}).is(t, http.StatusOK, "")
}

func TestSessionsShowANewHandleAtOnceAndInTheirDIDDocumentAnHourLater(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	token := alice.text("accessJwt")
	w.post(updateHandle, token, object{"handle": "alice-two.test"}).is(t, http.StatusOK, "")

	w.shows(token, "alice-two.test", "at://alice.test")
	if got := claimed(w.send(http.MethodGet, "/"+alice.text("did"), "", nil).json); got != "at://alice-two.test" {
		t.Errorf("the directory says %s", got)
	}
	w.get(resolveHandle+"?handle=alice.test", "").is(t, http.StatusBadRequest, "HandleNotFound")
	w.get(resolveHandle+"?handle=alice-two.test", "").is(t, http.StatusOK, "")

	w.pass(time.Hour + time.Minute)
	w.shows(token, "alice-two.test", "at://alice.test") // and now the server looks again
	w.shows(token, "alice-two.test", "at://alice-two.test")
}

// shows fails the test unless a session shows a handle, and a name in its DID document.
func (w *world) shows(token, handle, name string) {
	w.t.Helper()
	s := w.get(getSession, token)
	document, _ := s.json["didDoc"].(object)
	if s.text("handle") != handle || claimed(document) != name {
		w.t.Errorf("the session shows %s and %s, want %s and %s", s.text("handle"), claimed(document), handle, name)
	}
}

// claimed is the name in a DID document.
func claimed(document object) string {
	names, _ := document["alsoKnownAs"].([]any)
	if len(names) == 0 {
		return ""
	}
	name, _ := names[0].(string)
	return name
}

func TestADIDWebAccountKeepsItsHandle(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("did:web:did-web.test", "did-web-pass").text("accessJwt")
	handle := w.get(getSession, token).text("handle")
	w.post(updateHandle, token, object{"handle": handle}).is(t, http.StatusOK, "")
	got := w.post(updateHandle, token, object{"handle": "did-web-two.test"})
	got.is(t, http.StatusBadRequest, "InvalidRequest")
	if got.text("message") != "DID is not properly configured for handle" {
		t.Errorf("got %s", got.raw)
	}
}

func TestRecommendedCredentialsAreThoseOfTheDirectory(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	got := w.get(recommended, alice.text("accessJwt"))
	data := w.send(http.MethodGet, "/"+alice.text("did")+"/data", "", nil)
	for _, key := range []string{"alsoKnownAs", "rotationKeys", "verificationMethods", "services"} {
		if asJSON(t, got.json[key]) != asJSON(t, data.json[key]) {
			t.Errorf("%s: got %v, the directory has %v", key, got.json[key], data.json[key])
		}
	}
	w.post("com.atproto.admin.deleteAccount", admin, object{"did": alice.text("did")}).is(t, http.StatusOK, "")
	w.get(recommended, alice.text("accessJwt")).is(t, http.StatusInternalServerError, "InternalServerError")
}
