package server_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mockpds/server"
)

const (
	updateAccountEmail    = "com.atproto.admin.updateAccountEmail"
	updateAccountPassword = "com.atproto.admin.updateAccountPassword"
	adminDeleteAccount    = "com.atproto.admin.deleteAccount"
	sendEmail             = "com.atproto.admin.sendEmail"
)

const nobody = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"

func TestAnAdministratorChangesAddressAndPassword(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	anna := w.signUp("anna.test")
	w.confirm(anna.text("accessJwt"), "anna@example.com")

	w.post(updateAccountEmail, admin, object{"account": "anna.test", "email": "Anything Goes"}).is(t, http.StatusOK, "")
	w.hasEmail(anna.text("accessJwt"), "anything goes", false)
	w.post(updateAccountPassword, admin, object{"did": anna.text("did"), "password": "next"}).is(t, http.StatusOK, "")
	w.post("com.atproto.server.refreshSession", anna.text("refreshJwt"), nil).is(t, http.StatusBadRequest, "ExpiredToken")
	w.login("anna.test", "next")
	w.post(adminDeleteAccount, admin, object{"did": anna.text("did")}).is(t, http.StatusOK, "")
	w.get("com.atproto.server.getSession", anna.text("accessJwt")).is(t, http.StatusBadRequest, "InvalidRequest")
}

func TestAnswersToAnAdministrator(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	anna := w.signUp("anna.test")
	did := anna.text("did")
	w.signUp("bert.test")
	message := func(to string) object {
		return object{"recipientDid": to, "senderDid": nobody, "content": "hello"}
	}
	tests := map[string]struct {
		method, token string
		input         object
		status        int
		want          string
	}{
		"somebody else's address":  {updateAccountEmail, admin, object{"account": did, "email": "bert@example.com"}, http.StatusInternalServerError, "InternalServerError"},
		"an address for nobody":    {updateAccountEmail, admin, object{"account": nobody, "email": "x@example.com"}, http.StatusBadRequest, "InvalidRequest"},
		"a handle in upper case":   {updateAccountEmail, admin, object{"account": "ANNA.TEST", "email": "x@example.com"}, http.StatusBadRequest, "InvalidRequest"},
		"a password for nobody":    {updateAccountPassword, admin, object{"did": nobody, "password": "x"}, http.StatusOK, ""},
		"a password too long":      {updateAccountPassword, admin, object{"did": nobody, "password": strings.Repeat("x", 257)}, http.StatusBadRequest, "InvalidRequest"},
		"nobody is deleted":        {adminDeleteAccount, admin, object{"did": nobody}, http.StatusOK, ""},
		"mail to nobody":           {sendEmail, admin, message(nobody), http.StatusBadRequest, "InvalidRequest"},
		"an address by a user":     {updateAccountEmail, anna.text("accessJwt"), object{"account": did, "email": "x@example.com"}, http.StatusUnauthorized, "AuthenticationRequired"},
		"a password by a user":     {updateAccountPassword, anna.text("accessJwt"), object{"did": did, "password": "x"}, http.StatusUnauthorized, "AuthenticationRequired"},
		"a deletion by a user":     {adminDeleteAccount, anna.text("accessJwt"), object{"did": did}, http.StatusUnauthorized, "AuthenticationRequired"},
		"mail sent by a user":      {sendEmail, anna.text("accessJwt"), message(did), http.StatusUnauthorized, "BadJwtType"},
		"mail sent by a stranger":  {sendEmail, "", message(did), http.StatusUnauthorized, "AuthenticationRequired"},
		"mail sent by nobody":      {sendEmail, admin, object{"recipientDid": did, "content": "hello"}, http.StatusBadRequest, "InvalidRequest"},
		"mail sent by a moderator": {sendEmail, admin, message(did), http.StatusOK, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.post(test.method, test.token, test.input).is(t, test.status, test.want)
		})
	}
}

func TestAModeratorsMailIsInTheMailbox(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	did := w.signUp("anna.test").text("did")
	for _, subject := range []any{nil, "About you", ""} {
		input := object{"recipientDid": did, "senderDid": nobody, "content": "hello", "comment": "for us only"}
		if subject != nil {
			input["subject"] = subject
		}
		if r := w.post(sendEmail, admin, input); r.json["sent"] != true {
			t.Errorf("not sent: %s", r.raw)
		}
	}
	mail := w.send(http.MethodGet, "/_mock/mail?to="+url.QueryEscape("anna@example.com"), "", nil).raw
	for _, want := range []string{"Message via your PDS", "About you", "hello"} {
		if !strings.Contains(mail, want) {
			t.Errorf("no %q in the mailbox: %s", want, mail)
		}
	}
	if strings.Contains(mail, "for us only") {
		t.Error("the moderators' comment is in the mail")
	}
}

// canonical writes JSON with its keys in order.
func canonical(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestGetAccountInfosTellsEachAccountOnceInOrderOfDIDs(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	dids := []string{}
	query := "com.atproto.admin.getAccountInfos?dids=" + nobody
	for _, handle := range []string{"one.test", "two.test", "three.test"} {
		did := w.signUp(handle).text("did")
		dids = append(dids, did)
		query += "&dids=" + did + "&dids=" + did
	}
	w.decide(dids[0], object{"takedown": object{"applied": true}})
	w.decide(dids[1], object{"deactivated": object{"applied": true}})
	slices.Sort(dids)
	same(t, w.get(query, admin).column("infos", "did"), dids)

	if r := w.get("com.atproto.admin.getAccountInfos?dids="+nobody, admin); r.raw != `{"infos":[]}` {
		t.Errorf("infos of nobody: %s", r.raw)
	}
	w.get("com.atproto.admin.getAccountInfos", admin).is(t, http.StatusBadRequest, "InvalidRequest")
	w.get("com.atproto.admin.getAccountInfos?dids="+dids[0]+"&dids=x", admin).is(t, http.StatusBadRequest, "InvalidRequest")
	w.get("com.atproto.admin.getAccountInfos?dids="+dids[0], "").is(t, http.StatusUnauthorized, "AuthenticationRequired")
}
