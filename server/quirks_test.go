package server_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/journal"
	"mockpds/internal/quirks"
	"mockpds/server"
	"mockpds/tokens"
)

// A quirkCase makes the calls that show a quirk, and returns the reply that it changes.
type quirkCase struct {
	call   func(w *world) reply
	status int
	body   string // a part of it
	absent string // another text, which must not be in it
}

func login(w *world) reply   { return w.login("alice.test", "alice-pass") }
func refresh(w *world) reply { return w.post(refreshSession, login(w).text("refreshJwt"), nil) }

func wrongPassword(w *world) reply {
	return w.post(createSession, "", object{"identifier": "alice.test", "password": "wrong"})
}

func expired(w *world) reply {
	token := login(w).text("accessJwt")
	w.pass(4 * time.Hour)
	return w.get(getSession, token)
}

func revoked(w *world) reply {
	token := login(w).text("refreshJwt")
	w.post("com.atproto.server.deleteSession", token, nil).is(w.t, http.StatusOK, "")
	return w.post(refreshSession, token, nil)
}

func usedTwice(w *world) reply {
	token := login(w).text("refreshJwt")
	w.post(refreshSession, token, nil).is(w.t, http.StatusOK, "")
	return w.post(refreshSession, token, nil)
}

func wrongKind(w *world) reply { return w.get(getSession, login(w).text("refreshJwt")) }
func garbage(w *world) reply   { return w.get(getSession, "garbage") }
func noToken(w *world) reply   { return w.get(getSession, "") }

func takenDown(w *world) reply {
	return w.post(createSession, "", object{"identifier": "takendown.test", "password": "takendown-pass", "allowTakendown": true})
}

func secondFactor(w *world) reply {
	return w.post(createSession, "", object{"identifier": "signin-code.test", "password": "signin-code-pass"})
}

// quirkCases has a case for each quirk.
func quirkCases() map[string]quirkCase {
	logout := func(w *world) reply {
		return w.post("com.atproto.server.deleteSession", login(w).text("refreshJwt"), nil)
	}
	afterRefresh := func(w *world) reply {
		s := login(w)
		w.post(refreshSession, s.text("refreshJwt"), nil).is(w.t, http.StatusOK, "")
		return w.get(getSession, s.text("accessJwt"))
	}
	switchCodes := func(w *world) reply {
		token := login(w).text("accessJwt")
		w.post(updateEmail, token, object{"email": "alice@example.com", "emailAuthFactor": true})
		return w.get(getSession, token)
	}
	lives := func(w *world) reply {
		said := claims(w.t, login(w).text("accessJwt"))
		life, _ := said["exp"].(float64)
		issued, _ := said["iat"].(float64)
		return reply{status: 200, raw: asJSON(w.t, life-issued)}
	}
	return map[string]quirkCase{
		"no-did-doc":                {refresh, 200, `"handle"`, "didDoc"},
		"did-doc-at-sign-up":        {signUpThenIn, 200, `[true,false]`, ""},
		"refresh-bare":              {refresh, 200, `"didDoc"`, "email"},
		"no-status":                 {login, 200, `"email"`, `"active"`},
		"email-auth-factor-always":  {login, 200, `"emailAuthFactor":false`, ""},
		"expired-401":               {expired, 401, `{"error":"ExpiredToken","message":"Token has expired"}`, ""},
		"expired-bad-jwt":           {expired, 400, "{\"error\":\"InvalidRequest\",\"message\":\"BadJwt: `Token has expired`\"}", ""},
		"expired-wording":           {expired, 400, `{"error":"ExpiredToken","message":"*"}`, ""},
		"expired-wording-is":        {expired, 400, `"Token is expired"`, ""},
		"expired-wording-exp":       {expired, 400, `"bad exp"`, ""},
		"expired-www-auth":          {wwwAuthenticate, 400, `Bearer error="invalid_token", error_description="Token has expired"`, ""},
		"revoked-401":               {revoked, 401, `{"error":"AuthenticationFailed","message":"Invalid refresh token"}`, ""},
		"refresh-single-use":        {usedTwice, 400, `{"error":"InvalidToken"}`, ""},
		"access-dies-on-refresh":    {afterRefresh, 400, `"InvalidToken"`, ""},
		"two-factor-400":            {secondFactor, 400, `{"error":"AuthFactorTokenRequired"}`, ""},
		"two-factor-hyphen":         {secondFactor, 400, "A sign-in code has been sent", ""},
		"sign-in-codes":             {switchCodes, 200, `"emailAuthFactor":true`, ""},
		"login-limit-100-a-day":     {login, 200, "", ""},
		"entryway-tokens":           {audiences, 200, `["did:web:pds.test%3A2583","did:web:localhost"]`, ""},
		"token-typ-jwt":             {header, 200, `{"alg":"ES256K","typ":"JWT"}`, ""},
		"token-no-typ":              {header, 200, `{"alg":"ES256K"}`, ""},
		"token-kid":                 {header, 200, `{"alg":"ES256K","kid":"1","typ":"at+jwt"}`, ""},
		"access-jti":                {sharedID, 200, "true", ""},
		"wrong-token-type":          {wrongKind, 400, `{"error":"InvalidToken","message":"Invalid token type"}`, ""},
		"login-400":                 {wrongPassword, 400, `{"error":"InvalidRequest"}`, ""},
		"login-invalid":             {wrongPassword, 400, `"InvalidLogin"`, ""},
		"login-failed":              {wrongPassword, 401, `"AuthenticationFailed"`, ""},
		"errors-text":               {garbage, 401, "invalid jwt", "{"},
		"no-message":                {noToken, 401, `{"error":"AuthMissing"}`, ""},
		"no-token-unauthorized":     {noToken, 401, `{"error":"Unauthorized"}`, ""},
		"logout-needs-access-token": {logout, 400, `{"error":"InvalidToken"}`, ""},
		"takendown-name":            {takedownOf, 400, `"AccountTakendown"`, ""},
		"no-allow-takendown":        {takenDown, 401, `"AccountTakedown"`, ""},
		"short-lives":               {lives, 200, "10800", ""},
	}
}

