package journal_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"mockpds/internal/journal"
)

// shown is the only entry of a journal with one call.
func shown(t *testing.T, change ...func(*journal.RawCall)) journal.Call {
	t.Helper()
	p := newPlay(t, journal.Options{})
	p.end(p.call("POST", "com.atproto.server.createSession", change...))
	return p.journal.Entries(journal.Filter{})[0]
}

func body(contentType, text string) func(*journal.RawCall) {
	return func(c *journal.RawCall) {
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
		"single quotes":           {"application/json", `{'password': 'hunter2', 'a': 1}`, `{'password': "‹password, 7 characters›", 'a': 1}`},
		"quote in the text":       {"application/json", `{"password":"hun"ter2","a":1}`, `{"password":"‹password, 3 characters›""‹password, 11 characters›"}`},
		"colon behind":            {"application/json", `{"password":"hunter2":"hunter3"}`, `{"password":"‹password, 7 characters›":"‹password, 7 characters›"}`},
		"form":                    {"application/x-www-form-urlencoded", `a=1&password=hunter2&b=c`, `a=1&password=‹password, 7 characters›&b=c`},
		"form by looks":           {"text/plain", `password=hunter2`, `password=‹password, 7 characters›`},
		"text":                    {"text/plain", `my password: hunter2`, `‹text, 20 characters›`},
		"sign-in code":            {"application/json", `{"authFactorToken":"ABCDE-FGHIJ"}`, `{"authFactorToken":"‹code, 11 characters›"}`},
		"code in text":            {"text/plain", `{"a":try ABCDE-FGHIJ`, `{"a":try ‹code, 11 characters›`},
		"app password":            {"text/plain", `{"a":try abcd-efgh-2345-wxyz`, `{"a":try ‹app password, 19 characters›`},
		"codes":                   {"application/json", `{"codes":[{"code":"pds-abcde-fghij","uses":[]}],"cursor":"x"}`, `{"codes":[{"code":"‹code, 15 characters›","uses":[]}],"cursor":"x"}`},
		"list of codes":           {"application/json", `{"codes":["pds-abcde","pds-fghij"]}`, `{"codes":["‹code, 9 characters›","‹code, 9 characters›"]}`},
		"unknown token":           {"application/json", `{"a":"` + unknown + `"}`, `{"a":"‹refresh token, 168 characters›"}`},
		"half a token":            {"application/json", `{"a":"x ` + unknown[:60], `{"a":"x ‹token, 60 characters›"`},
		"bare text":               {"text/plain", `alice.test hunter2`, `‹text, 18 characters›`},
		"a string":                {"application/json", `"hunter2"`, `‹text, 9 characters›`},
		"a token alone":           {"text/plain", unknown, `‹refresh token, 168 characters›`},
		"scheme in text":          {"text/plain", `{"a":send bearer abcdefgh now`, `{"a":send bearer ‹credentials, 8 characters› now`},
		"multipart":               {"multipart/form-data; boundary=x", "--x\r\nhunter2", "‹multipart form, 12 bytes›"},
		"no text":                 {"application/json", "{\"password\":\"\xff\"}", "‹no text, 16 bytes›"},
		"UTF-16":                  {"application/json", "{\x00\"\x00", "‹no text, 4 bytes›"},
		"cut in a letter":         {"text/plain", "{\"a\":caf\xc3", "{\"a\":caf"},
		"space before the colon":  {"application/json", "{\"identifier\" : \"alice.test\",\t\"password\"\t:\n\"hunter2\"}", "{\"identifier\" : \"alice.test\",\t\"password\"\t:\n" + hidden + "}"},
		"space after the colon":   {"application/json", `{"password": "hunter2", "identifier": "alice.test"}`, `{"password": ` + hidden + `, "identifier": "alice.test"}`},
		"a bracket in the text":   {"application/json", `{"password": "}hunter", "token" : "]ab,c&d"}`, `{"password": ` + hidden + `, "token" : "‹token, 7 characters›"}`},
		"space in a list":         {"application/json", `{"codes": [ "x" , "y" ]}`, `{"codes": [ "‹code, 1 characters›" , "‹code, 1 characters›" ]}`},
		"number after a space":    {"application/json", `{"pin" : 1234 , "a" : 1}`, `{"pin" : "‹code, 4 characters›" , "a" : 1}`},
		"a comment":               {"application/json", `{"password"/* x */: /* y */ "hunter2", "a": 1}`, `{"password":  ` + hidden + `, "a": 1}`},
		"no value yet":            {"application/json", `{"password":,"hunter2"}`, `{"password":,` + hidden + `}`},
		"JSON sent as a form":     {"application/x-www-form-urlencoded", `{"password": "a&b=c%d", "a": 1}`, `{"password": ` + hidden + `, "a": 1}`},
		"a form with spaces":      {"text/plain", "a=b\r\npassword hunter2", `‹text, 21 characters›`},
		"a form without names":    {"text/plain", "a=b&hunter2", `a=b&‹text, 7 characters›`},
		"no form":                 {"application/x-www-form-urlencoded", "hunter2", `‹text, 7 characters›`},
		"a list":                  {"application/json", `["alice.test", {"a": "b"}, ["hunter2"]]`, `["‹text, 10 characters›", {"a": "b"}, ["‹text, 7 characters›"]]`},
		"an object of no names":   {"application/json", `{"alice.test", "hunter2"}`, `{"‹text, 10 characters›", "‹text, 7 characters›"}`},
		"no names, no quotes":     {"application/json", `{alice.test, hunter2} hunter3`, `{"‹text, 19 characters›"} ‹text, 7 characters›`},
		"a pair":                  {"application/json", `{"a": [["password", "hunter2"]]}`, `{"a": [["password", ` + hidden + `]]}`},
		"name and value":          {"application/json", `[{"name": "password", "value": "hunter2"}]`, `[{"name": "password", "value": ` + hidden + `}]`},
		"value and name":          {"application/json", `[{"value": "hunter2", "name": "password"}]`, `[{"value": ` + hidden + `, "name": "password"}]`},
		"other names":             {"application/json", `{"pass":"hunter2","pwd":"hunter2","passwort":"hunter2","pw":"hunter2","user_pass":"hunter2"}`, `{"pass":` + hidden + `,"pwd":` + hidden + `,"passwort":` + hidden + `,"pw":` + hidden + `,"user_pass":` + hidden + `}`},
		"auth":                    {"application/json", `{"auth":"hunter2"}`, `{"auth":"‹credentials, 7 characters›"}`},
		"beside an underscore":    {"application/json", `{"a":"x_abcd-efgh-2345-wxyz_ABCDE-FGHIJ"}`, `{"a":"x_‹app password, 19 characters›_‹code, 11 characters›"}`},
		"encoded in a text":       {"application/json", `{"a":"b?password%253Dhunter2"}`, `{"a":"b?password=‹password, 7 characters›"}`},
		"a mark that is sent":     {"text/plain", `‹hunter2›`, `‹text, 9 characters›`},
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

func TestAReplyIsShownAsItIsButForItsSecrets(t *testing.T) {
	for in, want := range map[string]string{
		"<style>a { b: url(//c/d); /* e */ }</style><a href=\"/f?g=h\">": "<style>a { b: url(//c/d); /* e */ }</style><a href=\"/f?g=h\">",
		"{ /* password: hunter2 */ // eyJabcdefgh.x.y":                   "{ /* password: ‹password, 10 characters› // ‹token, 15 characters›",
		`{"password": /* hunter2 */ "x"}`:                                `{"password":  "‹password, 1 characters›"}`,
		"no password: hunter2 is none":                                   "no password: ‹password, 15 characters›",
	} {
		if got := shown(t, replies(200, in)).Reply.Body; got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
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
		"short name":     {"X-Pw", "abc", "‹password, 3 characters›"},
		"api key":        {"X-Api-Key", "abc", "‹secret, 3 characters›"},
		"referer":        {"Referer", "http://a.test/?token=abcdef&x=1", "http://a.test/?token=‹token, 6 characters›&x=1"},
		"referer, coded": {"Referer", "http://a.test/?u=%2Fcb%3Fpassword%3Dhunter2", "http://a.test/?u=/cb?password=‹password, 7 characters›"},
		"in a URL":       {"Referer", "http://admin:hunter2@a.test/", "http://‹credentials, 13 characters›@a.test/"},
		"subprotocol":    {"Sec-Websocket-Protocol", "bearer, hunter2", "‹credentials, 15 characters›"},
		"cors":           {"Access-Control-Allow-Headers", "authorization,content-type", "authorization,content-type"},
		"credentials":    {"Access-Control-Allow-Credentials", "true", "true"},
		"type":           {"Content-Type", "application/json; charset=utf-8", "application/json; charset=utf-8"},
		"date":           {"Date", "Wed, 02 Jan 2030 12:00:00 GMT", "Wed, 02 Jan 2030 12:00:00 GMT"},
	} {
		t.Run(name, func(t *testing.T) {
			e := shown(t, func(call *journal.RawCall) {
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
	const shownToken = "‹access token, 166 characters›"
	for name, c := range map[string]struct{ path, query, wantPath, wantQuery string }{
		"tokens":            {"/xrpc/" + token, "a=b%20c&token=x%2Fy&auth=" + token, "/xrpc/" + shownToken, "a=b%20c&token=‹token, 3 characters›&auth=" + shownToken},
		"nothing":           {"/a%20b/%zz/c+d", "a=b%20c&d=%zz&e", "/a%20b/%zz/c+d", "a=b%20c&d=%zz&e"},
		"mailed code":       {"/confirm/abcde-fghij", "c=ABcde-fghij", "/confirm/‹code, 11 characters›", "c=‹code, 11 characters›"},
		"beside underscore": {"/x_abcd-efgh-2345-wxyz", "", "/x_‹app password, 19 characters›", ""},
		"coded twice":       {"/a%253Fpassword%253Dhunter2", "a=%252Fcb%253Fpassword%253Dhunter2", "/a?password=‹password, 7 characters›", "a=/cb?password%3D‹password, 7 characters›"},
		"coded name":        {"/", "pass%2577ord=hunter2", "/", "pass%2577ord=‹password, 7 characters›"},
		"what is left":      {"/", "next=Bearer%20abcdefghij%20100%2525%20abcd%252Defgh%252D2345%252Dwxyz", "/", "next=Bearer ‹credentials, 10 characters› 100%25 ‹app password, 19 characters›"},
	} {
		t.Run(name, func(t *testing.T) {
			e := shown(t, func(call *journal.RawCall) { call.Path, call.Query = c.path, c.query })
			if e.Path != c.wantPath || e.Query != c.wantQuery {
				t.Errorf("\n got %s?%s\nwant %s?%s", e.Path, e.Query, c.wantPath, c.wantQuery)
			}
		})
	}
}

func TestAnIdentifierThatIsNoNameMayBeAPassword(t *testing.T) {
	const horse = "‹identifier, 13 characters›"
	for identifier, want := range map[string]string{
		"alice.test": "alice.test", " @alice.test": " @alice.test", "did:web:a.test": "did:web:a.test", "alice@example.com": "alice@example.com",
		"hunter2": "‹identifier, 7 characters›", "correct horse": horse, "a.b c": "‹identifier, 5 characters›",
	} {
		for _, text := range []string{`{"identifier":"` + identifier + `"}`, `{"identifier" : "` + identifier + `", "password" : ""}`} {
			if got := shown(t, posts(text)).Request.Body; got != strings.Replace(text, identifier, want, 1) {
				t.Errorf("%s is shown as %s", text, got)
			}
		}
	}
	p := newPlay(t, journal.Options{})
	for range 5 {
		p.end(p.call("POST", "com.atproto.server.createSession", posts(`{"identifier":"correct horse"}`), refused(401, "AuthenticationRequired")))
	}
	found := p.journal.Findings()
	if len(found) != 1 || found[0].Subject != horse || !strings.HasPrefix(found[0].Happened, horse+": createSession was answered") {
		t.Errorf("found %+v", found)
	}
	p = newPlay(t, journal.Options{})
	p.end(p.call("POST", "com.example.createSession", posts(`{"identifier":"hunter2"}`)))
	if got := p.journal.Entries(journal.Filter{})[0].Request.Body; got != `{"identifier":"hunter2"}` {
		t.Errorf("elsewhere an identifier is shown as %s", got)
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
	e := shown(t, func(c *journal.RawCall) {
		c.RequestHeader["Authorization"] = []string{"Hunter2000 x"}
		c.Status, c.ReplyBody = 400, []byte(`{"error":"InvalidToken","message":"Unsupported authorization type: Hunter2000"}`)
	})
	if want := "Unsupported authorization type: ‹credentials, 10 characters›"; e.Message != want {
		t.Errorf("message is %q", e.Message)
	}
	if strings.Contains(e.Reply.Body, "Hunter2000") {
		t.Errorf("body is %q", e.Reply.Body)
	}
	e = shown(t, posts(`{"password":"correct horse"}`), func(c *journal.RawCall) {
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
			e := shown(t, func(call *journal.RawCall) {
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
