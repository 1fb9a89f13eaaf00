package redact_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mockpds/internal/redact"
)

// FuzzNoSecretOfAFieldIsShown puts a secret into a field of a secret's name, in JSON of any shape,
// in a form, in a query and in a header.
func FuzzNoSecretOfAFieldIsShown(f *testing.F) {
	for _, name := range []string{"password", "access_token", "Invite-Codes", "accessJwt"} {
		f.Add(name, "hunter2", `{"a":[1,{"b":"x"}]}`)
	}
	f.Fuzz(func(t *testing.T, name, secret, around string) {
		secret = "secret-" + secret + "-terces"
		if redact.SecretClass(name) == "" || strings.Contains(around+name, "secret-") {
			return
		}
		var inner any
		if json.Unmarshal([]byte(around), &inner) != nil {
			inner = around
		}
		var r redact.Redactor
		text, err := json.Marshal(map[string]any{"around": []any{
			inner,
			map[string]any{name: secret, "": inner},
		}})
		if err != nil {
			t.Fatal(err)
		}
		form := "a=" + url.QueryEscape(around) + "&" + url.QueryEscape(name) + "=" +
			url.QueryEscape(secret)
		for _, shown := range []string{
			r.Body(redact.Body{Type: "application/json", Bytes: text, Length: int64(len(text))}),
			r.Body(redact.Body{
				Type: "application/x-www-form-urlencoded", Bytes: []byte(form),
				Length: int64(len(form)),
			}),
			r.Query(form), r.Header(name, secret), r.Header("Authorization", secret),
		} {
			if strings.Contains(shown, "secret-") {
				t.Errorf("%q is shown: %s", secret, shown)
			}
		}
	})
}

var looksLikeJWT = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8}`)

// FuzzNoTokenIsShown redacts anything as anything. What is shown holds no JWT, and JSON stays JSON.
func FuzzNoTokenIsShown(f *testing.F) {
	f.Add("application/json", `{"a":"`+token+`"}`)
	f.Add("application/x-www-form-urlencoded", "a="+token)
	f.Add("text/plain", token)
	f.Add("text/plain", "%2eyJzY29wZSI6ImEi") // the e is the end of an escaped dot
	f.Fuzz(func(t *testing.T, kind, text string) {
		var r redact.Redactor
		body := r.Body(redact.Body{
			Type: kind, Bytes: []byte(text), Length: int64(len(text)),
			Text: true,
		})
		if json.Valid([]byte(text)) && !json.Valid([]byte(body)) && !strings.HasPrefix(body, "‹") &&
			!strings.Contains(kind, "form") {
			t.Errorf("%s is no JSON any more: %s", text, body)
		}
		for _, shown := range []string{
			body, r.Text(text), r.Path(text), r.Query(text),
			r.Header("X-Any", text), r.Header("Location", text),
		} {
			if looksLikeJWT.MatchString(shown) {
				t.Errorf("%q is shown as %q", text, shown)
			}
		}
	})
}