func wwwAuthenticate(w *world) reply {
	r := expired(w)
	return reply{status: r.status, raw: r.header.Get("WWW-Authenticate")}
}

// signUpThenIn tells whether there is a didDoc in the replies to a sign-up and to a log-in.
func signUpThenIn(w *world) reply {
	up := w.signUp("nina.test")
	in := w.login("nina.test", "nina.test")
	return reply{status: in.status, raw: asJSON(w.t, []any{up.json["didDoc"] != nil, in.json["didDoc"] != nil})}
}

// header is that of an access token, which is then used, and its refresh token, too.
func header(w *world) reply {
	s := login(w)
	w.get(getSession, s.text("accessJwt")).is(w.t, http.StatusOK, "")
	w.post(refreshSession, s.text("refreshJwt"), nil).is(w.t, http.StatusOK, "")
	encoded, _, _ := strings.Cut(s.text("accessJwt"), ".")
	return reply{status: s.status, raw: string(tokens.DecodeBase64(encoded))}
}

// sharedID tells whether both tokens of a log-in have the same jti.
func sharedID(w *world) reply {
	s := login(w)
	w.get(getSession, s.text("accessJwt")).is(w.t, http.StatusOK, "")
	return reply{status: s.status, raw: asJSON(w.t, claims(w.t, s.text("accessJwt"))["jti"] == claims(w.t, s.text("refreshJwt"))["jti"])}
}

// audiences are those of the tokens of a log-in to an account that lives elsewhere.
func audiences(w *world) reply {
	w.mock(http.MethodPatch, "accounts/alice.test", object{"host": "https://pds.test:2583"}).is(w.t, http.StatusOK, "")
	s := login(w)
	w.get(getSession, s.text("accessJwt")).is(w.t, http.StatusOK, "")
	return reply{status: s.status, raw: asJSON(w.t, []any{
		claims(w.t, s.text("accessJwt"))["aud"], claims(w.t, s.text("refreshJwt"))["aud"],
	})}
}

func takedownOf(w *world) reply {
	return w.post(createSession, "", object{"identifier": "takendown.test", "password": "takendown-pass"})
}

