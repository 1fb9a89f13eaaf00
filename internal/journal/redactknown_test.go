package journal_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"mockpds/internal/journal"
)

// knowing are the options of a journal that knows some secrets and names.
func knowing() journal.Options {
	return journal.Options{
		Secrets: []journal.Secret{{Class: "token", Text: "open-sesame"}, {Class: "token"}},
		MoreSecrets: func(uint64, int) ([]journal.Secret, uint64) {
			return []journal.Secret{
				{Class: "password", Text: "alice-pass"},
				{Class: "password", Text: "alice-pass-2"},
				{Class: "password", Text: "a-very-long-password-that-somebody-really-has-and-that-no-short-list-of-lengths-holds"},
				{Class: "password", Text: `q"o\u "+&=%41`},
				{Class: "password", Text: "pw1"},
				{Class: "password", Text: "carol.test"},
				{Class: "password", Text: "identifier"},
				{Class: "password", Text: "pass-{n}-{n}!", Count: 1200},
				{Class: "password", Text: "member{n}", Count: 50},
				{Class: "password", Text: "{n}", Count: 2_000_000},
				{Class: "code", Text: "ABCDE-FGHIJ"},
				{Class: "code", Text: "localhost-abcde-fghij"},
			}, 1
		},
		IsName: func(text string) bool { return text == "carol.test" || text == "member7" },
	}
}

