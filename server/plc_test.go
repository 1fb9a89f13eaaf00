package server_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"mockpds/server"
)

const (
	requestPLCSignature = "com.atproto.identity.requestPlcOperationSignature"
	signPLC             = "com.atproto.identity.signPlcOperation"
	submitPLC           = "com.atproto.identity.submitPlcOperation"
)

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAPLCOperationIsSignedForAMailedCode(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	w.post(signPLC, token, object{}).is(t, http.StatusBadRequest, "InvalidRequest")
	w.post(signPLC, token, object{"token": "AAAAA-AAAAA"}).is(t, http.StatusBadRequest, "InvalidToken")
	w.post(signPLC, token, object{"token": "x", "services": "y"}).is(t, http.StatusBadRequest, "InvalidRequest")

	code := w.mailed(requestPLCSignature, token, "alice@example.com", "plc_operation")
	signed := w.post(signPLC, token, object{"token": code})
	signed.is(t, http.StatusOK, "")
	w.post(signPLC, token, object{"token": code}).is(t, http.StatusBadRequest, "InvalidToken")
}

func TestAPLCOperationThatIsSubmittedIsInTheDirectory(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	directory := func(path string) reply { return w.send(http.MethodGet, "/"+did+path, "", nil) }
	w.post("com.atproto.identity.updateHandle", token, object{"handle": "ally.test"}).is(t, http.StatusOK, "")
	code := w.mailed(requestPLCSignature, token, "alice@example.com", "plc_operation")
	op := w.post(signPLC, token, object{"token": code, "alsoKnownAs": []string{"at://ally.test", "https://example.com"}}).json["operation"]
	w.send(http.MethodPost, "/"+did, "", object{"type": "plc_operation"}).is(t, http.StatusBadRequest, "")
	w.send(http.MethodPost, "/"+did, "", op).says(t, http.StatusOK, "OK")
	w.post(submitPLC, token, object{"operation": op}).is(t, http.StatusBadRequest, "InvalidRequest") // a second time

	if last := directory("/log/last"); last.raw != asJSON(t, op) && last.text("sig") != op.(object)["sig"] {
		t.Errorf("the last operation is %s", last.raw)
	}
	var log []struct {
		AlsoKnownAs []string
		Prev        *string
	}
	if err := json.Unmarshal([]byte(directory("/log").raw), &log); err != nil || len(log) != 3 {
		t.Fatalf("%v: %s", err, directory("/log").raw)
	}
	if log[0].AlsoKnownAs[0] != "at://alice.test" || log[0].Prev != nil || log[1].AlsoKnownAs[0] != "at://ally.test" || len(log[2].AlsoKnownAs) != 2 {
		t.Errorf("the log is %v", log)
	}
	if names := asJSON(t, directory("").json["alsoKnownAs"]); names != `["at://ally.test","https://example.com"]` {
		t.Errorf("the document says %s", names)
	}
	if !strings.Contains(directory("/log/audit").raw, `"nullified":false`) || !strings.Contains(directory("/data").raw, "https://example.com") {
		t.Errorf("audit %s, data %s", directory("/log/audit").raw, directory("/data").raw)
	}
	for _, path := range []string{"", "/data", "/log", "/log/audit", "/log/last"} {
		w.send(http.MethodGet, "/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"+path, "", nil).is(t, http.StatusNotFound, "")
	}
}

func TestAnAccountThatCameBackIsActivatedAfterItsOperation(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	first := w.signUp("former.test")
	token := w.comeBack(first, nil).text("accessJwt")
	w.post("com.atproto.server.activateAccount", token, nil).is(t, http.StatusBadRequest, "InvalidRequest")
	due := w.get(recommended, token).json
	due["token"] = w.mailed(requestPLCSignature, token, "back@example.com", "plc_operation")
	op := w.post(signPLC, token, due).json["operation"]
	w.post(submitPLC, token, object{"operation": op}).is(t, http.StatusOK, "")
	w.post("com.atproto.server.activateAccount", token, nil).is(t, http.StatusOK, "")
	w.get("com.atproto.server.getServiceAuth?lxm="+createAccount+"&aud="+w.pds.ServiceDID(), token).is(t, http.StatusOK, "")
}

func TestNobodyWithoutAnAddressCanRequestAPLCSignature(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	got := w.post(requestPLCSignature, w.login("no-email.test", "no-email-pass").text("accessJwt"), nil)
	got.is(t, http.StatusBadRequest, "InvalidRequest")
	if got.text("message") != "account does not have an email address" {
		t.Errorf("got %s", got.raw)
	}
}

func TestPLCOperationsAreCheckedBeforeTheDirectoryGetsThem(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	good := w.get(recommended, token).json
	maps.Copy(good, object{"type": "plc_operation", "prev": nil, "sig": "x"})
	keys, _ := good["rotationKeys"].([]any)
	tests := []struct {
		name    string
		change  object // of a good operation; a nil value takes a key out
		message string
	}{
		{"good", object{}, "Operations not correctly ordered"},
		{"with more in it", object{"more": 1}, "Operations not correctly ordered"},
		{"of another type", object{"type": "create"}, "Invalid operation"},
		{"without signature", object{"sig": nil}, "Invalid operation"},
		{"with a number before it", object{"prev": 5}, "Invalid operation"},
		{"with a number for a name", object{"alsoKnownAs": []any{5}}, "Invalid operation"},
		{"with a number for a key", object{"verificationMethods": object{"atproto": 5}}, "Invalid operation"},
		{"with half a service", object{"services": object{"atproto_pds": object{"type": "x"}}}, "Invalid operation"},
		{"without rotation keys", object{"rotationKeys": []any{}}, "Rotation keys do not include server's rotation key"},
		{"without the server's rotation key", object{"rotationKeys": keys[:1]}, "Rotation keys do not include server's rotation key"},
		{"without services", object{"services": object{}}, "Incorrect type on atproto_pds service"},
		{
			"elsewhere",
			object{"services": object{"atproto_pds": object{"type": "AtprotoPersonalDataServer", "endpoint": "http://x"}}},
			"Incorrect endpoint on atproto_pds service",
		},
		{"without the account's key", object{"verificationMethods": object{}}, "Incorrect signing key"},
		{"without a name", object{"alsoKnownAs": []any{}}, "Incorrect handle in alsoKnownAs"},
		{"with another name", object{"alsoKnownAs": []any{"at://x.test"}}, "Incorrect handle in alsoKnownAs"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			operation := maps.Clone(good)
			for key, value := range test.change {
				operation[key] = value
				if value == nil {
					delete(operation, key)
				}
			}
			got := w.post(submitPLC, token, object{"operation": operation})
			got.is(t, http.StatusBadRequest, "InvalidRequest")
			if got.text("message") != test.message {
				t.Errorf("got %q, want %q", got.text("message"), test.message)
			}
		})
	}
}
