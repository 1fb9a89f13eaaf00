package identity_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"mockpds/internal/dagcbor"
	"mockpds/internal/identity"
	"mockpds/internal/lexicon"
	"mockpds/tokens"
)

const seed = "a seed"

var (
	noon  = time.Date(2030, 1, 2, 12, 0, 0, 0, time.UTC)
	alice = identity.Subject{DID: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", Handle: "alice.test", CreatedAt: noon, URL: "http://localhost:2583"}
)

// signed returns the fields of an operation with a signature.
func signed(t *testing.T, fields map[string]any, key tokens.Key) *identity.Operation {
	t.Helper()
	object := func() lexicon.Value {
		text, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		v, err := lexicon.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	encoded, err := dagcbor.Encode(object())
	if err != nil {
		t.Fatal(err)
	}
	signature, err := tokens.ES256K{}.Sign(string(encoded), key)
	if err != nil {
		t.Fatal(err)
	}
	fields["sig"] = base64.RawURLEncoding.EncodeToString(signature)
	op, ok := identity.ReadOperation(object())
	if !ok {
		t.Fatalf("not an operation: %v", fields)
	}
	return op
}

// fieldsAfter returns the fields of an operation that changes nothing about another one.
func fieldsAfter(t *testing.T, l identity.Logged) map[string]any {
	t.Helper()
	text, err := json.Marshal(l.Operation)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "sig")
	fields["prev"] = l.CID
	return fields
}

func logOf(t *testing.T, d *identity.Directory, s identity.Subject) []identity.Logged {
	t.Helper()
	log, err := d.Log(s)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func message(err error) string {
	if r, ok := errors.AsType[*identity.Refusal](err); ok {
		return r.Message
	}
	if err != nil {
		return "error: " + err.Error()
	}
	return ""
}

func TestTheLogOfAnAccountIsMadeFromItsHistory(t *testing.T) {
	t.Parallel()
	d := identity.NewDirectory(seed)
	if err := d.Publish(alice, "al.test", "", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	log := logOf(t, d, alice)
	if len(log) != 2 || log[0].Operation.AlsoKnownAs[0] != "at://alice.test" || log[1].Operation.AlsoKnownAs[0] != "at://al.test" {
		t.Fatalf("the log is %+v", log)
	}
	if !log[0].CreatedAt.Equal(noon) || !log[1].CreatedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("made at %v and %v", log[0].CreatedAt, log[1].CreatedAt)
	}
	other := identity.NewDirectory(seed)
	if err := other.Publish(alice, "al.test", "", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if again := logOf(t, other, alice); again[1].CID != log[1].CID {
		t.Error("the same seed and history gave two logs")
	}
	elsewhere := alice
	elsewhere.URL = "http://127.0.0.1:2583"
	if doc := d.Document(elsewhere); doc.Service[0].ServiceEndpoint != elsewhere.URL || doc.AlsoKnownAs[0] != "at://al.test" {
		t.Errorf("the document is %+v", doc)
	}
}

func TestOperationsAreAudited(t *testing.T) {
	t.Parallel()
	recovery, rotation := tokens.DeriveKey(seed, "plc recovery"), tokens.DeriveKey(seed, "plc rotation")
	type change map[string]any
	for name, test := range map[string]struct {
		change change
		key    tokens.Key
		want   string
	}{
		"by the server's key":     {change{}, rotation, ""},
		"by the recovery key":     {change{}, recovery, ""},
		"a tombstone":             {change{"type": "plc_tombstone"}, rotation, ""},
		"by somebody's key":       {change{}, tokens.DeriveKey("other", "key"), "Invalid signature on op: "},
		"without prev":            {change{"prev": nil}, rotation, "Operations not correctly ordered"},
		"after another":           {change{"prev": "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"}, rotation, "Operations not correctly ordered"},
		"after nothing that is":   {change{"prev": "x"}, rotation, "error: "},
		"without rotation keys":   {change{"rotationKeys": []string{}}, rotation, "Improperly formatted operation, need at least one"},
		"with a key that is none": {change{"rotationKeys": []string{"x"}}, rotation, "Unsupported key type x: Error: Incorrect prefix for did:key: x"},
		"with a key of no type":   {change{"rotationKeys": []string{"did:key:z111"}}, rotation, "Unsupported key type did:key:z111: Error: Unsupported key type"},
	} {
		d := identity.NewDirectory(seed)
		fields := fieldsAfter(t, logOf(t, d, alice)[0])
		maps.Copy(fields, test.change)
		if got := message(d.Submit(alice, signed(t, fields, test.key), noon)); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestAKeyThatComesFirstUndoesOperationsForThreeDays(t *testing.T) {
	t.Parallel()
	recovery, rotation := tokens.DeriveKey(seed, "plc recovery"), tokens.DeriveKey(seed, "plc rotation")
	d := identity.NewDirectory(seed)
	genesis := logOf(t, d, alice)[0]
	stolen := fieldsAfter(t, genesis)
	stolen["alsoKnownAs"] = []string{"at://mallory.test"}
	if err := d.Submit(alice, signed(t, stolen, rotation), noon); err != nil {
		t.Fatal(err)
	}
	if err := d.Submit(alice, signed(t, fieldsAfter(t, genesis), rotation), noon); !strings.HasPrefix(message(err), "Invalid signature") {
		t.Errorf("the same key undid its operation: %v", err)
	}
	if err := d.Submit(alice, signed(t, fieldsAfter(t, genesis), recovery), noon.Add(73*time.Hour)); !strings.HasPrefix(message(err), "Recovery operation") {
		t.Errorf("after three days: %v", err)
	}
	if err := d.Submit(alice, signed(t, fieldsAfter(t, genesis), recovery), noon.Add(71*time.Hour)); err != nil {
		t.Fatal(err)
	}
	log := logOf(t, d, alice)
	if len(log) != 3 || log[0].Nullified || !log[1].Nullified || log[2].Nullified {
		t.Errorf("the log is %+v", log)
	}
	if doc := d.Document(alice); doc.AlsoKnownAs[0] != "at://alice.test" {
		t.Errorf("the document says %v", doc.AlsoKnownAs)
	}
}

func TestADIDIsMadeByAnOperationWhoseHashItIs(t *testing.T) {
	t.Parallel()
	key := tokens.DeriveKey("somebody", "key")
	op := signed(t, map[string]any{
		"type": "plc_operation", "prev": nil, "alsoKnownAs": []string{"at://x.example.com"},
		"rotationKeys":        []string{key.Public().DIDKey(), "did:key:zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo"}, // one on P-256
		"verificationMethods": map[string]string{"atproto": key.Public().DIDKey()},
		"services":            map[string]any{"atproto_pds": map[string]string{"type": identity.PDSType, "endpoint": "https://pds.example.com"}},
	}, key)
	text, err := op.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := dagcbor.Encode(parse(t, string(text)))
	if err != nil {
		t.Fatal(err)
	}
	s := identity.Subject{DID: "did:plc:" + dagcbor.Base32Hash(encoded)[:24], URL: alice.URL}
	d := identity.NewDirectory(seed)
	if err := d.Submit(identity.Subject{DID: alice.DID, URL: alice.URL}, op, noon); !strings.HasPrefix(message(err), "Hash of genesis operation does not match") {
		t.Errorf("for another DID: %v", err)
	}
	if err := d.Submit(s, op, noon); err != nil || !d.Known(s.DID) {
		t.Fatalf("%v", err)
	}
	if doc := d.Document(s); doc.Service[0].ServiceEndpoint != "https://pds.example.com" || d.PublishedKey(s.DID) != key.Public() {
		t.Errorf("the document is %+v", doc)
	}
	shot := d.Memory()
	saved, err := json.Marshal(shot)
	if err != nil {
		t.Fatal(err)
	}
	var memory identity.Memory
	if err := json.Unmarshal(saved, &memory); err != nil {
		t.Fatal(err)
	}
	other := identity.NewDirectory(seed)
	if err := other.Restore(memory); err != nil || logOf(t, other, s)[0].CID != logOf(t, d, s)[0].CID {
		t.Errorf("after a restore: %v", err)
	}
	if err := other.Restore(identity.Memory{Logs: map[string][]identity.Logged{"x": {{}}}}); err == nil {
		t.Error("a log without data was taken")
	}
}

func parse(t *testing.T, text string) lexicon.Value {
	t.Helper()
	v, err := lexicon.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
