package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestServeLogsInAndEndsWell(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	status, session := login(t, p.base, "alice.test", "alice-pass")
	if status != http.StatusOK || session["handle"] != "alice.test" {
		t.Errorf("login answers %d %v", status, session)
	}
	token, _ := session["accessJwt"].(string)
	code, log := p.end()
	if code != 0 {
		t.Errorf("exit %d", code)
	}
	if !strings.Contains(log, "com.atproto.server.createSession") {
		t.Errorf("the log tells nothing of the request: %s", log)
	}
	if strings.Contains(log, "alice-pass") || token == "" || strings.Contains(log, token) {
		t.Errorf("the log tells a secret, or there is no token: %s", log)
	}
}

func TestServeTakesItsWorldFromStandardInput(t *testing.T) {
	t.Parallel()
	p := start(t, environment{"MOCKPDS_SERVICE_DID": "did:web:env.test"}, "accounts: [{handle: carol.test, password: carol-pass}]",
		"--fixtures", "-", "--invite-required")
	if status, _ := login(t, p.base, "carol.test", "carol-pass"); status != http.StatusOK {
		t.Errorf("carol gets %d", status)
	}
	if status, _ := login(t, p.base, "alice.test", "alice-pass"); status != http.StatusUnauthorized {
		t.Errorf("alice, who is not in the file, gets %d", status)
	}
	_, about := get(t, p.base+"/xrpc/com.atproto.server.describeServer")
	if about["did"] != "did:web:env.test" || about["inviteCodeRequired"] != true {
		t.Errorf("the settings have no effect: %v", about)
	}
}

func TestSeveralFixtureFilesAreMergedInOrder(t *testing.T) {
	t.Parallel()
	a, b := write(t, "a.yaml", "accounts: [{handle: a.test}]"), write(t, "b.yaml", "accounts: [{handle: b.test}]")
	p := start(t, environment{"MOCKPDS_FIXTURES_INLINE": "accounts: [{handle: c.test, password: c-pass}]"}, "", "--fixtures", b, "--fixtures", a)
	var listed struct{ Accounts []struct{ Handle string } }
	response, err := http.Get(p.base + "/_mock/accounts")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	if json.Unmarshal(text, &listed.Accounts) != nil && json.Unmarshal(text, &listed) != nil {
		t.Fatalf("the accounts are %s", text)
	}
	var handles []string
	for _, a := range listed.Accounts {
		handles = append(handles, a.Handle)
	}
	if got := strings.Join(handles, " "); got != "b.test a.test c.test" {
		t.Errorf("the accounts are %s", got)
	}
}

func TestMistakesNameTheirFileAmongSeveral(t *testing.T) {
	t.Parallel()
	good, bad := write(t, "good.yaml", "accounts: [{handle: a.test}]"), write(t, "bad.yaml", "accounts:\n  - hande: b.test\n")
	tests := map[string]struct {
		env  environment
		args []string
		want string
	}{
		"a file":     {nil, []string{"--fixtures", good, "--fixtures", bad}, bad + ":2:5: "},
		"a missing":  {nil, []string{"--fixtures", "no-such-file", "--fixtures", good}, "mockpds: cannot read no-such-file"},
		"a variable": {environment{"MOCKPDS_FIXTURES_INLINE": "accounts:\n  - hande: b.test\n"}, []string{"--fixtures", good}, "MOCKPDS_FIXTURES_INLINE:2:5: "},
		"a flag":     {nil, []string{"--fixtures-inline", "accounts:\n  - hande: b.test\n"}, "--fixtures-inline:2:5: "},
	}
	for name, test := range tests {
		got := runToEnd(t, test.env, "", append([]string{"--addr", "127.0.0.1:0", "--log-format", "text"}, test.args...)...)
		if got.code == 0 || !strings.Contains("\n"+got.stderr, "\n"+test.want) {
			t.Errorf("%s: exit %d: %s", name, got.code, got.stderr)
		}
	}
}

func TestVariablesFillInAFixtureFile(t *testing.T) {
	t.Parallel()
	file := "{expandEnv: true, accounts: [{handle: a.test, password: '${PASSWORD}'}]}"
	p := start(t, environment{"PASSWORD": "from-the-environment"}, file, "--fixtures", "-")
	if status, _ := login(t, p.base, "a.test", "from-the-environment"); status != http.StatusOK {
		t.Errorf("login answers %d", status)
	}
	if got := runToEnd(t, nil, file, "check", "-"); got.code != exitUsage || !strings.Contains(got.stderr, `"PASSWORD" is not set`) {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}

func TestTheSameSeedGivesTheSameDIDs(t *testing.T) {
	t.Parallel()
	did := func(args ...string) any {
		_, session := login(t, start(t, nil, "", args...).base, "bob.test", "bob-pass")
		return session["did"]
	}
	if did() != did("--seed", "mockpds") {
		t.Error("the default seed is not the documented one")
	}
	if did() == did("--seed", "another") {
		t.Error("another seed gives the same DID")
	}
}

func TestPortInUseIsOneLineWithARemedy(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	got := runToEnd(t, environment{"MOCKPDS_LOG_FORMAT": "text"}, "", "--addr", taken.Addr().String())
	if got.code != 1 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "is in use") || !strings.Contains(got.stderr, "--addr") {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}

// A request whose handler waits for the rest of its body is answered although the server is told to
// end.
func TestEndingLetsRunningRequestsFinish(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	host := strings.TrimPrefix(p.base, "http://")
	c, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	body := `{"identifier":"alice.test","password":"alice-pass"}`
	fmt.Fprintf(c, "POST /xrpc/com.atproto.server.createSession HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", host, len(body))
	replies := bufio.NewReader(c)
	if line, err := replies.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("no handler reads the body: %q %v", line, err)
	}
	end := watchForEnd(t, host)
	p.stop()
	end()
	io.WriteString(c, body)
	replies.ReadString('\n')
	response, err := http.ReadResponse(replies, nil)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("the running request got %v %v", response, err)
	}
	response.Body.Close()
	if code, _ := p.end(); code != 0 {
		t.Errorf("exit %d", code)
	}
}

// watchForEnd opens a connection on which it sends nothing, and returns a function that waits until
// the server begins to end: it then closes such connections.
func watchForEnd(t *testing.T, host string) (wait func()) {
	t.Helper()
	silent, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	return func() { _, _ = silent.Read(make([]byte, 1)) }
}

func TestRequestsThatAreCutOffAreLogged(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, context.DeadlineExceeded} {
		var log bytes.Buffer
		warnOfCut(newLog("json", &log), err)
		if warns := strings.Contains(log.String(), `"level":"WARN"`); warns != (err != nil) || strings.Count(log.String(), "\n") > 1 {
			t.Errorf("after %v it writes %q", err, &log)
		}
	}
}

func TestLogFormatOffIsSilent(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	newLog("off", &log).Error("anything")
	o := options{logFormat: "off"}
	o.config.World = world(1)
	announce(&log, &o, "did:web:localhost", listeners{scheme: "http", pds: at(net.IPv4zero, 1)})
	if log.Len() > 0 {
		t.Errorf("it writes %s", &log)
	}
}
