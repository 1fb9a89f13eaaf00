package server_test

import (
	"net/http"
	"regexp"
	"testing"

	"mockpds/server"
)

// invite makes an invite code that is good for a number of sign-ups; forAccount may be "".
func (w *world) invite(useCount int, forAccount string) string {
	w.t.Helper()
	in := object{"useCount": useCount}
	if forAccount != "" {
		in["forAccount"] = forAccount
	}
	r := w.post("com.atproto.server.createInviteCode", admin, in)
	if r.status != http.StatusOK {
		w.t.Fatalf("make an invite code: %d %s", r.status, r.raw)
	}
	return r.text("code")
}

func (w *world) signUpWith(handle, code string) reply {
	w.t.Helper()
	return w.post("com.atproto.server.createAccount", "",
		object{"handle": handle, "email": handle[:2] + "@example.com", "password": "pw", "inviteCode": code})
}

// entries are the objects in a list of a reply's body.
func (r reply) entries(key string) []object {
	values, _ := r.json[key].([]any)
	list := []object{}
	for _, v := range values {
		o, _ := v.(object)
		list = append(list, o)
	}
	return list
}

// column is one field of each object in a list of a reply's body.
func (r reply) column(key, field string) []string {
	list := []string{}
	for _, o := range r.entries(key) {
		s, _ := o[field].(string)
		list = append(list, s)
	}
	return list
}

func TestAnInviteCodeIsGoodForAsManySignUpsAsItWasMadeFor(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{InviteRequired: true})
	code := w.invite(2, "")
	first := w.signUpWith("one.test", code)
	first.is(t, http.StatusOK, "")
	w.signUpWith("two.test", code).is(t, http.StatusOK, "")
	w.signUpWith("six.test", code).is(t, http.StatusBadRequest, "InvalidInviteCode")

	info := w.get("com.atproto.admin.getAccountInfo?did="+first.text("did"), admin)
	by, _ := info.json["invitedBy"].(object)
	if by["code"] != code {
		t.Errorf("invited by %v, want code %s", info.json["invitedBy"], code)
	}
	if uses, _ := by["uses"].([]any); len(uses) != 2 {
		t.Errorf("uses of the code: %v, want 2", by["uses"])
	}
}

func TestInviteCodesLookLikeTheServersName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config server.Config
		want   string
	}{
		"nothing configured": {server.Config{}, `^localhost-[a-z2-7]{5}-[a-z2-7]{5}$`},
		"a public URL":       {server.Config{PublicURL: "http://pds.example.com:2583"}, `^pds-example-com-[a-z2-7]{5}-[a-z2-7]{5}$`},
		"a did:web":          {server.Config{ServiceDID: "did:web:other.example.com"}, `^other-example-com-[a-z2-7]{5}-[a-z2-7]{5}$`},
		"another kind of DID": {
			server.Config{ServiceDID: nobody, PublicURL: "http://pds.example.com"}, `^pds-example-com-[a-z2-7]{5}-[a-z2-7]{5}$`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if code := start(t, c.config).invite(1, ""); !regexp.MustCompile(c.want).MatchString(code) {
				t.Errorf("code %q, want %s", code, c.want)
			}
		})
	}
}

func TestCreateInviteCodes(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for name, c := range map[string]struct {
		in    object
		lists []int // how many codes for each account
	}{
		"one unless told":   {object{"useCount": 1}, []int{1}},
		"none":              {object{"useCount": 1, "codeCount": 0}, []int{0}},
		"less than none":    {object{"useCount": 1, "codeCount": -1}, []int{0}},
		"for no account":    {object{"useCount": 1, "forAccounts": []string{}}, []int{}},
		"two for each":      {object{"useCount": 1, "codeCount": 2, "forAccounts": []string{nobody, nobody}}, []int{2, 2}},
		"for the admin":     {object{"useCount": 1, "codeCount": 3}, []int{3}},
		"of negative worth": {object{"useCount": -1}, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.post("com.atproto.server.createInviteCodes", admin, c.in)
			r.is(t, http.StatusOK, "")
			got := r.entries("codes")
			if len(got) != len(c.lists) {
				t.Fatalf("codes for %d accounts, want %d: %s", len(got), len(c.lists), r.raw)
			}
			for i, want := range c.lists {
				if codes, ok := got[i]["codes"].([]any); !ok || len(codes) != want {
					t.Errorf("account %d: %v, want %d codes", i, got[i]["codes"], want)
				}
			}
		})
	}
}

func TestInviteCodesRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	user := w.signUp("uma.test").text("accessJwt")
	for name, c := range map[string]struct {
		method, token string
		in            object
		status        int
		err           string
	}{
		"no auth":           {"createInviteCode", "", object{"useCount": 1}, 401, "AuthenticationRequired"},
		"a user":            {"createInviteCode", user, object{"useCount": 1}, 401, "AuthenticationRequired"},
		"no count":          {"createInviteCode", admin, object{}, 400, "InvalidRequest"},
		"for no DID":        {"createInviteCode", admin, object{"useCount": 1, "forAccount": "admin"}, 400, "InvalidRequest"},
		"many by a user":    {"createInviteCodes", user, object{"useCount": 1}, 401, "AuthenticationRequired"},
		"many for no DID":   {"createInviteCodes", admin, object{"useCount": 1, "forAccounts": []string{"x"}}, 400, "InvalidRequest"},
		"more than is good": {"createInviteCodes", admin, object{"useCount": 1, "codeCount": int64(1) << 40}, 500, "InternalServerError"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.post("com.atproto.server."+c.method, c.token, c.in).is(t, c.status, c.err)
		})
	}
}

func TestSignUpChecksTheInviteCodeBeforeItLooksForTheHandle(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{InviteRequired: true})
	code := w.invite(5, "")
	w.signUpWith("taken.test", code).is(t, http.StatusOK, "")
	for name, c := range map[string]struct {
		in  object
		err string
	}{
		"no code":                  {object{"handle": "x", "email": "x"}, "InvalidRequest"}, // no handle at all comes first
		"no code, bad address":     {object{"handle": "nina.test", "email": "x"}, "InvalidInviteCode"},
		"wrong code, bad address":  {object{"handle": "nina.test", "email": "x", "inviteCode": "x"}, "InvalidRequest"},
		"wrong code, short handle": {object{"handle": "a.test", "email": "a@example.com", "inviteCode": "x"}, "InvalidHandle"},
		"wrong code, taken handle": {object{"handle": "taken.test", "email": "a@example.com", "inviteCode": "x"}, "InvalidInviteCode"},
		"good code, taken handle":  {object{"handle": "taken.test", "email": "a@example.com", "inviteCode": code}, "InvalidRequest"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.in["password"] = "pw"
			w.post("com.atproto.server.createAccount", "", c.in).is(t, http.StatusBadRequest, c.err)
		})
	}
}

func TestTheCodesOfATakenDownAccountAreNotGood(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{InviteRequired: true})
	did := w.signUpWith("hana.test", w.invite(1, "")).text("did")
	code := w.invite(1, did)
	w.decide(did, object{"takedown": object{"applied": true}}).is(t, http.StatusOK, "")
	w.signUpWith("gwen.test", code).is(t, http.StatusBadRequest, "InvalidInviteCode")
	w.decide(did, object{"takedown": object{"applied": false}}).is(t, http.StatusOK, "")
	w.signUpWith("gwen.test", code).is(t, http.StatusOK, "")
}

func TestGetAccountInviteCodes(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	host := w.signUp("hana.test")
	fresh, used, disabled := w.invite(1, host.text("did")), w.invite(1, host.text("did")), w.invite(1, host.text("did"))
	w.signUpWith("gwen.test", used).is(t, http.StatusOK, "")
	w.post("com.atproto.admin.disableInviteCodes", admin, object{"codes": []string{disabled}}).is(t, http.StatusOK, "")

	for query, want := range map[string][]string{
		"":                        {fresh, used},
		"?includeUsed=":           {fresh, used},
		"?includeUsed=true":       {fresh, used},
		"?includeUsed=false":      {fresh},
		"?createAvailable=true":   {fresh, used},
		"?createAvailable=false":  {fresh, used},
		"?something=else":         {fresh, used},
		"?includeUsed=nonsense":   nil,
		"?includeUsed=1":          nil,
		"?createAvailable=always": nil,
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			r := w.get("com.atproto.server.getAccountInviteCodes"+query, host.text("accessJwt"))
			if want == nil {
				r.is(t, http.StatusBadRequest, "InvalidRequest")
				return
			}
			same(t, r.column("codes", "code"), want)
		})
	}
}

func TestAnAccountOutOfViewHasNoInviteCodes(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	away := w.signUp("away.test")
	w.post("com.atproto.server.deactivateAccount", away.text("accessJwt"), object{})
	w.get("com.atproto.server.getAccountInviteCodes", away.text("accessJwt")).is(t, http.StatusBadRequest, "NotFound")
	w.decide(away.text("did"), object{"takedown": object{"applied": true}})
	w.get("com.atproto.server.getAccountInviteCodes", away.text("accessJwt")).is(t, http.StatusUnauthorized, "AccountTakedown")
}

func TestNobodyComesBackWithTheInviteCodeOfTheFirstTime(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{InviteRequired: true})
	code := w.post("com.atproto.server.createInviteCode", admin, object{"useCount": 5}).text("code")
	other := w.post("com.atproto.server.createInviteCode", admin, object{"useCount": 5}).text("code")
	sign := func(handle, code string) reply {
		return w.post(createAccount, "", object{"handle": handle + ".test", "email": handle + "@example.com", "password": "x", "inviteCode": code})
	}
	w.comeBack(sign("former", code), object{"inviteCode": code}).is(t, http.StatusInternalServerError, "InternalServerError")
	w.comeBack(sign("later", code), object{"inviteCode": other}).is(t, http.StatusOK, "")
}
