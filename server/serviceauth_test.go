package server_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"mockpds/server"
	"mockpds/tokens"
)

const (
	getServiceAuth    = "com.atproto.server.getServiceAuth"
	reserveSigningKey = "com.atproto.server.reserveSigningKey"
	createAccount     = "com.atproto.server.createAccount"
)

// serviceAuth asks for a service token.
func (w *world) serviceAuth(token, audience, method, expires string) reply {
	w.t.Helper()
	query := url.Values{"aud": {audience}}
	for key, value := range map[string]string{"lxm": method, "exp": expires} {
		if value != "" {
			query.Set(key, value)
		}
	}
	return w.get(getServiceAuth+"?"+query.Encode(), token)
}

// in writes a moment from now as a service token's expiration.
func (w *world) in(d time.Duration) string {
	return strconv.FormatInt(w.clock.Now().Add(d).Unix(), 10)
}

func TestWhichServiceTokensCanBeHad(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.clock.Freeze(0)
	alice := w.login("alice.test", "alice-pass").text("accessJwt")
	const service, upload = "did:web:example.com", "com.atproto.repo.uploadBlob"
	tests := []struct {
		name, audience, method, expires string
		status                          int
		err                             string
	}{
		{"for one method", service, upload, "", 200, ""},
		{"for any method", service, "", "", 200, ""},
		{"for a privileged method", service, "chat.bsky.convo.getLog", "", 200, ""},
		{"for a protected method", service, "com.atproto.server.getSession", "", 400, "InvalidRequest"},
		{"for a protected method in upper case", service, "COM.atproto.server.updateEmail", "", 400, "InvalidRequest"},
		{"for no method", service, "nonsense", "", 400, "InvalidRequest"},
		{"for half an hour", service, upload, w.in(30 * time.Minute), 200, ""},
		{"for an hour", service, upload, w.in(time.Hour), 200, ""},
		{"for more than an hour", service, upload, w.in(time.Hour + time.Second), 400, "BadExpiration"},
		{"for any method and a minute", service, "", w.in(time.Minute), 200, ""},
		{"for any method and more", service, "", w.in(61 * time.Second), 400, "BadExpiration"},
		{"for yesterday", service, upload, w.in(-24 * time.Hour), 400, "BadExpiration"},
		{"until 1970, which nobody looks at", service, upload, "0", 200, ""},
		{"until the end of time", service, upload, "9007199254740991", 400, "BadExpiration"},
		{"until before all time", service, upload, "-9007199254740991", 400, "BadExpiration"},
		{"until a word", service, upload, "tomorrow", 400, "InvalidRequest"},
		{"to nobody", "", upload, "", 400, "InvalidRequest"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.serviceAuth(alice, test.audience, test.method, test.expires).is(t, test.status, test.err)
		})
	}
}

func TestToWhomAServiceTokenCanBeMadeOut(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass").text("accessJwt")
	good := []string{
		"did:plc:abcdefghijklmnopqrstuvwx", "did:web:example.com", "did:web:a", "did:web:_a.B-", "did:web:%41.com",
		"did:web:localhost", "did:web:localhost%3A3000", "did:web:localhost%3A", "did:web:127.0.0.1", "did:web:a..b",
		"did:web:example.com#svc", "did:plc:abcdefghijklmnopqrstuvwx#a/b?c%41~!$&'()*+,;=:@",
	}
	bad := []string{
		"example.com", "did:key:zQ3sh", "did:plc:abc", "did:plc:abcdefghijklmnopqrstuvw1", "did:plc:ABCDEFGHIJKLMNOPQRSTUVWX",
		"did:web:", "did:web:a:b", "did:web:a:", "did:web:a%3A443", "did:web:localhost%3A65536", "did:web:localhost%3Ax",
		"did:web:a%2Fb", "did:web:a%20b", "did:web:a%2", "did:web:a%zz", "did:web:1.2.3.4.5", "did:web:256.1.1.1", "did:web:a.09",
		"did:web:a.1", "did:web:08", "did:web:4294967296", "did:web:0x7f.1", "did:web:%FF", "did:web:a b",
		"did:web:a#", "did:web:a#b#c", "did:web:a#b c", "did:web:a#[", "did:web:a#%4", "did:web:a#é", "#a", "Did:web:a",
	}
	for _, audience := range good {
		w.serviceAuth(alice, audience, "", "").is(t, http.StatusOK, "")
	}
	for _, audience := range bad {
		if got := w.serviceAuth(alice, audience, "", ""); got.status != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", audience, got.status, got.raw)
		}
	}
}

