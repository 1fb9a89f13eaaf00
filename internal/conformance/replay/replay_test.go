package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mockpds/internal/conformance"
	"mockpds/tokens"
)

// newPDS serves what a case needs: a description, a mailbox and a clock beside it, and the
// Authorization it was sent.
func newPDS(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		})
	}
	answer("/xrpc/com.atproto.server.describeServer", `{"did":"did:web:localhost"}`)
	answer("/mail", `[{"to":"x","kind":"confirm_email","token":"AAAAA-BBBBB"}]`)
	answer("/clock", `{}`)
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Header.Get("Authorization")) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func writeCases(t *testing.T, status int) string {
	t.Helper()
	steps := fmt.Sprintf(`{"mail":{"to":"x"},"into":"m","response":{"count":1,"kind":"confirm_email","tokenForm":"XXXXX-XXXXX"}},`+
		`{"clock":{"advanceSeconds":5}},{"forge":{"header":{},"claims":{},"sign":"server"},"into":"t"},`+
		`{"request":{"method":"GET","path":"/echo","headers":[["authorization","${m} ${t}"]]},"setup":true,"response":{"status":%d}}`, status)
	name := filepath.Join(t.TempDir(), "cases.json")
	text := `{"format":"pds-differential/1","cases":[{"id":"a","group":"g","desc":"","needs":["mail","clock","forge"],"steps":[` + steps + `]},` +
		`{"id":"b","group":"h","desc":"","target":"rl","steps":[]}]}`
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestReplay(t *testing.T) {
	t.Parallel()
	pds := newPDS(t)
	good, bad := writeCases(t, 200), writeCases(t, 500)
	args := func(more ...string) []string {
		return append([]string{"--base", pds.URL, "--mail", pds.URL + "/mail", "--clock", pds.URL + "/clock", "--forge", "hs256:s", "--seed", "x"}, more...)
	}
	for name, tc := range map[string]struct {
		args []string
		want string
		err  error
	}{
		"identical":         {args("--cases", good, "--only", "g"), "1 cases: 1 identical", nil},
		"different":         {args("--cases", bad, "--case", "a"), "[3] GET /echo: status: want 500, got 200", errDiffers},
		"not run":           {args("--cases", good), "not run: b (no instance rl)", errDiffers},
		"not run, allowed":  {args("--cases", good, "--allow-not-run"), "2 cases: 1 identical, 0 different, 1 not run", nil},
		"the seed is shown": {args("--cases", good, "--only", "g"), "seed x\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			err := run(t.Context(), tc.args, &out)
			if !errors.Is(err, tc.err) || !strings.Contains(out.String(), tc.want) {
				t.Errorf("got %v and\n%s\nwant %v and %q", err, out.String(), tc.err, tc.want)
			}
		})
	}
}

func TestReplayWritesFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	record, table := filepath.Join(dir, "record.json"), filepath.Join(dir, "table.md")
	pds := newPDS(t)
	err := run(t.Context(), []string{
		"--base", pds.URL, "--cases", writeCases(t, 500), "--allow-not-run", "--record", record, "--table", table, "--reference", "r 1",
	}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(record)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if cases, err := conformance.Load(file); err != nil || len(cases) != 2 {
		t.Errorf("recorded %d cases, %v", len(cases), err)
	}
	if text, err := os.ReadFile(table); err != nil || !strings.Contains(string(text), "| `com.atproto.server.createSession` | yes |") {
		t.Errorf("the table is %s, %v", text, err)
	}
}

func TestReplayRefusesBadArguments(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"no base":      {},
		"unknown flag": {"--bass", "x"},
		"stray word":   {"--base", "http://localhost:1", "x"},
		"forge kind":   {"--base", "http://localhost:1", "--forge", "rs256:x"},
		"forge key":    {"--base", "http://localhost:1", "--forge", "es256k:x"},
		"no such case": {"--base", "http://localhost:1", "--case", "no-such"},
		"no such file": {"--base", "http://localhost:1", "--cases", "no-such.json"},
	} {
		if err := run(t.Context(), args, io.Discard); err == nil || errors.Is(err, errDiffers) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestForgedTokensVerify(t *testing.T) {
	t.Parallel()
	key := tokens.DeriveKey("test", "session")
	signers, err := signersFor("es256k:" + key.Hex())
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		signer conformance.Signer
		alg    string
		good   bool
	}{
		"server": {signers.Server, "ES256K", true}, "other key": {signers.OtherKey, "ES256K", false}, "other alg": {signers.OtherAlg, "HS256", false},
	} {
		signature, err := tc.signer.Sign("a.b")
		if err != nil || tc.signer.Alg != tc.alg {
			t.Errorf("%s: %s, %v", name, tc.signer.Alg, err)
		}
		valid := tokens.ES256K{}.Verify("a.b", signature, key.Public()) == nil
		if valid != tc.good {
			t.Errorf("%s: valid is %v", name, valid)
		}
	}
	if none, err := signersFor(""); err != nil || none.Server.Sign != nil {
		t.Error("signers without a key")
	}
}
