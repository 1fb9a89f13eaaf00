package server_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"mockpds/server"
)

// A stubbed method of the reference, and how it answers a token of an account that changed since.
type stubbedMethod struct {
	verb, name                      string
	deactivated, takendown, deleted string
	takendownScope                  string // of a log-in with allowTakendown
}

func TestStubbedMethodsLookAtTheStatusOfTheAccount(t *testing.T) {
	t.Parallel()
	const (
		answered = "200"
		off      = "401 AccountDeactivated"
		down     = "401 AccountTakedown"
		gone     = "403 AccountNotFound"
		noScope  = "400 InvalidToken"
		broken   = "500 InternalServerError"
	)
	methods := []stubbedMethod{
		{"POST", "com.atproto.repo.createRecord", off, down, gone, noScope},
		{"POST", "com.atproto.repo.putRecord", off, down, gone, noScope},
		{"POST", "com.atproto.repo.deleteRecord", off, down, gone, noScope},
		{"POST", "com.atproto.repo.applyWrites", off, down, gone, noScope},
		{"POST", "com.atproto.repo.uploadBlob", answered, down, gone, noScope},
		{"POST", "app.bsky.actor.putPreferences", answered, down, gone, noScope},
		{"GET", "app.bsky.actor.getPreferences", answered, answered, "400 NotFound", answered},
		{"POST", "com.atproto.moderation.createReport", answered, answered, broken, answered},
		{"GET", "app.bsky.feed.getTimeline", answered, answered, broken, noScope},
	}
	w := start(t, server.Config{})
	for _, m := range methods {
		w.does(http.MethodPost, "stubs", object{"method": m.name, "body": object{}})
	}
	active := w.signUp("active.test").text("accessJwt")
	deactivated := w.signUp("off.test").text("accessJwt")
	w.post("com.atproto.server.deactivateAccount", deactivated, object{}).is(t, 200, "")
	takendown := w.signUp("down.test").text("accessJwt")
	scoped := w.takeDown("down.test")
	deleted := w.signUp("gone.test").text("accessJwt")
	w.does(http.MethodDelete, "accounts/gone.test", nil)
	for _, m := range methods {
		for _, test := range []struct{ name, token, want string }{
			{"no token", "", "401 AuthMissing"},
			{"active", active, answered},
			{"deactivated", deactivated, m.deactivated},
			{"taken down", takendown, m.takendown},
			{"deleted", deleted, m.deleted},
			{"takendown scope", scoped, m.takendownScope},
		} {
			r := w.send(m.verb, "/xrpc/"+m.name, test.token, nil)
			if got := strings.TrimSpace(strconv.Itoa(r.status) + " " + r.text("error")); got != test.want {
				t.Errorf("%s, %s: %s, want %s", m.name, test.name, got, test.want)
			}
		}
	}
}

// takeDown takes an account down that signUp made, and logs in to it with allowTakendown.
func (w *world) takeDown(handle string) (token string) {
	w.t.Helper()
	w.does(http.MethodPost, "accounts/"+handle+"/status", object{"status": "takendown"})
	return w.post("com.atproto.server.createSession", "",
		object{"identifier": handle, "password": handle, "allowTakendown": true}).text("accessJwt")
}

func TestStubbedReadsOfARepositoryLookAtTheStatusOfItsAccount(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	did := w.signUp("down.test").text("did")
	owner := w.takeDown("down.test")
	alice := w.login("alice.test", "alice-pass").text("accessJwt")
	for _, method := range []string{"com.atproto.sync.getRepo", "com.atproto.sync.listBlobs", "com.atproto.sync.getBlob"} {
		w.does(http.MethodPost, "stubs", object{"method": method, "body": object{}})
		w.get(method+"?did="+did, "").is(t, 400, "RepoTakendown")
		w.get(method+"?did="+did, alice).is(t, 400, "RepoTakendown")
		w.get(method+"?did="+did, owner).is(t, 200, "")
		w.get(method+"?did="+did, admin).is(t, 200, "")
		w.get(method+"?did=did:plc:abcdefghijklmnopqrstuvwx", "").is(t, 200, "")
	}
}

func TestUploadBlobTakesServiceTokens(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	const upload = "com.atproto.repo.uploadBlob"
	w.does(http.MethodPost, "stubs", object{"method": upload, "body": object{}})
	alice := w.login("alice.test", "alice-pass").text("accessJwt")
	here := w.get("com.atproto.server.describeServer", "").text("did")
	token := func(aud, lxm string) string {
		return w.get("com.atproto.server.getServiceAuth?aud="+aud+"&lxm="+lxm, alice).text("token")
	}
	w.post(upload, token(here, upload), nil).is(t, 200, "")
	w.post(upload, token("did:web:video.example.com", upload), nil).is(t, 401, "BadJwtAudience")
	w.post(upload, token(here, "com.atproto.repo.createRecord"), nil).is(t, 401, "BadJwtLexiconMethod")
	w.post(upload, "nonsense", nil).is(t, 500, "InternalServerError")
}

