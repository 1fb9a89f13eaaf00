package server

import (
	"bytes"
	"encoding/json"
	"testing"

	"mockpds/fixtures"
)

// FuzzAppendedSessionsAreWhatEncodingJSONWrites holds the appended JSON against the one definition, which is the struct.
func FuzzAppendedSessionsAreWhatEncodingJSONWrites(f *testing.F) {
	f.Add("did:plc:abc", "alice.test", "alice@example.com", "http://localhost:2583", "takendown", uint8(255))
	f.Add("", "", "", "", "", uint8(0))
	f.Add("did:web:\"\\", "h<&>\u2028", "ä\n\x00\xff", "http://[::1]", "\u2029", uint8(37))
	f.Fuzz(func(t *testing.T, did, handle, email, url, status string, bits uint8) {
		s := &session{
			DID: did, Handle: handle, Email: email, Status: fixtures.Status(status),
			EmailConfirmed: bits&1 != 0, EmailAuthFactor: bits&2 != 0, Active: bits&4 != 0,
		}
		if bits&8 != 0 {
			s.AccessJwt, s.RefreshJwt = "a.b-c_d.e", "r.r.r"
		}
		if bits&16 != 0 {
			s.DIDDoc = newDIDDocument(did, alsoKnownAs(handle), "zKey", url)
		}
		if bits&32 != 0 && s.DIDDoc != nil {
			s.DIDDoc.encoded = s.DIDDoc.appendFields(nil)
		}
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got := append(s.AppendJSON(nil), '\n'); !bytes.Equal(got, want.Bytes()) {
			t.Errorf("appended %s, want %s", got, want.Bytes())
		}
	})
}
