package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// trusting is a client that trusts the authority of a file alone, and reaches every host at one
// address.
func trusting(t *testing.T, caFile, address string) *http.Client {
	t.Helper()
	text, err := os.ReadFile(caFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// An announcement is what the first line of the log says of where the server listens.
type announcement struct{ ControlURL, EntrywayURL string }

func (r *running) announced(t *testing.T) (said announcement) {
	t.Helper()
	r.mu.Lock()
	line, _, _ := strings.Cut(r.log.String(), "\n")
	r.mu.Unlock()
	if err := json.Unmarshal([]byte(line), &said); err != nil {
		t.Fatal(err)
	}
	return said
}

func TestControlAPIIsBesideThePDS(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	if at := p.announced(t).ControlURL; at != p.base+"/_mock/" {
		t.Errorf("the log says %s", at)
	}
	if status, _ := get(t, p.announced(t).ControlURL+"clock"); status != http.StatusOK {
		t.Errorf("it answers %d", status)
	}
}

func TestControlAPIHasItsOwnAddressAndToken(t *testing.T) {
	t.Parallel()
	p := start(t, environment{"MOCKPDS_CONTROL_TOKEN": "open-sesame"}, "", "--control-addr", "127.0.0.1:0")
	control := p.announced(t).ControlURL
	if strings.HasPrefix(control, p.base) {
		t.Fatalf("the control API is at %s, the PDS at %s", control, p.base)
	}
	if status, _ := get(t, control+"clock"); status != http.StatusUnauthorized {
		t.Errorf("without the token it answers %d", status)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, control+"clock", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer open-sesame")
	response, err := http.DefaultClient.Do(r)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("with the token it answers %v %v", response, err)
	}
	response.Body.Close()
	elsewhere, err := http.Get(p.base + "/_mock/clock")
	if err != nil || elsewhere.StatusCode != http.StatusNotFound {
		t.Fatalf("the PDS answers %v %v", elsewhere, err)
	}
	elsewhere.Body.Close()
	if status, _ := login(t, p.base, "alice.test", "alice-pass"); status != http.StatusOK {
		t.Errorf("login answers %d", status)
	}
	if code, log := p.end(); code != 0 || strings.Contains(log, "sesame") || !strings.Contains(log, "/_mock/clock") {
		t.Errorf("exit %d: %s", code, log)
	}
}

func TestControlAddressInUseNamesItsFlag(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	got := runToEnd(t, nil, "", "--log-format", "off", "--addr", "127.0.0.1:0", "--control-addr", taken.Addr().String())
	if got.code != 1 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "--control-addr") {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}

func TestLocalhostIsBothLoopbacksOnOnePort(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "", "--addr", "localhost:0")
	_, port, err := net.SplitHostPort(strings.TrimPrefix(p.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "::1"} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
		if err != nil {
			continue // this machine has no such address
		}
		l.Close()
		if status, _ := login(t, "http://"+net.JoinHostPort(host, port), "alice.test", "alice-pass"); status != http.StatusOK {
			t.Errorf("login at %s answers %d", host, status)
		}
	}
	got := runToEnd(t, environment{"MOCKPDS_LOG_FORMAT": "text"}, "", "--addr", "localhost:"+port)
	if got.code != exitFailed || !strings.Contains(got.stderr, "is in use") {
		t.Errorf("the same port again: exit %d: %s", got.code, got.stderr)
	}
}

func TestAnEntrywayListensBesideThePDS(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "url")
	p := start(t, nil, "", "--entryway-addr", "localhost:0", "--url-file", file)
	entryway := p.announced(t).EntrywayURL
	if text, err := os.ReadFile(file); err != nil || string(text) != p.base+"\n"+entryway+"\n" {
		t.Errorf("the file holds %q, the log says %s: %v", text, entryway, err)
	}
	_, about := get(t, p.base+"/.well-known/oauth-protected-resource")
	if got := fmt.Sprint(about["authorization_servers"]); got != "["+entryway+"]" {
		t.Errorf("the PDS names %s, and the entryway is at %s", got, entryway)
	}
	_, about = get(t, entryway+"/.well-known/oauth-authorization-server")
	if about["issuer"] != entryway {
		t.Errorf("the issuer is %v", about["issuer"])
	}
	if status, _ := login(t, entryway, "alice.test", "alice-pass"); status != http.StatusOK {
		t.Errorf("login answers %d", status)
	}
	if code, log := p.end(); code != 0 {
		t.Errorf("exit %d: %s", code, log)
	}
	if _, err := http.Get(entryway); err == nil {
		t.Error("the entryway outlives the program")
	}
}

func TestAnEntrywaySpeaksTLSWhenThePDSDoes(t *testing.T) {
	t.Parallel()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	p := start(t, nil, "", "--entryway-addr", "127.0.0.1:0", "--entryway-url", "https://entry.example", "--tls", "--tls-ca-file", ca)
	address := strings.TrimPrefix(p.announced(t).EntrywayURL, "https://")
	answer, err := trusting(t, ca, address).Get("https://entry.example/.well-known/oauth-authorization-server")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	if !strings.Contains(string(text), `"issuer":"https://entry.example"`) {
		t.Errorf("the entryway says %s", text)
	}
}

func TestSettingsOfAnEntrywayNeedOne(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--entryway-url", "http://entry.test"}, {"--entryway-revokes"}} {
		got := runToEnd(t, nil, "", append(args, "--addr", "127.0.0.1:0")...)
		if got.code != exitUsage || !strings.Contains(got.stderr, "--entryway-addr") {
			t.Errorf("%v: exit %d: %s", args, got.code, got.stderr)
		}
	}
}
