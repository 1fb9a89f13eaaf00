package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/server"
)

// same fails the test unless two lists are equal.
func same(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// pages reads a list to its end and returns a field of every entry.
func (w *world) pages(method, token, list, field string) []string {
	w.t.Helper()
	all, cursor := []string{}, ""
	for {
		r := w.get(method+cursor, token)
		if r.status != http.StatusOK || len(all) > 1000 {
			w.t.Fatalf("page %s%s: %d %s", method, cursor, r.status, r.raw)
		}
		entries := r.column(list, field)
		if len(entries) == 0 {
			if _, more := r.json["cursor"]; more {
				w.t.Errorf("an empty page has a cursor: %s", r.raw)
			}
			return all
		}
		all, cursor = append(all, entries...), "&cursor="+r.text("cursor")
	}
}

func TestGetInviteCodesGoesThroughAllOfThemPageByPage(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	var codes []string
	for range 5 {
		codes = append(codes, w.invite(3, ""))
		w.pass(time.Minute)
	}
	w.signUpWith("one.test", codes[1]).is(t, http.StatusOK, "")
	w.signUpWith("two.test", codes[3]).is(t, http.StatusOK, "")
	w.signUpWith("six.test", codes[3]).is(t, http.StatusOK, "")

	newest := slices.Clone(codes)
	slices.Reverse(newest)
	for _, limit := range []string{"1", "2", "5", "500"} {
		same(t, w.pages("com.atproto.admin.getInviteCodes?limit="+limit, admin, "codes", "code"), newest)
	}
	unused := []string{codes[0], codes[2], codes[4]}
	slices.Sort(unused) // codes used equally often stand in the order of their letters, backwards
	slices.Reverse(unused)
	same(t, w.pages("com.atproto.admin.getInviteCodes?sort=usage&limit=2", admin, "codes", "code"),
		append([]string{codes[3], codes[1]}, unused...))
}

func TestGetInviteCodesRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.invite(1, "")
	for query, message := range map[string]string{
		"sort=Usage":                   "unknown sort method: Usage",
		"sort=x&cursor=x":              "unknown sort method: x",
		"cursor=x":                     "Malformed cursor",
		"cursor=::b":                   "Malformed cursor",
		"cursor=1::":                   "Malformed cursor",
		"cursor=1::b::c":               "Malformed cursor",
		"cursor=x::b":                  "Malformed cursor",
		"cursor=9999999999999999::b":   "Malformed cursor",
		"sort=usage&cursor=x::b":       "Malformed cursor",
		"limit=0":                      "Invalid com.atproto.admin.getInviteCodes params: integer too small (minimum 1, got 0)",
		"limit=501":                    "Invalid com.atproto.admin.getInviteCodes params: integer too big (maximum 500, got 501)",
		"cursor=1::b":                  "", // before all codes
		"sort=usage&cursor=1abc::b":    "", // read as far as it is a number
		"sort=usage&cursor=%20%2B5::b": "",
		"sort=&limit=&cursor=":         "",
		"sort=usage&cursor=99999999999999999999::b": "",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			r := w.get("com.atproto.admin.getInviteCodes?"+query, admin)
			if r.text("message") != message {
				t.Errorf("got %d %q, want %q", r.status, r.text("message"), message)
			}
		})
	}
	w.get("com.atproto.admin.getInviteCodes", "").is(t, http.StatusUnauthorized, "AuthenticationRequired")
}

func TestDisabledInviteCodesAreNotGood(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	did := w.signUp("hana.test").text("did")
	single, another, kept := w.invite(1, ""), w.invite(1, did), w.invite(1, "")
	disable := func(in object) reply { return w.post("com.atproto.admin.disableInviteCodes", admin, in) }

	disable(object{"codes": []string{single, "unknown"}}).is(t, http.StatusOK, "")
	disable(object{"accounts": []string{did, "unknown"}}).is(t, http.StatusOK, "")
	disable(object{}).is(t, http.StatusOK, "")
	disable(object{"codes": []string{kept}, "accounts": []string{"admin"}}).is(t, http.StatusBadRequest, "InvalidRequest")
	disable(object{"codes": "x"}).is(t, http.StatusBadRequest, "InvalidRequest")

	w.signUpWith("gwen.test", single).is(t, http.StatusBadRequest, "InvalidInviteCode")
	w.signUpWith("gwen.test", another).is(t, http.StatusBadRequest, "InvalidInviteCode")
	w.signUpWith("gwen.test", kept).is(t, http.StatusOK, "")
}

func TestAnAdministratorMarksAccountsThatGetNoInvites(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	did := w.signUp("hana.test").text("did")
	for verb, want := range map[string]string{"disable": `"invitesDisabled":true`, "enable": `"invitesDisabled":false`} {
		r := w.post("com.atproto.admin."+verb+"AccountInvites", admin, object{"account": did, "note": "as a test"})
		r.is(t, http.StatusOK, "")
		if info := w.get("com.atproto.admin.getAccountInfo?did="+did, admin); !strings.Contains(info.raw, want) {
			t.Errorf("after %s: %s, want %s", verb, info.raw, want)
		}
		w.post("com.atproto.admin."+verb+"AccountInvites", admin, object{"account": nobody}).is(t, http.StatusOK, "")
		w.post("com.atproto.admin."+verb+"AccountInvites", admin, object{"account": "x"}).is(t, http.StatusBadRequest, "InvalidRequest")
	}
}
