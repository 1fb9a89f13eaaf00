// Package goat_test drives goat, the command-line tool of indigo, against mockpds.
package goat_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A user is somebody with goat in a shell: a folder, where it keeps its session, and the server.
type user struct {
	t       *testing.T
	program string
	folder  string
	url     string
}

func newUser(t *testing.T) *user {
	t.Helper()
	u := &user{t: t, folder: t.TempDir()}
	u.program = filepath.Join(u.folder, "goat")
	build(t, ".", u.program, "github.com/bluesky-social/indigo/cmd/goat")
	u.url = startMock(t)
	return u
}

func build(t *testing.T, folder, program, target string) {
	t.Helper()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, target)
	build.Dir = folder
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", target, err, out)
	}
}

// startMock starts a mockpds of this checkout, which ends with the test, and returns its URL.
func startMock(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "mockpds")
	build(t, filepath.Join("..", ".."), program, "./cmd/mockpds")
	mock := exec.CommandContext(t.Context(), program, "--addr", "127.0.0.1:0", "--log-format", "json")
	log, err := mock.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := mock.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var entry struct{ Msg, URL string }
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "listening" {
			go func() { // so that it is never held up by its log
				for lines.Scan() {
				}
			}()
			t.Cleanup(func() { _ = mock.Process.Kill(); _ = mock.Wait() })
			return entry.URL
		}
	}
	t.Fatal("mockpds did not start")
	return ""
}

// try runs goat and returns what it prints.
func (u *user) try(args ...string) (string, error) {
	goat := exec.CommandContext(u.t.Context(), u.program, args...)
	goat.Dir = u.folder
	goat.Env = append(os.Environ(), "HOME="+u.folder, "XDG_STATE_HOME="+filepath.Join(u.folder, "state"),
		"ATP_PLC_HOST="+u.url, "ATP_PDS_HOST="+u.url)
	var out, mistakes bytes.Buffer
	goat.Stdout, goat.Stderr = &out, &mistakes
	err := goat.Run()
	return out.String() + mistakes.String(), err
}

// does runs goat, which has to succeed and to print a text.
func (u *user) does(want string, args ...string) string {
	u.t.Helper()
	out, err := u.try(args...)
	if err != nil || !strings.Contains(out, want) {
		u.t.Fatalf("goat %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// write makes a file in the user's folder.
func (u *user) write(name, text string) string {
	u.t.Helper()
	if err := os.WriteFile(filepath.Join(u.folder, name), []byte(text), 0o600); err != nil {
		u.t.Fatal(err)
	}
	return name
}

// read asks the server for a JSON document.
func (u *user) read(path string, into any) {
	u.t.Helper()
	r, err := http.NewRequestWithContext(u.t.Context(), http.MethodGet, u.url+path, http.NoBody)
	if err != nil {
		u.t.Fatal(err)
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		u.t.Fatal(err)
	}
	defer func() { _ = reply.Body.Close() }()
	if err := json.NewDecoder(reply.Body).Decode(into); err != nil {
		u.t.Fatalf("%s: %v", path, err)
	}
}

func (u *user) did(handle string) string {
	u.t.Helper()
	var resolved struct{ DID string }
	u.read("/xrpc/com.atproto.identity.resolveHandle?handle="+handle, &resolved)
	return resolved.DID
}

func TestGoatWorksWithAnAccount(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.does("Success!", "account", "create", "--pds-host", u.url,
		"--handle", "goat.test", "--password", "pw", "--email", "goat@example.com")
	u.does("", "account", "login", "-u", "goat.test", "-p", "pw", "--pds-host", u.url)
	did := u.did("goat.test")
	u.does("", "account", "login", "-u", did, "-p", "pw", "--pds-host", u.url)
	u.does(`"activated": true`, "account", "status")

	post := u.write("post.json",
		`{"$type":"app.bsky.feed.post","text":"from goat","createdAt":"2025-01-01T00:00:00Z"}`)
	u.does("at://"+did+"/app.bsky.feed.post/", "record", "create", "--no-validate", post)
	var list struct{ Records []any }
	u.read("/xrpc/com.atproto.repo.listRecords?collection=app.bsky.feed.post&repo="+did, &list)
	if len(list.Records) != 1 {
		t.Errorf("%d records", len(list.Records))
	}
	u.does("", "account", "update-handle", "billy.test")
	if u.did("billy.test") != did {
		t.Error("the handle is the old one")
	}
	if out, err := u.try("account", "login", "-u", "billy.test", "-p", "wrong", "--pds-host", u.url); err == nil {
		t.Errorf("logged in with a wrong password: %s", out)
	}
}

func TestGoatSignsAndSubmitsPLCOperations(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	did := u.did("alice.test")
	u.does("", "account", "login", "-u", "alice.test", "-p", "alice-pass", "--pds-host", u.url)
	u.does("", "account", "update-handle", "ally.test")
	u.does("at://ally.test", "account", "plc", "current")
	u.does("Success", "account", "plc", "request-token")
	var mail []struct{ Kind, Token string }
	u.read("/_mock/mail?to=alice@example.com", &mail)
	fields := strings.Replace(u.does("rotationKeys", "account", "plc", "recommended"),
		`"at://ally.test"`, `"at://ally.test", "https://example.com"`, 1)
	signed := u.write("signed.json", u.does(`"sig"`,
		"account", "plc", "sign", "--token", mail[len(mail)-1].Token, u.write("fields.json", fields)))
	u.does("", "account", "plc", "submit", signed)
	u.does("https://example.com", "plc", "data", did)
	if history := u.does("at://alice.test", "plc", "history", did); strings.Count(history, `"sig"`) != 3 {
		t.Errorf("the history is %s", history)
	}
}

func TestGoatMakesADIDOfItsOwn(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	var private, public string
	for line := range strings.Lines(u.does("Secret Key", "key", "generate")) {
		switch text := strings.TrimSpace(line); {
		case strings.HasPrefix(text, "did:key:"):
			public = text
		case strings.HasPrefix(text, "z"):
			private = text
		}
	}
	genesis := u.write("genesis.json", u.does("plc_operation", "plc", "genesis", "--handle", "own.example.com",
		"--rotation-key", public, "--atproto-key", public, "--pds", "https://pds.example.com"))
	signed := u.write("signed.json", u.does(`"sig"`, "plc", "sign", "--plc-signing-key", private, genesis))
	did := strings.TrimSpace(u.does("did:plc:", "plc", "calc-did", signed))
	u.does("", "plc", "submit", "--genesis", signed)
	u.does("own.example.com", "plc", "data", did)
	if _, err := u.try("plc", "submit", "--did", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", signed); err == nil {
		t.Error("an operation made a DID that is not its hash")
	}
}
