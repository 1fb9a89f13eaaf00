//go:build unix

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func rewrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func isLoggedIn(t *testing.T, base, handle string) bool {
	t.Helper()
	status, _ := login(t, base, handle, "pass")
	return status == http.StatusOK
}

func post(t *testing.T, address string) (int, map[string]any) {
	t.Helper()
	answer, err := http.Post(address, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, object(t, answer)
}

func TestFixtureFilesAreReadAgainWhenAskedFor(t *testing.T) {
	t.Parallel()
	file := write(t, "a.yaml", "accounts: [{handle: a.test, password: pass}]")
	p := start(t, nil, "accounts: [{handle: stdin.test, password: pass}]", "--fixtures", file, "--fixtures", "-")
	rewrite(t, file, "accounts: [{handle: b.test, password: pass}]")
	if status, size := post(t, p.base+"/_mock/reload"); status != http.StatusOK || size["accounts"] != 2.0 {
		t.Errorf("it answers %d %v", status, size)
	}
	if isLoggedIn(t, p.base, "a.test") || !isLoggedIn(t, p.base, "b.test") || !isLoggedIn(t, p.base, "stdin.test") {
		t.Error("the world is not that of the file")
	}
	rewrite(t, file, "accounts: [{hande: c.test}]")
	if status, refusal := post(t, p.base+"/_mock/reload"); status != http.StatusBadRequest || refusal["error"] != "InvalidFixtures" {
		t.Errorf("a mistake is answered %d %v", status, refusal)
	}
	if !isLoggedIn(t, p.base, "b.test") {
		t.Error("a mistake changed the world")
	}
	if status, refusal := post(t, start(t, nil, "").base+"/_mock/reload"); status != http.StatusConflict {
		t.Errorf("without a file it answers %d %v", status, refusal)
	}
}

func TestFixtureFilesThatChangeAreReadAgain(t *testing.T) {
	t.Parallel()
	file := write(t, "a.yaml", "accounts: [{handle: a.test, password: pass}]")
	base, log := launch(t, programCommand(t, "--fixtures", file, "--watch"))
	rewrite(t, file, "accounts: [{hande: long-enough-to-differ.test}]")
	readUntil(t, log, file+":1:13: ")
	if !isLoggedIn(t, base, "a.test") {
		t.Error("a mistake changed the world")
	}
	rewrite(t, file, "accounts: [{handle: b.test, password: pass}]")
	readUntil(t, log, "were read again")
	if isLoggedIn(t, base, "a.test") || !isLoggedIn(t, base, "b.test") {
		t.Error("the world is not that of the file")
	}
}

func TestStateOutlivesARestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "world.json")
	keep := []string{"--snapshot", file, "--save-snapshot"}
	first := start(t, nil, "", keep...)
	_, session := login(t, first.base, "alice.test", "alice-pass")
	if code, log := first.end(); code != exitOK {
		t.Fatalf("exit %d: %s", code, log)
	}
	about, err := os.Stat(file)
	if err != nil || about.Mode().Perm() != 0o600 {
		t.Fatalf("the file is %v %v", about, err)
	}
	second := start(t, nil, "", keep...)
	request, _ := http.NewRequest(http.MethodPost, second.base+"/xrpc/com.atproto.server.refreshSession", http.NoBody)
	request.Header.Set("Authorization", "Bearer "+session["refreshJwt"].(string))
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("the session of the first run is answered %v %v", answer, err)
	}
	answer.Body.Close()
	second.end()
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
}

func TestASnapshotThatCannotBeReadOrWrittenIsTold(t *testing.T) {
	t.Parallel()
	broken, old := write(t, "world.json", `{"version": 1, "wrld": {}}`), write(t, "old.json", `{"version": 99}`)
	text := environment{"MOCKPDS_LOG_FORMAT": "text"}
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"broken":    {[]string{"--snapshot", broken}, exitUsage, broken + ":1:16: "},
		"too new":   {[]string{"--snapshot", old}, exitUsage, "reads version"},
		"directory": {[]string{"--snapshot", filepath.Dir(old)}, exitFailed, "directory"},
		"nowhere":   {[]string{"--save-snapshot"}, exitUsage, "--snapshot"},
		"unwatched": {[]string{"--watch"}, exitUsage, "--fixtures"},
	} {
		got := runToEnd(t, text, "", append([]string{"--addr", "127.0.0.1:0"}, test.args...)...)
		if got.code != test.code || !strings.Contains(got.stderr, test.says) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: exit %d, want %d: %s", name, got.code, test.code, got.stderr)
		}
	}
	p := start(t, nil, "", "--snapshot", filepath.Join(t.TempDir(), "none", "world.json"), "--save-snapshot")
	if code, log := p.end(); code != exitFailed || !strings.Contains(log, "no such directory") {
		t.Errorf("exit %d: %s", code, log)
	}
}