func TestEachQuirkChangesTheReplyThatItSays(t *testing.T) {
	t.Parallel()
	cases := quirkCases()
	for _, q := range quirks.All().Quirks {
		c, ok := cases[q.Name]
		if !ok {
			t.Errorf("%s has no case", q.Name)
			continue
		}
		t.Run(q.Name, func(t *testing.T) {
			t.Parallel()
			with := start(t, server.Config{Quirks: []string{q.Name}})
			got := c.call(with)
			if got.status != c.status || !strings.Contains(got.raw, c.body) || c.absent != "" && strings.Contains(got.raw, c.absent) {
				t.Errorf("%d %s", got.status, got.raw)
			}
			seen := with.calls("")
			if !slices.ContainsFunc(seen, func(c journal.Call) bool { return slices.Contains(c.Quirks, q.Name) }) {
				t.Errorf("no call in the journal names it")
			}
			truth := c.call(start(t, server.Config{}))
			if truth.status == got.status && truth.raw == got.raw {
				t.Errorf("without the quirk the reply is the same: %s", truth.raw)
			}
		})
	}
}

func TestALoginLimitOfAQuirkStandsInThePlaceOfTheOthers(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{Quirks: []string{"login-limit-100-a-day"}})
	r := login(w)
	if policy := r.header.Get("RateLimit-Policy"); policy != "100;w=86400" {
		t.Errorf("policy %q", policy)
	}
}

func TestQuirksAreSwitchedAndAResetBringsThoseOfTheFileBack(t *testing.T) {
	t.Parallel()
	world, err := server.LoadWorld("w.yaml", []byte("accounts: [{handle: alice.test, password: alice-pass}]\nprofile: pds-default\nquirks: [no-message]"), fixtures.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, server.Config{World: &world, Quirks: []string{"expired-401"}})
	on := func() string {
		var list struct{ On []string }
		_ = json.Unmarshal([]byte(w.send(http.MethodGet, "/_mock/quirks", "", nil).raw), &list)
		return strings.Join(list.On, " ")
	}
	const first = "expired-401 did-doc-at-sign-up no-message"
	if got := on(); got != first {
		t.Errorf("at the start %q", got)
	}
	w.mock(http.MethodPost, "quirks", object{"set": []string{"pds-0.4", "refresh-bare"}}).is(t, http.StatusOK, "")
	if got := on(); got != "refresh-bare wrong-token-type" {
		t.Errorf("switched %q", got)
	}
	r := w.mock(http.MethodPost, "quirks", object{"set": []string{"expired-402"}})
	r.is(t, http.StatusBadRequest, "InvalidRequest")
	if !strings.Contains(r.raw, `did you mean \"expired-401\"`) || on() != "refresh-bare wrong-token-type" {
		t.Errorf("%s, on %q", r.raw, on())
	}
	w.mock(http.MethodPost, "reset", nil).is(t, http.StatusOK, "")
	if got := on(); got != first {
		t.Errorf("after a reset %q", got)
	}
}

func TestAFixtureFileWithAnUnknownQuirkIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"quirks: [no-diddoc]", "profile: cocon", "profile: no-did-doc", "quirks: [1]"} {
		_, err := server.LoadWorld("w.yaml", []byte("accounts: []\n"+text), fixtures.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), "w.yaml:2:") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTheSchemaKnowsEveryQuirk(t *testing.T) {
	t.Parallel()
	var schema struct {
		Properties struct {
			Profile struct{ Enum []string }
			Quirks  struct{ Items struct{ Enum []string } }
		}
	}
	if err := json.Unmarshal(fixtures.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, q := range quirks.All().Quirks {
		names = append(names, q.Name)
	}
	profiles := quirks.ProfileNames()
	if !slices.Equal(schema.Properties.Profile.Enum, profiles) || !slices.Equal(schema.Properties.Quirks.Items.Enum, append(names, profiles...)) {
		t.Errorf("the schema has %v and %v", schema.Properties.Profile.Enum, schema.Properties.Quirks.Items.Enum)
	}
}

func TestAllQuirksThatMatchAReplyApply(t *testing.T) {
	t.Parallel()
	on := []string{"expired-401", "expired-wording", "expired-www-auth"}
	w := start(t, server.Config{Quirks: on})
	r := expired(w)
	if r.status != http.StatusUnauthorized || r.text("message") != "*" || r.header.Get("WWW-Authenticate") == "" {
		t.Errorf("%d %s %v", r.status, r.raw, r.header)
	}
	seen := w.calls("")
	if last := seen[len(seen)-1]; !slices.Equal(last.Quirks, on) {
		t.Errorf("the journal names %v", last.Quirks)
	}
}
