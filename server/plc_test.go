package server_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"testing"

	"mockpds/server"
)

const (
	requestPLCSignature = "com.atproto.identity.requestPlcOperationSignature"
	signPLC             = "com.atproto.identity.signPlcOperation"
	submitPLC           = "com.atproto.identity.submitPlcOperation"

	noPLCOperations = "PLC operations are not supported by this mock"
)

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTheCodeForAPLCSignatureIsMailedCheckedAndSpent(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	w.post(signPLC, token, object{}).is(t, http.StatusBadRequest, "InvalidRequest")
	w.post(signPLC, token, object{"token": "AAAAA-AAAAA"}).is(t, http.StatusBadRequest, "InvalidToken")
	w.post(signPLC, token, object{"token": "x", "services": "y"}).is(t, http.StatusBadRequest, "InvalidRequest")

	code := w.mailed(requestPLCSignature, token, "alice@example.com", "plc_operation")
	if got := w.post(signPLC, token, object{"token": code}); got.text("message") != noPLCOperations {
		t.Errorf("got %d %s", got.status, got.raw)
	}
	w.post(signPLC, token, object{"token": code}).is(t, http.StatusBadRequest, "InvalidToken")
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

func TestPLCOperationsAreCheckedBeforeTheyAreRefused(t *testing.T) {
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
		{"good", object{}, noPLCOperations},
		{"with more in it", object{"more": 1}, noPLCOperations},
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
