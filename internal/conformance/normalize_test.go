package conformance_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"mockpds/internal/conformance"
)

const (
	did1 = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
	did2 = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
	// multibase of the bytes 0xe7 0x01 0x02 and 32 bytes 0x01
	multikey = "zQ3shMUi3z2SgW2zeXMVmGjZZVukFPugpT2sYTSL75ZaFzifz"
)

var jsonType = http.Header{"Content-Type": {"application/json"}}

func verifyNothing([]byte, string, []byte) bool { return false }

func asJSON(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

func TestNormalizeValues(t *testing.T) {
	t.Parallel()
	own := [][2]string{
		{"qqq", "<uid>"}, {"qqq.test", "<uid><domain>"}, {"http://host:1", "<base>"}, {"host:1", "<base-host>"}, {"", "<nothing>"},
	}
	session := part(`{"typ":"at+jwt","alg":"HS256"}`) + "." +
		part(`{"scope":"com.atproto.access","aud":"http://host:1","sub":"`+did1+`","iat":1,"exp":7201}`) + ".sig"
	for name, tc := range map[string]struct{ body, want string }{
		"own values, the longest first": {`["uqqq.test","qqq@x","http://host:1/a","host:1"]`, `["u<uid><domain>","<uid>@x","<base>/a","<base-host>"]`},
		"DIDs are numbered":             {`["` + did2 + `","` + did1 + `","x ` + did2 + `"]`, `["<did#1>","<did#2>","x <did#1>"]`},
		"numbers follow sorted keys":    {`{"b":"` + did2 + `","a":"` + did1 + `"}`, `{"a":"<did#1>","b":"<did#2>"}`},
		"keys are text too":             {`{"` + did1 + `":1}`, `{"<did#1>":1}`},
		"did:key":                       {`["did:key:` + multikey + `"]`, `["<did:key#1>"]`},
		"multibase":                     {`["` + multikey + `"]`, `["<multibase>"]`},
		"times": {
			`["2024-01-02T03:04:05.678Z","2024-01-02T03:04:05Z","2024-01-02T03:04:05.67Z","2024-01-02"]`,
			`["<datetime>","<datetime:seconds>","<datetime:other-precision>","2024-01-02"]`,
		},
		"app password":    {`["aaaa-bbbb-cccc-dddd","aaaa-bbbb-cccc-ddd1"]`, `["<app-password#1>","aaaa-bbbb-cccc-ddd1"]`},
		"invite codes":    {`{"code":"my-host-abcde-fghij","codes":["other-abcde-fghij"]}`, `{"code":"<invite-code#1>","codes":["<invite-code-with-other-prefix#1>"]}`},
		"not as a code":   {`["my-host-abcde-fghij"]`, `["my-host-abcde-fghij"]`},
		"by their key":    {`{"cursor":"x","version":"1.2.3","rev":"3aaaaaaaaaaaa","repoRev":"x","sig":"x","prev":"bafyx"}`, `{"cursor":"<cursor>","prev":"<cid>","repoRev":"<not-a-tid>","rev":"<tid>","sig":"<signature>","version":"<version>"}`},
		"only their form": {`{"version":"new","prev":"none"}`, `{"prev":"none","version":"new"}`},
		"CID":             {`["bafy` + strings.Repeat("a", 55) + `"]`, `["<cid>"]`},
		"session token":   {`["` + session + `"]`, `[{"$jwt":{"aud":"<base>","headerKeys":"alg,typ","keys":"aud,exp,iat,scope,sub","scope":"com.atproto.access","sub":"<did#1>","ttl":7200,"typ":"at+jwt"}}]`},
		"numbers stay":    {`[1,2.5,true,null]`, `[1,2.5,true,null]`},
		"null":            {`null`, `null`},
		"syntax error":    {`{"error":"SyntaxError","message":"Unexpected x"}`, `{"error":"SyntaxError","message":"<json parser message>"}`},
		"other errors":    {`{"error":"InvalidRequest","message":"m"}`, `{"error":"InvalidRequest","message":"m"}`},
		"DID document": {
			`{"@context":["x"],"id":"` + did1 + `","verificationMethod":[{"id":"` + did1 + `#atproto","type":"Multikey","controller":"` + did1 + `"},7],"service":[{"id":"` + did1 + `#atproto_pds","type":"T"}]}`,
			`{"@context":"<context>","id":"<did#1>","service":[{"id":"#atproto_pds","type":"T"}],"verificationMethod":[{"controller":"<did#1>","id":"#atproto","type":"<key-type>"},7]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := conformance.Normalizer(own, "my-host", verifyNothing)
			got := n.Answer(jsonType, tc.body, conformance.Step{})
			if text := asJSON(t, got["json"]); text != tc.want {
				t.Errorf("got  %s\nwant %s", text, tc.want)
			}
		})
	}
}

func TestNormalizeServiceToken(t *testing.T) {
	t.Parallel()
	var key []byte
	var input string
	n := conformance.Normalizer(nil, "", func(k []byte, signed string, signature []byte) bool {
		key, input = k, signed
		return string(signature) == "good"
	})
	n.Answer(jsonType, `{"didDoc":{"id":"`+did1+`","verificationMethod":[{"id":"`+did1+`#other","publicKeyMultibase":"zzz"},`+
		`{"id":"`+did1+`#atproto","publicKeyMultibase":"`+multikey+`"}]}}`, conformance.Step{Setup: true})
	for _, tc := range []struct{ issuer, exp, signature, want string }{
		{did1, "61", "good", `"signatureVerifies":true,"ttl":60`},
		{did1, "9000", "bad", `"signatureVerifies":false,"ttl":"<far>"`},
		{did2, "-9000", "good", `"signatureVerifies":null,"ttl":"<past>"`},
		{did1, `"x"`, "good", `"signatureVerifies":true,"ttl":null`},
	} {
		signed := part(`{"typ":"JWT","alg":"ES256K"}`) + "." + part(`{"iat":1,"iss":"`+tc.issuer+`","exp":`+tc.exp+`,"jti":"j"}`)
		got := n.Answer(jsonType, `"`+signed+"."+part(tc.signature)+`"`, conformance.Step{})
		text := asJSON(t, got["json"])
		if !strings.Contains(text, tc.want) || !strings.Contains(text, `"alg":"ES256K"`) || !strings.Contains(text, `"jti":"<jti#1>"`) {
			t.Errorf("got %s, want %s in it", text, tc.want)
		}
		if tc.issuer == did1 && (input != signed || len(key) != 33 || key[0] != 2) {
			t.Errorf("verified %q with the key %x", input, key)
		}
	}
}

func TestNormalizeHeaders(t *testing.T) {
	t.Parallel()
	header := http.Header{
		"Content-Type":                  {"text/plain; charset=utf-8"},
		"Vary":                          {"Origin, Accept-Encoding", "origin"},
		"Access-Control-Expose-Headers": {"B,a"},
		"Ratelimit-Limit":               {"30"},
		"Ratelimit-Reset":               {"1700000000"},
		"Retry-After":                   {"12"},
		"Dpop-Nonce":                    {"x"},
		"Location":                      {"/" + did1},
		"Etag":                          {"left out"},
		"Www-Authenticate":              {"Caf\xe9"},
	}
	got := conformance.Normalizer(nil, "", nil).Answer(header, "", conformance.Step{})
	want := `{"headers":{"access-control-expose-headers":"a, b","content-type":"text/plain; charset=utf-8","dpop-nonce":"<nonce>",` +
		`"location":"/<did#1>","ratelimit-limit":"30","ratelimit-reset":"<epoch-seconds>","retry-after":"<seconds>",` +
		`"vary":"accept-encoding, origin","www-authenticate":"Café"},"status":200}`
	if text := asJSON(t, got); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	late := conformance.Normalizer(nil, "", nil).Answer(http.Header{"Ratelimit-Reset": {"soon"}}, "", conformance.Step{})
	if text := asJSON(t, late["headers"]); text != `{"ratelimit-reset":"<not-a-number>"}` {
		t.Errorf("got %s", text)
	}
}

func TestNormalizeBodies(t *testing.T) {
	t.Parallel()
	plain := http.Header{"Content-Type": {"text/plain"}}
	for name, tc := range map[string]struct {
		header http.Header
		body   string
		step   conformance.Step
		want   string
	}{
		"text":             {plain, did1 + "\xff", conformance.Step{}, `{"headers":{"content-type":"text/plain"},"status":200,"text":"<did#1>` + "\ufffd" + `"}`},
		"no body":          {plain, "", conformance.Step{}, `{"headers":{"content-type":"text/plain"},"status":200}`},
		"JSON by its name": {jsonType, "nonsense", conformance.Step{}, `{"headers":{"content-type":"application/json"},"status":200,"text":"nonsense"}`},
		"setup":            {jsonType, `{"a":1}`, conformance.Step{Setup: true}, `{"status":200}`},
		"ignore": {
			jsonType, `{"a":{"b":[{"c":1}]},"d":2}`,
			conformance.Step{Ignore: []string{"json.a.b.0.c", "json.d", "json.none", "none.x"}},
			`{"headers":{"content-type":"application/json"},"json":{"a":{"b":[{"c":"<ignored>"}]},"d":"<ignored>"},"status":200}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := conformance.Normalizer(nil, "", nil).Answer(tc.header, tc.body, tc.step)
			if text := asJSON(t, got); text != tc.want {
				t.Errorf("got  %s\nwant %s", text, tc.want)
			}
		})
	}
	long := conformance.Normalizer(nil, "", nil).Answer(plain, strings.Repeat("é", 5000), conformance.Step{})
	if text, _ := long["text"].(string); len([]rune(text)) != 4000 {
		t.Errorf("kept %d characters of a long text", len([]rune(text)))
	}
}
