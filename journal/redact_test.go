package journal_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"mockpds/journal"
)

// shown is the only entry of a journal with one call.
func shown(t *testing.T, change ...func(*journal.Call)) journal.Entry {
	t.Helper()
	p := newPlay(t, journal.Options{})
	p.end(p.call("POST", "com.atproto.server.createSession", change...))
	return p.journal.Entries(journal.Filter{})[0]
}

func body(contentType, text string) func(*journal.Call) {
	return func(c *journal.Call) {
		c.RequestHeader["Content-Type"] = []string{contentType}
		c.RequestBody = []byte(text)
	}
}

func TestSecretsInBodiesAreReplacedByWhatTheyAre(t *testing.T) {
	const hidden = `"‹password, 7 characters›"`
	unknown := jwt(map[string]any{"scope": "com.atproto.refresh"})
	for name, c := range map[string]struct{ contentType, in, want string }{
		"field":                   {"application/json", `{"identifier":"alice.test", "password":"hunter2"}`, `{"identifier":"alice.test", "password":` + hidden + `}`},
		"no type":                 {"", `{"password":"hunter2"}`, `{"password":` + hidden + `}`},
		"other case":              {"application/json", `{"New_Password":"hunter2"}`, `{"New_Password":` + hidden + `}`},
		"escaped name":            {"application/json", `{"pass\u0077ord":"hunter2"}`, `{"pass\u0077ord":` + hidden + `}`},
		"escaped value":           {"application/json", `{"password":"h\u0075nter2"}`, `{"password":` + hidden + `}`},
		"two escapes, one letter": {"application/json", `{"password":"\ud83d\ude00x"}`, `{"password":"‹password, 2 characters›"}`},
		"nested":                  {"application/json", `[{"a":{"password":"hunter2"}}]`, `[{"a":{"password":` + hidden + `}}]`},
		"object for text":         {"application/json", `{"password":{"a":["hunter2"]}}`, `{"password":{"a":[` + hidden + `]}}`},
		"number":                  {"application/json", `{"password":1234567,"a":1}`, `{"password":` + hidden + `,"a":1}`},
		"constants":               {"application/json", `{"token":null,"password":true,"a":false}`, `{"token":null,"password":true,"a":false}`},
		"cut short":               {"application/json", `{"password":"hunter2`, `{"password":` + hidden},
		"cut in an escape":        {"application/json", `{"password":"hunter2\u00`, `{"password":"‹password, 10 characters›"`},
		"repeated":                {"application/json", `{"password":"hunter2","note":"is hunter2 good"}`, `{"password":` + hidden + `,"note":"is ‹password, 7 characters› good"}`},
		"JSON in a string":        {"application/json", `{"a":"{\"password\":\"hunter2\"}"}`, `{"a":"{\"password\":\"‹password, 7 characters›\"}"}`},
		"unquoted":                {"application/json", `{password: hunter2}`, `{password: ` + hidden + `}`},
		"single quotes":           {"application/json", `{'password': 'hunter2', 'a': 1}`, `{'password': "‹password, 9 characters›", 'a': 1}`},
		"quote in the text":       {"application/json", `{"password":"hun"ter2","a":1}`, `{"password":"‹password, 3 characters›""‹password, 11 characters›"}`},
		"colon behind":            {"application/json", `{"password":"hunter2":"hunter3"}`, `{"password":"‹password, 7 characters›":"‹password, 7 characters›"}`},
		"form":                    {"application/x-www-form-urlencoded", `a=1&password=hunter2&b=c`, `a=1&password=‹password, 7 characters›&b=c`},
		"form by looks":           {"text/plain", `password=hunter2`, `password=‹password, 7 characters›`},
		"text":                    {"text/plain", `my password: hunter2`, `‹text, 20 characters›`},
		"sign-in code":            {"application/json", `{"authFactorToken":"ABCDE-FGHIJ"}`, `{"authFactorToken":"‹code, 11 characters›"}`},
		"code in text":            {"text/plain", `{try ABCDE-FGHIJ`, `{try ‹code, 11 characters›`},
		"app password":            {"text/plain", `{try abcd-efgh-2345-wxyz`, `{try ‹app password, 19 characters›`},
		"codes":                   {"application/json", `{"codes":[{"code":"pds-abcde-fghij","uses":[]}],"cursor":"x"}`, `{"codes":[{"code":"‹code, 15 characters›","uses":[]}],"cursor":"x"}`},
		"list of codes":           {"application/json", `{"codes":["pds-abcde","pds-fghij"]}`, `{"codes":["‹code, 9 characters›","‹code, 9 characters›"]}`},
		"unknown token":           {"application/json", `{"a":"` + unknown + `"}`, `{"a":"‹refresh token, 168 characters›"}`},
		"half a token":            {"application/json", `{"a":"x ` + unknown[:60], `{"a":"x ‹token, 60 characters›"`},
		"bare text":               {"text/plain", `alice.test hunter2`, `‹text, 18 characters›`},
		"a string":                {"application/json", `"hunter2"`, `‹text, 9 characters›`},
		"a token alone":           {"text/plain", unknown, `‹refresh token, 168 characters›`},
		"scheme in text":          {"text/plain", `{send bearer abcdefgh now`, `{send bearer ‹credentials, 8 characters› now`},
		"multipart":               {"multipart/form-data; boundary=x", "--x\r\nhunter2", "‹multipart form, 12 bytes›"},
		"no text":                 {"application/json", "{\"password\":\"\xff\"}", "‹no text, 16 bytes›"},
		"UTF-16":                  {"application/json", "{\x00\"\x00", "‹no text, 4 bytes›"},
		"cut in a letter":         {"text/plain", "{caf\xc3", "{caf"},
		"no secret":               {"application/json", "{\"a\" : \"did:plc:x\",\n \"n\":[1,2.5e3,{}],\"s\":\"a\\u0041\"}", "{\"a\" : \"did:plc:x\",\n \"n\":[1,2.5e3,{}],\"s\":\"a\\u0041\"}"},
		"DID document":            {"application/json", `{"id":"did:plc:x","service":[{"id":"#atproto_pds","serviceEndpoint":"http://localhost:2583"}]}`, `{"id":"did:plc:x","service":[{"id":"#atproto_pds","serviceEndpoint":"http://localhost:2583"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shown(t, body(c.contentType, c.in)).Request.Body; got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSecretsInHeadersAreReplaced(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte("admin:hunter2"))
	for name, c := range map[string]struct{ name, in, want string }{
		"bearer":         {"Authorization", "Bearer secret-token", "Bearer ‹token, 12 characters›"},
		"bearer, lower":  {"Authorization", "bearer secret-token", "bearer ‹token, 12 characters›"},
		"basic":          {"Authorization", "Basic " + basic, "Basic ‹credentials, 20 characters›"},
		"no scheme":      {"Authorization", "secret-token", "‹credentials, 12 characters›"},
		"unknown scheme": {"Authorization", "secret token", "‹credentials, 12 characters›"},
		"cookie":         {"Cookie", "a=b", "‹cookie, 3 characters›"},
		"set-cookie":     {"Set-Cookie", "a=b; Secure", "‹cookie, 11 characters›"},
		"proof":          {"Dpop", "eyJabcdefgh.x.y", "‹token, 15 characters›"},
		"api key":        {"X-Api-Key", "abc", "‹secret, 3 characters›"},
		"referer":        {"Referer", "http://a.test/?token=abcdef&x=1", "http://a.test/?token=‹token, 6 characters›&x=1"},
		"cors":           {"Access-Control-Allow-Headers", "authorization,content-type", "authorization,content-type"},
		"credentials":    {"Access-Control-Allow-Credentials", "true", "true"},
		"type":           {"Content-Type", "application/json; charset=utf-8", "application/json; charset=utf-8"},
		"date":           {"Date", "Wed, 02 Jan 2030 12:00:00 GMT", "Wed, 02 Jan 2030 12:00:00 GMT"},
	} {
		t.Run(name, func(t *testing.T) {
			e := shown(t, func(call *journal.Call) {
				call.RequestHeader = map[string][]string{c.name: {c.in}}
			})
			if got := e.Request.Headers[0].Value; got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSecretsInTheRequestLineAreReplaced(t *testing.T) {
	token := jwt(map[string]any{"scope": "com.atproto.access"})
	e := shown(t, func(c *journal.Call) {
		c.Path, c.Query = "/xrpc/"+token, "a=b%20c&token=x%2Fy&auth="+token
	})
	if want := "/xrpc/‹access token, 166 characters›"; e.Path != want {
		t.Errorf("path is %s, want %s", e.Path, want)
	}
	if want := "a=b%20c&token=‹token, 3 characters›&auth=‹access token, 166 characters›"; e.Query != want {
		t.Errorf("query is %s, want %s", e.Query, want)
	}
}

func TestTokensThatWereMintedHereAreShownByName(t *testing.T) {
	p := newPlay(t, journal.Options{})
	g1 := p.login("alice.test", "")
	g2 := p.refresh(g1)
	entries := p.journal.Entries(journal.Filter{})
	login, refresh := entries[0], entries[1]
	for _, want := range []string{`"accessJwt":"‹alice#1/g1 access›"`, `"refreshJwt":"‹alice#1/g1 refresh›"`} {
		if !strings.Contains(login.Reply.Body, want) {
			t.Errorf("the login's reply is %s, without %s", login.Reply.Body, want)
		}
	}
	if got := refresh.Request.Headers[0]; got.Value != "Bearer ‹alice#1/g1 refresh›" {
		t.Errorf("the refresh came with %v", got)
	}
	if !strings.Contains(refresh.Reply.Body, "‹alice#1/g2 refresh›") || strings.Contains(refresh.Reply.Body, g2.refresh) {
		t.Errorf("the refresh's reply is %s", refresh.Reply.Body)
	}
	if refresh.Session != "alice#1" || refresh.Generation != 1 || refresh.Minted != "alice#1/g2" || refresh.Token != journal.KindRefresh {
		t.Errorf("the refresh is of %s/g%d, %s, minted %s", refresh.Session, refresh.Generation, refresh.Token, refresh.Minted)
	}
}

func TestASecretThatAnErrorRepeatsIsTakenOutThereToo(t *testing.T) {
	e := shown(t, func(c *journal.Call) {
		c.RequestHeader["Authorization"] = []string{"Hunter2000 x"}
		c.Status, c.ReplyBody = 400, []byte(`{"error":"InvalidToken","message":"Unsupported authorization type: Hunter2000"}`)
	})
	if want := "Unsupported authorization type: ‹credentials, 10 characters›"; e.Message != want {
		t.Errorf("message is %q", e.Message)
	}
	if strings.Contains(e.Reply.Body, "Hunter2000") {
		t.Errorf("body is %q", e.Reply.Body)
	}
	e = shown(t, posts(`{"password":"correct horse"}`), func(c *journal.Call) {
		c.ReplyHeader = map[string][]string{"Location": {"/login/correct+horse"}}
	})
	if got := e.Reply.Headers[0].Value; got != "/login/‹password, 13 characters›" {
		t.Errorf("location is %q", got)
	}
}

func TestTheKindOfATokenIsReadWhereNobodySaysIt(t *testing.T) {
	for name, c := range map[string]struct {
		header string
		want   journal.TokenKind
	}{
		"none":     {"", journal.KindNone},
		"basic":    {"Basic YTpi", journal.KindBasic},
		"access":   {"Bearer " + jwt(map[string]any{"scope": "com.atproto.appPass"}), journal.KindAccess},
		"refresh":  {"Bearer " + jwt(map[string]any{"scope": "com.atproto.refresh"}), journal.KindRefresh},
		"service":  {"Bearer " + jwt(map[string]any{"iss": "did:plc:x", "aud": "did:web:y"}), journal.KindService},
		"nonsense": {"Bearer x.y.z", journal.KindUnreadable},
		"list":     {"Bearer x.W10.z", journal.KindUnreadable},
		"garbage":  {"garbage", journal.KindUnreadable},
	} {
		t.Run(name, func(t *testing.T) {
			e := shown(t, func(call *journal.Call) {
				if c.header != "" {
					call.RequestHeader["Authorization"] = []string{c.header}
				}
			})
			if e.Token != c.want {
				t.Errorf("kind is %s, want %s", e.Token, c.want)
			}
		})
	}
}
