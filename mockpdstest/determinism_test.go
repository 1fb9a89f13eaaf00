package mockpdstest_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

func TestTheSameSeedFileAndClockGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	one, two := script(t), script(t)
	if !bytes.Equal(one, two) {
		t.Errorf("two runs differ:\n%s\n\nand\n\n%s", one, two)
	}
	if bytes.Count(one, []byte("\n200 ")) < 10 {
		t.Errorf("too little of the script succeeds:\n%s", one)
	}
}

// script drives a server through a bit of everything and writes down all it says, byte for byte but
// for the Date header.
func script(t *testing.T) []byte {
	t.Helper()
	pds := mockpdstest.New(t,
		mockpdstest.Seed("seed"), mockpdstest.Frozen(noon), mockpdstest.PublicURL("http://pds.test"), mockpdstest.RateLimits())
	var said bytes.Buffer
	note := func(r mockpdstest.Reply) mockpdstest.Reply {
		fmt.Fprintf(&said, "\n%d ", r.Status)
		r.Header.Del("Date")
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			fmt.Fprintf(&said, "%s: %q\n", name, r.Header[name])
		}
		said.Write(r.Body)
		return r
	}
	note(pds.TryGet("com.atproto.server.describeServer"))
	alice := note(pds.TryLogin(mockpdstest.Credentials{Identifier: "alice.test", Password: "alice-pass"})).Session(t)
	note(alice.TryGet(getSession))
	next := note(alice.TryRefresh()).Session(t)
	note(alice.TryRefresh())
	note(next.TryPost("com.atproto.server.createAppPassword", map[string]string{"name": "laptop"}))
	note(next.TryGet("com.atproto.server.listAppPasswords"))
	note(next.TryGet("com.atproto.server.getServiceAuth?aud=did:web:example.com"))
	note(signUp(pds, "dan")).Session(t)
	note(pds.TryLogin(mockpdstest.Credentials{Identifier: "signin-code.test", Password: "signin-code-pass"}))
	note(pds.TryLogin(mockpdstest.Credentials{
		Identifier: "signin-code.test", Password: "signin-code-pass",
		AuthFactorToken: pds.Code(t, "signin-code@example.com", "sign_in"),
	})).Session(t)
	pds.SetStatus(t, "bob.test", "takendown")
	note(pds.TryLogin(mockpdstest.Credentials{Identifier: "bob.test", Password: "bob-pass"}))
	pds.Advance(3 * time.Hour)
	note(next.TryGet(getSession))
	note(next.TryRefresh()).Session(t)
	note(alice.TryRefresh())
	note(next.TryPost("com.atproto.server.deleteSession", nil))
	return said.Bytes()
}
