package server_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/server"
	"mockpds/tokens"
)

// An input makes a text of about n bytes.
type input func(n int) string

func repeat(before, unit, after string) input {
	return func(n int) string { return before + strings.Repeat(unit, n/len(unit)) + after }
}

func nested(before, left, right, after string) input {
	return func(n int) string {
		depth := n / (len(left) + len(right))
		return before + strings.Repeat(left, depth) + strings.Repeat(right, depth) + after
	}
}

// numbered repeats a unit with a number in place of each #.
func numbered(before, unit, after string) input {
	return func(n int) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.ReplaceAll(unit, "#", string(rune('a'+i%26))+strings.Repeat("x", 3)+time.Duration(i).String()))
		}
		return b.String() + after
	}
}

// parsed are the inputs of everything that reads what clients and testers write, by what reads it.
func parsed(pds http.Handler) map[string]struct {
	input
	size int
	read func(text string)
} {
	body := func(method, path string, headers ...string) func(string) {
		return func(text string) { serve(pds, method, path, text, headers...) }
	}
	header := func(name, path string) func(string) {
		return func(text string) { serve(pds, http.MethodGet, path, "", name, text) }
	}
	form := func(path string) func(string) {
		return body(http.MethodPost, path, "Content-Type", "application/x-www-form-urlencoded")
	}
	const (
		login      = "/xrpc/com.atproto.server.createSession"
		getSession = "/xrpc/com.atproto.server.getSession"
		describe   = "/xrpc/com.atproto.server.describeServer"
		admin      = "Basic YWRtaW46YWRtaW4tcGFzcw=="
		large      = 60_000
		medium     = 20_000 // for bodies of which no more than 60,000 bytes are read
		small      = 4_000
	)
	createSession := body(http.MethodPost, login)
	load := func(text string) { _, _ = fixtures.Load("f.yaml", []byte(text), fixtures.Options{}) }
	key := func(text string) { _, _ = tokens.ParseKey(text) }
	return map[string]struct {
		input
		size int
		read func(text string)
	}{
		"lists in lists":              {nested("", "[", "]", ""), large, createSession},
		"lists in a field":            {nested(`{"identifier":`, "[", "]", "}"), large, createSession},
		"lists, fewer":                {nested("", "[", "]", ""), 4000, createSession},
		"lists, not closed":           {repeat("", "[", ""), large, createSession},
		"pairs in lists":              {nested("", "[0,", "1]", ""), large, createSession},
		"objects in objects":          {nested(`{"identifier":`, `{"a":`, `}`, "}"), large, createSession},
		"many keys":                   {numbered(`{"password":"x"`, `,"#":1`, "}"), large, createSession},
		"one key again and again":     {repeat(`{"identifier":"x"`, `,"identifier":"x"`, "}"), large, createSession},
		"many numbers":                {repeat(`{"identifier":[1`, `,1e3`, "]}"), large, createSession},
		"a long number":               {repeat(`{"identifier":1`, `1`, "}"), large, createSession},
		"a long name":                 {repeat(`{"password":"x","identifier":"`, "a", `"}`), large, createSession},
		"a long handle":               {repeat(`{"password":"x","identifier":"`, "a.", `test"}`), large, createSession},
		"a long DID":                  {repeat(`{"password":"x","identifier":"did:web:`, "a.", `test"}`), large, createSession},
		"a long address":              {repeat(`{"password":"x","identifier":"`, "a@", `test"}`), large, createSession},
		"a long password":             {repeat(`{"identifier":"alice.test","password":"`, "é", `"}`), large, createSession},
		"escapes":                     {repeat(`{"identifier":"`, `\u00e9`, `","password":"x"}`), large, createSession},
		"a body in UTF-16":            {repeat("{\x00", " \x00", ""), large, body(http.MethodPost, login, "Content-Type", "application/json; charset=utf-16")},
		"a list that should be short": {numbered(`{"useCount":1,"forAccounts":["did:web:a.test"`, `,"#"`, "]}"), large, body(http.MethodPost, "/xrpc/com.atproto.server.createInviteCodes", "Authorization", admin)},
		"an unknown object":           {nested(`{"operation":`, `{"a":`, `}`, "}"), large, body(http.MethodPost, "/xrpc/com.atproto.identity.submitPlcOperation")},

		"parameters":            {repeat("", "handle=a&", ""), large, func(text string) { serve(pds, http.MethodGet, "/xrpc/com.atproto.identity.resolveHandle?"+text, "") }},
		"a parameter":           {repeat("handle=", "a.", "test"), large, func(text string) { serve(pds, http.MethodGet, "/xrpc/com.atproto.identity.resolveHandle?"+text, "") }},
		"a parameter, encoded":  {repeat("handle=", "%41", ""), large, func(text string) { serve(pds, http.MethodGet, "/xrpc/com.atproto.identity.resolveHandle?"+text, "") }},
		"a method":              {repeat("/xrpc/com.", "a.", "b"), large, func(text string) { serve(pds, http.MethodGet, text, "") }},
		"a path":                {repeat("/", "a/", ""), large, func(text string) { serve(pds, http.MethodGet, text, "") }},
		"a token":               {repeat("Bearer ", "ab.", ""), small, header("Authorization", getSession)},
		"a token of three":      {repeat("Bearer a.b.", "c", ""), small, header("Authorization", getSession)},
		"an admin password":     {repeat("Basic ", "YWRtaW46", ""), small, header("Authorization", getSession)},
		"a DPoP proof":          {repeat("", "ab.", ""), small, header("DPoP", getSession)},
		"codings":               {repeat("", "gzip;q=0.5,", ""), small, header("Accept-Encoding", describe)},
		"entity tags":           {repeat("", `W/"a",`, ""), small, header("If-None-Match", describe)},
		"a content type":        {repeat("application/json", "; a=b", ""), small, func(text string) { serve(pds, http.MethodPost, login, "{}", "Content-Type", text) }},
		"a quoted content type": {repeat(`application/json; a="`, `\\`, `"`), small, func(text string) { serve(pds, http.MethodPost, login, "{}", "Content-Type", text) }},
		"a proxy header":        {repeat("did:web:", "a.", "test#x"), small, header("Atproto-Proxy", "/xrpc/app.bsky.feed.getTimeline")},

		"a fault, mistakes":       {numbered(`{"effect":{"status":429}`, `,"#":1`, "}"), large, body(http.MethodPost, "/_mock/faults")},
		"a fault, a long field":   {repeat(`{"`, "effect", `":1}`), large, body(http.MethodPost, "/_mock/faults")},
		"a fault, lists":          {nested(`{"match":`, "[", "]", "}"), large, body(http.MethodPost, "/_mock/faults")},
		"a fault, a long pattern": {repeat(`{"match":{"method":"`, "a*", `"},"effect":{"status":429}}`), large, body(http.MethodPost, "/_mock/faults")},
		"a stub, mistakes":        {numbered(`{"method":"a.b.c"`, `,"#":1`, "}"), large, body(http.MethodPost, "/_mock/stubs")},
		"a stub, one field again": {repeat(`{"method":"a.b.c"`, `,"verb":"GET"`, "}"), large, body(http.MethodPost, "/_mock/stubs")},
		"a stub, wrong headers":   {numbered(`{"method":"a.b.c","headers":{"a":"b"`, `,"#":1`, "}}"), large, body(http.MethodPost, "/_mock/stubs")},
		"a stub, a long header": {func(n int) string {
			return `{"method":"a.b.c","` + strings.Repeat("h", n/2) + `":{` + strings.Repeat(`"a":1,`, n/12) + `"b":1}}`
		}, large, body(http.MethodPost, "/_mock/stubs")},
		"a stub, a long body":    {nested(`{"method":"a.b.c","reply":{"body":`, "[", "]", "}}"), large, body(http.MethodPost, "/_mock/stubs")},
		"an account, mistakes":   {numbered(`{"handle":"a.test"`, `,"#":1`, "}"), large, body(http.MethodPost, "/_mock/accounts")},
		"an account, passwords":  {numbered(`{"handle":"a.test","appPasswords":[{}`, `,{"#":1}`, "]}"), large, body(http.MethodPost, "/_mock/accounts")},
		"a query of the journal": {repeat("method=", "a*", ""), large, func(text string) { serve(pds, http.MethodGet, "/_mock/journal?"+text, "") }},

		"OAuth, a form":          {repeat("client_id=a", "&a=b", ""), medium, form("/oauth/par")},
		"OAuth, a client":        {repeat("client_id=https://", "a.", "test/x.json"), medium, form("/oauth/par")},
		"OAuth, a scope":         {repeat("client_id=http://localhost&redirect_uri=http://127.0.0.1/&response_type=code&code_challenge_method=S256&code_challenge=x&scope=atproto", "+repo:a.b", ""), medium, form("/oauth/par")},
		"OAuth, lists":           {nested(`{"client_id":`, "[", "]", "}"), medium, body(http.MethodPost, "/oauth/par")},
		"OAuth, an assertion":    {repeat("client_id=http://localhost&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=", "ab.", ""), medium, form("/oauth/token")},
		"OAuth, a refresh token": {repeat("client_id=http://localhost&grant_type=refresh_token&refresh_token=", "a", ""), medium, form("/oauth/token")},
		"OAuth, a proof":         {repeat("", "ab.", ""), small, func(text string) { serve(pds, http.MethodPost, "/oauth/token", "", "DPoP", text) }},
		"OAuth, authorize":       {repeat("client_id=http://localhost?", "a=b%26", ""), large, func(text string) { serve(pds, http.MethodGet, "/oauth/authorize?"+text, "") }},

		"fixtures, accounts":      {numbered("accounts:\n", " - handle: #.test\n", ""), large, load},
		"fixtures, mistakes":      {numbered("accounts:\n", " - #: 1\n", ""), large, load},
		"fixtures, empty rules":   {repeat("accounts: []\nlimits:\n", " - {method: a.b.c, account: '', points: 0}\n", ""), large, load},
		"fixtures, no YAML":       {repeat("accounts:\n", " - {handle: a.test}\n", " - {handle: x{n}.test}"), large, load},
		"fixtures, aliases":       {repeat("accounts: &a\n", " - *a\n", ""), large, load},
		"fixtures, a long key":    {repeat("", "a", ": 1"), large, load},
		"fixtures, a long handle": {repeat("accounts: [{handle: ", "a.", "test}]"), large, load},
		"fixtures, lists":         {nested("", "[", "]", ""), large, load},
		"fixtures, JSON":          {numbered(`{"accounts":[{"handle":"a.test"}`, `,{"handle":"#.test"}`, "]}"), large, load},
		"a key in base58":         {repeat("z", "z", ""), large, key},
		"a key in base16":         {repeat("f", "ff", ""), large, key},
		"a key as a JWK":          {repeat(`{"kty":"EC","crv":"secp256k1","d":"`, "A", `"}`), large, key},
		"a key as PEM":            {repeat("-----BEGIN PRIVATE KEY-----\n", "AAAA", "\n-----END PRIVATE KEY-----"), large, key},
	}
}

