//go:build unix

package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestClientsThatTrustTheAuthorityReachTheServerByEachName(t *testing.T) {
	t.Parallel()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	p := start(t, nil, "", "--tls", "--tls-name", "pds,192.0.2.1", "--public-url", "https://pds.example", "--tls-ca-file", ca)
	address, secure := strings.CutPrefix(p.base, "https://")
	if !secure {
		t.Fatalf("it listens at %s", p.base)
	}
	client := trusting(t, ca, address)
	tests := map[string]bool{
		"127.0.0.1": true, "localhost": true, "[::1]": true, "alice.test": true, "pds": true, "192.0.2.1": true, "pds.example": true,
		"example.com": false, "192.0.2.2": false,
	}
	for host, want := range tests {
		answer, err := client.Get("https://" + host + "/xrpc/_health")
		if (err == nil) != want {
			t.Errorf("%s: %v, want an answer: %t", host, err, want)
		}
		if err == nil {
			if answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 {
				t.Errorf("%s: %s %s", host, answer.Proto, answer.Status)
			}
			answer.Body.Close()
		}
	}
}

func TestTheAuthorityIsGivenByTheControlAPI(t *testing.T) {
	t.Parallel()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	p := start(t, nil, "", "--tls", "--tls-ca-file", ca)
	answer, err := trusting(t, ca, strings.TrimPrefix(p.base, "https://")).Get(p.base + "/_mock/ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var given bytes.Buffer
	given.ReadFrom(answer.Body)
	if want, _ := os.ReadFile(ca); !bytes.Equal(given.Bytes(), want) || len(want) == 0 {
		t.Errorf("it gives %s", &given)
	}
	plain := start(t, nil, "")
	if status, _ := get(t, plain.base+"/_mock/ca.pem"); status != http.StatusNotFound {
		t.Errorf("without TLS it answers %d", status)
	}
}

func TestAKeptAuthorityIsTrustedInTheNextRun(t *testing.T) {
	t.Parallel()
	dir, ca := filepath.Join(t.TempDir(), "ca"), filepath.Join(t.TempDir(), "ca.pem")
	start(t, nil, "", "--tls", "--tls-ca-dir", dir, "--tls-ca-file", ca).end()
	again := start(t, nil, "", "--tls", "--tls-ca-dir", dir)
	answer, err := trusting(t, ca, strings.TrimPrefix(again.base, "https://")).Get(again.base + "/xrpc/_health")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	got := runToEnd(t, environment{"MOCKPDS_LOG_FORMAT": "text"}, "", "--addr", "127.0.0.1:0", "--tls", "--tls-ca-dir", dir, "--tls-name", "new.example")
	if got.code != exitFailed || !strings.Contains(got.stderr, `may not sign for "new.example"`) {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}

func TestTLSThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	text := write(t, "text", "no PEM")
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"no TLS":        {[]string{"--tls-name", "pds"}, exitUsage, "no effect without --tls"},
		"a wrong name":  {[]string{"--tls", "--tls-name", "a b"}, exitUsage, "no host name"},
		"half a pair":   {[]string{"--tls-cert", text}, exitUsage, "go together"},
		"too much":      {[]string{"--tls-cert", text, "--tls-key", text, "--tls-ca-file", text}, exitUsage, "leave out"},
		"no pair":       {[]string{"--tls-cert", text, "--tls-key", text}, exitFailed, "--tls-cert: "},
		"no file":       {[]string{"--tls-cert", "no-such", "--tls-key", text}, exitFailed, "no such file"},
		"an open place": {[]string{"--tls", "--tls-ca-dir", filepath.Dir(text)}, exitFailed, "chmod 700"},
	}
	for name, test := range tests {
		args := append([]string{"--addr", "127.0.0.1:0", "--log-format", "text"}, test.args...)
		got := runToEnd(t, nil, "", args...)
		if got.code != test.code || !strings.Contains(got.stderr, test.says) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: exit %d, want %d: %s", name, got.code, test.code, got.stderr)
		}
	}
}

func TestACertificateOfOnesOwnIsServed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "ca")
	start(t, nil, "", "--tls", "--tls-ca-dir", dir).end()
	both := filepath.Join(dir, "mockpds-authority.pem") // holds a key and its certificate
	p := start(t, nil, "", "--tls-cert", both, "--tls-key", both)
	env := environment{"MOCKPDS_CA_FILE": both}
	if got := runToEnd(t, env, "", "health", p.base); got.code != exitOK {
		t.Errorf("health: exit %d: %s", got.code, got.stderr)
	}
}

func TestCommandsReachAServerOverTLS(t *testing.T) {
	t.Parallel()
	c := beside(t, `"$0" health && "$0" findings && "$0" journal && env -u MOCKPDS_CA_FILE "$0" journal`, "--tls")
	c.Args = append(c.Args, c.Args[0])
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	_ = c.Run()
	if c.ProcessState.ExitCode() != exitFailed || !strings.Contains(stderr.String(), "MOCKPDS_CA_FILE") {
		t.Errorf("%s: %s", c.ProcessState, &stderr)
	}
	if !strings.Contains(stdout.String(), "is healthy\n") || !strings.HasPrefix(stdout.String(), "https://") {
		t.Errorf("printed is %s", &stdout)
	}
}
