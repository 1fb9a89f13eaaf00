package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mockpds/internal/findings"
	"mockpds/server"
)

// secrets are what a test has said or was told that nobody else may know.
type secrets struct {
	world *world
	all   []string
}

// from notes secret fields of a reply.
func (s *secrets) from(r reply, fields ...string) reply {
	s.world.t.Helper()
	for _, f := range fields {
		if r.text(f) == "" {
			s.world.t.Fatalf("there is no %s in %d %s", f, r.status, r.raw)
		}
		s.all = append(s.all, r.text(f))
	}
	return r
}

// mailed notes the last code of a kind.
func (s *secrets) mailed(to, kind string) string {
	s.world.t.Helper()
	codes := s.world.mail(to, kind)
	if len(codes) == 0 {
		s.world.t.Fatalf("no %s mail to %s", kind, to)
	}
	code := codes[len(codes)-1]
	s.all = append(s.all, code)
	return code
}

// aWholeLife makes calls with and of secrets of every kind, in the right places and in wrong ones.
func aWholeLife(w *world) []string {
	const com = "com.atproto.server."
	s := &secrets{w, []string{
		"alice-pass", "wrong-secret", "carol-secret", "carols-next-secret",
		"bobs-admin-secret", "YWRtaW46YWRtaW4tcGFzcw==", "alic-eapp-pass-word",
		"hunter2-in-a-query",
	}}
	alice := s.from(w.login("alice.test", "alice-pass"), "accessJwt", "refreshJwt")
	w.login("alice.test", "alic-eapp-pass-word")
	w.post(com+"createSession", "", object{
		"identifier": "alice.test",
		"password":   "wrong-secret",
	}).is(w.t, 401, "AuthenticationRequired")
	w.send(http.MethodPost, "/xrpc/"+com+"createSession?password=hunter2-in-a-query", "",
		[]object{{"password": "alice-pass"}})
	alice = s.from(w.post(refreshSession, alice.text("refreshJwt"), nil), "accessJwt", "refreshJwt")
	w.get(com+"getServiceAuth?aud=did:web:other.test", alice.text("refreshJwt"))
	s.from(w.get(com+"getServiceAuth?aud=did:web:other.test", alice.text("accessJwt")), "token")
	w.get(com+"getSession?token="+url.QueryEscape(alice.text("accessJwt")), "")
	w.post(refreshSession, "", object{"refreshJwt": alice.text("refreshJwt")})
	s.from(w.post(com+"createAppPassword", alice.text("accessJwt"), object{"name": "phone"}),
		"password")
	s.from(w.post(com+"createInviteCode", admin, object{"useCount": 1}), "code")

	carol := s.from(w.post(com+"createAccount", "",
		object{"handle": "carol.test", "email": "carol@example.com", "password": "carol-secret"}),
		"accessJwt", "refreshJwt")
	w.post(com+"requestEmailConfirmation", carol.text("accessJwt"), nil).is(w.t, 200, "")
	w.post(com+"confirmEmail", carol.text("accessJwt"),
		object{
			"email": "carol@example.com",
			"token": s.mailed("carol@example.com", "confirm_email"),
		}).is(w.t, 200, "")
	w.post(com+"requestPasswordReset", "", object{"email": "carol@example.com"}).is(w.t, 200, "")
	w.post(com+"resetPassword", "", object{
		"token":    s.mailed("carol@example.com", "reset_password"),
		"password": "carols-next-secret",
	}).is(w.t, 200, "")
	w.post("com.atproto.admin.updateAccountPassword", admin,
		object{"did": carol.text("did"), "password": "bobs-admin-secret"}).is(w.t, 200, "")

	login := object{"identifier": "signin-code.test", "password": "signin-code-pass"}
	w.post(com+"createSession", "", login).is(w.t, 401, "AuthFactorTokenRequired")
	login["authFactorToken"] = s.mailed("signin-code@example.com", "sign_in")
	s.from(w.post(com+"createSession", "", login), "accessJwt", "refreshJwt")
	w.post(com+"deleteSession", alice.text("refreshJwt"), nil).is(w.t, 200, "")
	return append(s.all, "signin-code-pass")
}