func serve(pds http.Handler, method, target, body string, headers ...string) {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.RequestURI = target
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(target, "?")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Content-Length", "1")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	pds.ServeHTTP(httptest.NewRecorder(), r)
}

// TestWorkGrowsAsItsInput reads each input, and the same at twice the size: that must not take much
// more than twice the memory. The ratio of the times is logged: it is not asserted, since a busy
// machine decides it too.
func TestWorkGrowsAsItsInput(t *testing.T) {
	pds, err := server.New(server.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range parsed(pds) {
		text, twice := test.input(test.size), test.input(2*test.size)
		test.read(text) // for what is made once
		bytes, time := cost(func() { test.read(text) })
		bytesTwice, timeTwice := cost(func() { test.read(twice) })
		t.Logf("%-28s %8d bytes for %6d, twice that takes %4.1f times the memory and %4.1f times the time (%v)", name,
			bytes, len(text), float64(bytesTwice)/float64(bytes), float64(timeTwice)/float64(time), timeTwice)
		const pooled = 1 << 18 // what is made anew when the collector has emptied a pool
		if bytesTwice > 3*bytes+4*uint64(len(twice))+pooled {
			t.Errorf("%s: %d bytes are allocated for %d of input, and %d for %d", name, bytes, len(text), bytesTwice, len(twice))
		}
	}
}

// cost is the least that f allocates and takes of a few times.
func cost(f func()) (bytes uint64, elapsed time.Duration) {
	var before, after runtime.MemStats
	for i := range 3 {
		runtime.ReadMemStats(&before)
		start := clock.Wall()
		f()
		took := clock.Wall().Sub(start)
		runtime.ReadMemStats(&after)
		if took < elapsed || i == 0 {
			elapsed = took
		}
		if n := after.TotalAlloc - before.TotalAlloc; n < bytes || i == 0 {
			bytes = n
		}
	}
	return bytes, elapsed
}