func TestAStubMayLetEverybodyPastTheGate(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does(http.MethodPost, "stubs", object{"method": config, "auth": "none", "body": object{}})
	w.get(config, "nonsense").is(t, 200, "")
	w.does(http.MethodDelete, "stubs", nil)
	w.does(http.MethodPost, "stubs", object{"method": config, "auth": "optional", "body": object{}})
	w.get(config, "").is(t, 200, "")
	w.get(config, "nonsense").is(t, 400, "InvalidToken")
}

func TestAStubAsksForAServiceToken(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	const limits, video = "app.bsky.video.getUploadLimits", "did:web:video.example.com"
	w.does(http.MethodPost, "stubs", object{"method": limits, "auth": "service", "aud": video, "body": object{"canUpload": true}})
	w.does(http.MethodPost, "stubs", object{"method": "app.bsky.video.uploadVideo", "auth": "service", "lxm": "com.atproto.repo.uploadBlob"})
	alice := w.login("alice.test", "alice-pass").text("accessJwt")
	here := w.get("com.atproto.server.describeServer", "").text("did")
	token := func(aud, lxm string) string {
		return w.get("com.atproto.server.getServiceAuth?aud="+aud+"&lxm="+lxm, alice).text("token")
	}
	w.get(limits, token(video, limits)).is(t, 200, "")
	w.get(limits, token(here, limits)).is(t, 401, "BadJwtAudience")
	w.get(limits, token(video, config)).is(t, 401, "BadJwtLexiconMethod")
	w.get(limits, alice).is(t, 401, "BadJwtType")
	w.get(limits, "").is(t, 401, "MissingJwt")
	w.post("app.bsky.video.uploadVideo", token(here, "com.atproto.repo.uploadBlob"), nil).is(t, 200, "")
}

func TestAStubIsForAPatternOfMethods(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	for pattern, body := range map[string]string{"app.bsky.*": "any", "getTimeline": "short", "app.bsky.actor.getProfile": "whole"} {
		w.does(http.MethodPost, "stubs", object{"method": pattern, "body": body})
	}
	w.get("app.bsky.feed.getPosts", token).says(t, 200, `"any"`)
	w.get("app.bsky.feed.getTimeline", token).says(t, 200, `"short"`)
	w.get("app.bsky.actor.getProfile", token).says(t, 200, `"whole"`)
	w.get(config, token).says(t, 200, `"any"`)
	w.get("com.atproto.server.getSession", token).is(t, 200, "")
}

func TestAStubAsksForAProxyHeader(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	w.does(http.MethodPost, "stubs", object{"method": messages, "proxy": "did:web:api.bsky.chat#*", "body": object{}})
	w.get(messages, token).is(t, 502, "UpstreamFailure")
	if list := w.does(http.MethodGet, "stubs", nil).raw; !strings.Contains(list, "atproto-proxy header is missing, not did:web:api.bsky.chat#*") {
		t.Errorf("the near miss is not told in %s", list)
	}
	w.proxied(messages, token, "did:web:api.bsky.chat#bsky_chat").is(t, 200, "")
}

func TestAStubFillsInTheCallerAndTheTime(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.clock.Freeze(0)
	alice := w.login("alice.test", "alice-pass")
	w.does(http.MethodPost, "stubs", object{"method": authorFeed, "auth": "optional", "body": object{"x": "{handle} {did}", "y": "{now}"}})
	now := w.clock.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	w.get(authorFeed, alice.text("accessJwt")).says(t, 200, `{"x":"alice.test `+alice.text("did")+`","y":"`+now+`"}`)
	w.get(authorFeed, "").says(t, 200, `{"x":"{handle} {did}","y":"`+now+`"}`)
}

func TestANearMissOfAStubHidesWhatUnknownHides(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	w.does(http.MethodPost, "stubs", object{"method": authorFeed})
	w.does(http.MethodPost, "limits", object{"method": authorFeed})
	w.get("app.bsky.actor."+token, token)
	for _, list := range []string{"stubs", "limits", "unknown"} {
		if r := w.does(http.MethodGet, list, nil); strings.Contains(r.raw, token[len(token)-40:]) {
			t.Errorf("%s shows the token: %s", list, r.raw)
		}
	}
}