func TestNoSecretIsInTheJournal(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	known := aWholeLife(w)
	if n := len(w.calls("")); n < 20 {
		t.Fatalf("only %d calls were made", n)
	}
	told := map[string]string{"follow": followed(t, w, len(w.calls("")))}
	for _, path := range []string{
		"journal", "journal.ndjson", "journal.har", "lineage", "findings", "journal/wait?n=20",
		"journal/wait?timeoutSeconds=1&method=com.example.*",
		"journal/wait?timeoutSeconds=1&method=createSession&status=418",
	} {
		told[path] = w.send(http.MethodGet, "/_mock/"+path, "", nil).raw
	}
	for path, text := range told {
		if len(text) < 100 {
			t.Errorf("%s tells only %q", path, text)
		}
		for _, secret := range known {
			if strings.Contains(text, secret) || strings.Contains(text, strings.ToLower(secret)) {
				t.Errorf("%s tells %q", path, secret)
			}
		}
	}
}

// TestNoTokenIsToldWhereverItStands puts tokens where nothing names them.
func TestNoTokenIsToldWhereverItStands(t *testing.T) {
	t.Parallel()
	log := make(lines, 1000)
	told := map[string]string{}
	w := start(t, server.Config{
		Log: slog.New(slog.NewTextHandler(log, nil)),
		Findings: func(list []findings.Finding) {
			for _, f := range list {
				told["findings at the end"] += findings.Format(f) + "\n" + f.Subject + "\n"
			}
		},
	})
	steer := func(verb, path string, body any) string { return w.send(verb, "/_mock/"+path, "", body).raw }
	steer(http.MethodPost, "faults", json.RawMessage(`{"match": {"method": "/nothing"}, "effect": {"drop": "after"}}`))
	steer(http.MethodPost, "faults", json.RawMessage(`{"match": {"method": "com.nothing.*"}, "effect": {"drop": "after"}}`))
	steer(http.MethodPost, "holds", json.RawMessage(`{"method": "com.example.*", "calls": 1, "timeout": "1ms"}`))
	token := w.login("alice.test", "alice-pass").text("refreshJwt")
	w.post("com.atproto.server.createSession", "", object{"identifier": token, "password": ""})
	w.send(http.MethodPost, "/xrpc/com.atproto.server.createSession?x="+url.QueryEscape(token), "",
		[]string{token})
	w.send(http.MethodGet, "/"+token+"/x", "", nil)
	for n := range 6 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			w.url+"/xrpc/com.example."+token, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if n == 5 {
			r.Header.Set("Atproto-Proxy", "did:key:x#y") // which nobody expects: the log is told
		}
		r.Header.Set("X-Forwarded-For", token)
		r.Header.Set("X-Any", "a "+token+" b")
		w.do(r)
	}
	for range 10 {
		told["log"] += <-log
	}
	for _, path := range []string{
		"journal", "journal.ndjson", "journal.har", "findings", "unknown", "faults", "holds",
		"journal/wait?timeoutSeconds=1&method=/nothing&status=418",
	} {
		told[path] = steer(http.MethodGet, path, nil)
	}
	w.pds.TellFindings()
	for path, text := range told {
		if len(text) < 20 {
			t.Errorf("%s tells only %q", path, text)
		}
		if strings.Contains(text, token) {
			t.Errorf("%s tells the token: %s", path, text)
		}
	}
}

// followed reads so many calls as they are followed.
func followed(t *testing.T, w *world, calls int) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/_mock/journal/follow",
		http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var text strings.Builder
	lines := bufio.NewReader(answer.Body)
	for strings.Count(text.String(), "\ndata: ") < calls {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(line)
	}
	return text.String()
}
