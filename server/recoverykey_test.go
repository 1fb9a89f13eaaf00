package server_test

import (
	"net/http"
	"strconv"
	"testing"

	"mockpds/server"
)

// The answers are the reference's.
func TestSignUpChecksTheRecoveryKey(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for i, test := range []struct{ key, problem string }{
		{"", ""},
		{"did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", ""},
		{"did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", ""},
		{"nonsense", "Incorrect prefix for did:key: nonsense"},
		{"did:key:", "Incorrect prefix for did:key: did:key:"},
		{"did:web:a.com", "Incorrect prefix for did:key: did:web:a.com"},
		{"zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", "Incorrect prefix for did:key: zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"},
		{"did:key:z", "Unsupported key type"},
		{"did:key:z111", "Unsupported key type"},
		{"did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "Unsupported key type"},
		{"did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBm0", "Non-base58btc character"},
		{"did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBmf", "Point is not on elliptic curve"},
		{"did:key:zQ3shee78LWjGhnSBxM2g4cQwQFn1QF7wXBFpP5cmt6xRmLbY", "Point is not on curve"},
		{"did:key:z6DtMxRFP9RPixekGxq4T5KsYxtfmihZpPDRVwSEmGbNohqQ", "Expected 33 byte compress pubkey"},
		{"did:key:zQ3siPHybEXv6ampKAfUUmcq1fMTh8XypNg3RBRFiyb1Yh6Py", "Point.fromHex: received invalid point. Expected 32-33 compressed bytes or 65 uncompressed bytes, not 33"},
		{"did:key:z3u1pvcaFCVkYP8sha1CvwmSWHNNJZSi7ApEsiZD4rwmHmHs", "Expected 33 byte compress pubkey"},
		{"did:key:zDnafRKxrA79ytqy5mvFunFgTpuibFgQQTwiXJa2EdCznYMD7", "Expected first byte to be 0x02 or 0x03"},
	} {
		name := "recover" + strconv.Itoa(i)
		r := w.post("com.atproto.server.createAccount", "", object{
			"handle": name + ".test", "email": name + "@example.com", "password": "x", "recoveryKey": test.key,
		})
		if test.problem == "" {
			r.is(t, http.StatusOK, "")
			continue
		}
		r.is(t, http.StatusBadRequest, "InvalidRequest")
		if want := "Unsupported key type " + test.key + ": Error: " + test.problem; r.text("message") != want {
			t.Errorf("%s: %s, want %s", test.key, r.text("message"), want)
		}
	}
	w.post("com.atproto.server.createAccount", "", object{
		"handle": "off.test", "email": "off@example.com", "password": "x", "recoveryKey": "did:key:zDnaehfHR8Q5U7ckmLQfuZ3eGEypooJ46zzjRQ1AR9asDvdnv",
	}).is(t, http.StatusBadGateway, "UpstreamFailure")
}