func TestWhatTheServerKnowsForASecretIsTakenOutWhereverItStands(t *testing.T) {
	const pass, pass2 = "‹password, 10 characters›", "‹password, 12 characters›"
	for name, c := range map[string]struct{ in, want string }{
		"alone":            {"alice-pass", pass},
		"within":           {"xalice-passx alice-pass", "x" + pass + "x " + pass},
		"the longest":      {"alice-pass-2, alice-pass-3", pass2 + ", " + pass + "-3"},
		"a long one":       {"a-very-long-password-that-somebody-really-has-and-that-no-short-list-of-lengths-holds", "‹password, 85 characters›"},
		"odd characters":   {`q"o\u "+&=%41`, "‹password, 13 characters›"},
		"in JSON":          {`{"a": "alic\u0065-pass", "b": ["q\"o\\u \"+\u0026=%41"]}`, `{"a": "` + pass + `", "b": ["‹password, 13 characters›"]}`},
		"as a name":        {`{"alice-pass-2": 1}`, `{"` + pass2 + `": 1}`},
		"percent-encoded":  {"/a?b=%61lice%2Dpass", "/a?b=" + pass},
		"fixed":            {"bearer,open-sesame", "bearer,‹token, 11 characters›"},
		"a mailed code":    {"ABCDE-FGHIJ abcde-fghij", "‹code, 11 characters› ‹code, 11 characters›"},
		"an invite code":   {"1::localhost-abcde-fghij", "1::‹code, 21 characters›"},
		"too short":        {"a pw1 b", "a pw1 b"},
		"a name":           {"carol.test", "carol.test"},
		"a protocol word":  {"identifier", "identifier"},
		"numbered":         {"pass-1-1! pass-1200-1200!x", "‹password, 9 characters› ‹password, 15 characters›x"},
		"other numbers":    {"pass-1-2! pass-01-01! pass-1201-1201! pass-0-0! pass--!", "pass-1-2! pass-01-01! pass-1201-1201! pass-0-0! pass--!"},
		"a number behind":  {"member501", "‹password, 8 characters›1"},
		"a number's name":  {"member7 member", "member7 member"},
		"a number alone":   {"a 1000000 b 2000001 12345671000000", "a ‹password, 7 characters› b 2000001 12345671000000"},
		"the beginning":    {"alice-pas", "alice-pas"},
		"words of a mark":  {"‹password, 10 characters›", "‹password, 10 characters›"},
		"text of nothing":  {"", ""},
		"two, overlapping": {"alice-palice-pass", "alice-p" + pass},
	} {
		t.Run(name, func(t *testing.T) {
			j := journal.New(knowing())
			if got := j.Redact(c.in); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
			j.Append(&journal.RawCall{RequestHeader: map[string][]string{"X-Any": {c.in}}})
			if got := j.Entries(journal.Filter{})[0].Request.Headers[0].Value; got != c.want {
				t.Errorf("in a header\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAShortSecretIsTakenOutWhereNothingStandsBesideIt(t *testing.T) {
	p := newPlay(t, knowing())
	p.end(p.call("POST", "com.atproto.server.createSession", posts(`{"identifier": "pw1", "a": "pw1"}`), func(c *journal.RawCall) {
		c.Path, c.Query = "/a/pw1/7/member7/bpw1", "a=pw1&b=%70w1&c=xpw1&pw1"
	}))
	e := p.journal.Entries(journal.Filter{})[0]
	const short = "‹password, 3 characters›"
	if want := "/a/" + short + "/‹password, 1 characters›/member7/bpw1"; e.Path != want {
		t.Errorf("path is %s, want %s", e.Path, want)
	}
	if want := "a=" + short + "&b=" + short + "&c=xpw1&" + short; e.Query != want {
		t.Errorf("query is %s, want %s", e.Query, want)
	}
	if want := `{"identifier": "‹identifier, 3 characters›", "a": "pw1"}`; e.Request.Body != want {
		t.Errorf("body is %s, want %s", e.Request.Body, want)
	}
}

func TestAPasswordThatIsAlsoANameIsHiddenWhereItStandsAsAPassword(t *testing.T) {
	p := newPlay(t, knowing())
	p.end(p.call("POST", "a.b.c", posts(`{"a":"carol.test","password":"carol.test","b":["carol.test"]}`)))
	const want = `{"a":"carol.test","password":"‹password, 10 characters›","b":["carol.test"]}`
	if got := p.journal.Entries(journal.Filter{})[0].Request.Body; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestSecretsThatComeLaterAreTakenOutOfEarlierCalls(t *testing.T) {
	var told []journal.Secret
	world, asked := uint64(1), 0
	p := newPlay(t, journal.Options{MoreSecrets: func(of uint64, known int) ([]journal.Secret, uint64) {
		asked++
		if of != world {
			known = 0
		}
		return told[known:], world
	}})
	p.end(p.call("GET", "a.b.c", func(c *journal.RawCall) { c.Path = "/first-pass/second-pass" }))
	if asked != 0 {
		t.Errorf("a call asked for secrets, %d times", asked)
	}
	path := func(want string) {
		t.Helper()
		if got := p.journal.Entries(journal.Filter{})[0].Path; got != want {
			t.Errorf("path is %s, want %s", got, want)
		}
	}
	path("/first-pass/second-pass")
	told = append(told, journal.Secret{Class: "password", Text: "first-pass"})
	path("/‹password, 10 characters›/second-pass")
	told = append(told, journal.Secret{Class: "password", Text: "second-pass"})
	path("/‹password, 10 characters›/‹password, 11 characters›")
	world, told = 2, told[1:]
	path("/first-pass/‹password, 11 characters›")
}

func TestSecretsMayComeWhileCallsAreRead(t *testing.T) {
	const many = 200
	var mu sync.Mutex
	var told []journal.Secret
	j := journal.New(journal.Options{MoreSecrets: func(_ uint64, known int) ([]journal.Secret, uint64) {
		mu.Lock()
		defer mu.Unlock()
		return told[known:len(told):len(told)], 0
	}})
	var all sync.WaitGroup
	for n := range many {
		secret := "secret-no-" + strconv.Itoa(1000+n)
		all.Go(func() {
			mu.Lock()
			told = append(told, journal.Secret{Class: "password", Text: secret})
			mu.Unlock()
			j.Append(&journal.RawCall{Path: "/" + secret})
			if _, path := j.Target("GET", "/"+secret); path != "/‹password, 14 characters›" {
				t.Errorf("%s is shown as %s", secret, path)
			}
			j.Entries(journal.Filter{Limit: 1})
		})
	}
	all.Wait()
	for _, e := range j.Entries(journal.Filter{}) {
		if e.Path != "/‹password, 14 characters›" {
			t.Errorf("%s is shown", e.Path)
		}
	}
}

func TestAmongAnyNumberOfSecretsEachIsFound(t *testing.T) {
	const many = 3000
	var o journal.Options
	name := func(n int) string {
		return strings.Repeat(string(rune('a'+n%7)), n%5) + "secret-" + strings.Repeat("x", n%61) + "-" + string(rune('一'+n))
	}
	for n := range many {
		o.Secrets = append(o.Secrets, journal.Secret{Class: "password", Text: name(n)})
	}
	j := journal.New(o)
	for n := range many {
		if got := j.Redact("a " + name(n) + " b"); strings.Contains(got, string(rune('一'+n))) {
			t.Errorf("%q is shown as %q", name(n), got)
		}
	}
}

func TestTheTargetOfARequest(t *testing.T) {
	token := jwt(map[string]any{"scope": "com.atproto.access"})
	for name, c := range map[string]struct{ verb, path, wantVerb, wantPath string }{
		"usual":            {"GET", "/xrpc/com.atproto.server.getSession", "GET", "/xrpc/com.atproto.server.getSession"},
		"with spaces":      {"GET", "/a b%zz", "GET", "/a b%zz"},
		"long words":       {"GET", "/xrpc/requestEmailConfirmation.requestEmailConfirmation", "GET", "/xrpc/requestEmailConfirmation.requestEmailConfirmation"},
		"token":            {"PUT", "/foo/" + token, "PUT", "/foo/‹access token, 166 characters›"},
		"token of words":   {"GET", "/" + strings.Repeat("requestEmailConfirmation.", 2) + "requestEmailConfirmation", "GET", "/‹token, 74 characters›"},
		"verb":             {"ALICE-PASS", "/", "ALICE-PASS", "/"},
		"password, verb":   {"alice-pass", "/", "‹password, 10 characters›", "/"},
		"password":         {"GET", "/x/alice-passwd", "GET", "/x/‹password, 10 characters›wd"},
		"plain password":   {"GET", "/x/opensesame", "GET", "/x/‹password, 10 characters›"},
		"short password":   {"GET", "/x/abc", "GET", "/x/‹password, 3 characters›"},
		"short, not whole": {"GET", "/x/abcd", "GET", "/x/abcd"},
		"numbered":         {"GET", "/x/pass-77-77!", "GET", "/x/‹password, 11 characters›"},
		"encoded":          {"GET", "/x/alice%2Dpass", "GET", "/x/‹password, 10 characters›"},
	} {
		t.Run(name, func(t *testing.T) {
			o := knowing()
			o.Secrets = append(o.Secrets, journal.Secret{Class: "password", Text: "opensesame"}, journal.Secret{Class: "password", Text: "abc"})
			verb, path := journal.New(o).Target(c.verb, c.path)
			if verb != c.wantVerb || path != c.wantPath {
				t.Errorf("\n got %s %s\nwant %s %s", verb, path, c.wantVerb, c.wantPath)
			}
		})
	}
}

func TestAUsualTargetCostsNoMemory(t *testing.T) {
	o := knowing()
	more, _ := o.MoreSecrets(0, 0)
	o.MoreSecrets = func(_ uint64, known int) ([]journal.Secret, uint64) { return more[known:], 0 }
	j := journal.New(o)
	if n := testing.AllocsPerRun(100, func() { j.Target("GET", "/xrpc/com.atproto.server.getSession") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