func TestAServiceTokenIsSignedWithTheAccountsKey(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	token, err := tokens.ParseServiceToken(w.serviceAuth(alice.text("accessJwt"), "did:web:a.com#svc", "com.example.read", "").text("token"))
	if err != nil {
		t.Fatal(err)
	}
	methods, _ := w.get(recommended, alice.text("accessJwt")).json["verificationMethods"].(object)
	key, err := tokens.ParseDIDKey(methods["atproto"].(string))
	if err != nil {
		t.Fatal(err)
	}
	if err := token.VerifySignature(key.PublicKey()); err != nil {
		t.Error(err)
	}
	if token.Issuer != alice.text("did") || token.Audience != "did:web:a.com#svc" || token.Method != "com.example.read" {
		t.Errorf("the token says %+v", token)
	}
	if token.Expired(w.clock.Now()) || !token.Expired(w.clock.Now().Add(2*time.Minute)) {
		t.Error("the token is not good for a minute")
	}
}

func TestWhoCanHaveServiceTokensForWhat(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass").text("accessJwt")
	passwords := map[string]string{}
	for _, name := range []string{"plain", "privileged"} {
		made := w.post("com.atproto.server.createAppPassword", alice, object{"name": name, "privileged": name == "privileged"})
		passwords[name] = made.text("password")
	}
	plain := w.login("alice.test", passwords["plain"]).text("accessJwt")
	privileged := w.login("alice.test", passwords["privileged"]).text("accessJwt")
	takendown := w.post("com.atproto.server.createSession", "",
		object{"identifier": "takendown.test", "password": "takendown-pass", "allowTakendown": true}).text("accessJwt")
	tests := []struct {
		name, token, method string
		status              int
		err                 string
	}{
		{"plain app password", plain, "com.example.read", 200, ""},
		{"plain app password, chat", plain, "chat.bsky.convo.sendMessage", 400, "InvalidRequest"},
		{"plain app password, moving away", plain, createAccount, 400, "InvalidRequest"},
		{"privileged app password, chat", privileged, "chat.bsky.convo.sendMessage", 200, ""},
		{"taken down", takendown, "com.example.read", 400, "InvalidToken"},
		{"taken down, any method", takendown, "", 400, "InvalidToken"},
		{"taken down, moving away", takendown, createAccount, 400, "InvalidRequest"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.serviceAuth(test.token, "did:web:example.com", test.method, "").is(t, test.status, test.err)
		})
	}
}

func TestAReservedKeyIsKeptForADIDUntilItMovesHere(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	reserve := func(body object) string { return w.post(reserveSigningKey, "", body).text("signingKey") }
	if first, second := reserve(object{}), reserve(object{}); first == second {
		t.Error("two reserved keys are equal")
	}
	alice := w.login("alice.test", "alice-pass")
	did := alice.text("did")
	reserved := reserve(object{"did": did})
	if again := reserve(object{"did": did}); reserved == "" || again != reserved {
		t.Errorf("the key is %q and then %q", reserved, again)
	}

	w.post(updateHandle, alice.text("accessJwt"), object{"handle": "alice-two.test"}).is(t, http.StatusOK, "")
	pass := w.serviceAuth(alice.text("accessJwt"), w.pds.ServiceDID(), createAccount, "").text("token")
	w.post(adminDeleteAccount, admin, object{"did": did}).is(t, http.StatusOK, "")
	moved := w.post(createAccount, pass, object{"did": did, "handle": "alice-three.test", "email": "a@example.com", "password": "pw"})
	moved.is(t, http.StatusOK, "")
	if document, _ := moved.json["didDoc"].(object); claimed(document) != "at://alice-two.test" {
		t.Errorf("the document that was brought along says %s", claimed(document))
	}
	if after := reserve(object{"did": did}); after == reserved {
		t.Error("the key is still reserved")
	}
}
