package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/bluesky-social/indigo/atproto/atclient"
)

const (
	pastAccess  = 2*time.Hour + time.Minute // when an access token has expired, and the grace of a refresh token after its use
	pastRefresh = 90*24*time.Hour + time.Minute
)

// A mock is a mock PDS of one test's own, with the default world.
type mock struct {
	t        *testing.T
	url      string
	entryway string       // its URL; "" without one
	client   *http.Client // reaches the mock
	expected []string     // rules of findings
}

// startMock starts a mock PDS on a free port. It ends with the test.
func startMock(t *testing.T, flags ...string) *mock {
	t.Helper()
	cmd := exec.Command(*program, append([]string{"--addr", "127.0.0.1:0", "--log-format", "json"}, flags...)...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewScanner(stderr)
	at := listening(log)
	m := &mock{t: t, url: at.URL, entryway: at.EntrywayURL, client: http.DefaultClient}
	errs := make(chan []string, 1)
	go func() { errs <- errorsIn(log) }()
	t.Cleanup(func() {
		if m.url != "" {
			m.checkFindings()
		}
		_ = cmd.Process.Signal(os.Interrupt) // fails if it has ended already, which Wait tells
		if lines := <-errs; len(lines) > 0 {
			t.Errorf("the mock logged errors: %q", lines)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("the mock ended with %v", err)
		}
	})
	if m.url == "" {
		t.Fatal("the mock ended before it listened")
	}
	return m
}

// A logLine is what matters here of a line of the mock's log.
type logLine struct {
	Level       string `json:"level"`
	Message     string `json:"msg"`
	URL         string `json:"url"`
	EntrywayURL string `json:"entrywayUrl"`
}

// listening reads the log up to the line that tells where the mock listens. It reports nothing at
// the end of the log.
func listening(log *bufio.Scanner) (line logLine) {
	for log.Scan() {
		line = logLine{}
		if json.Unmarshal(log.Bytes(), &line) == nil && line.Message == "listening" {
			return line
		}
	}
	return logLine{}
}

// errorsIn reads the log to its end.
func errorsIn(log *bufio.Scanner) []string {
	var errs []string
	for log.Scan() {
		var line logLine
		if json.Unmarshal(log.Bytes(), &line) != nil || line.Level == "ERROR" {
			errs = append(errs, log.Text())
		}
	}
	return errs
}

// advance moves the mock's clock.
func (m *mock) advance(d time.Duration) {
	m.t.Helper()
	m.steer("clock", map[string]any{"advanceSeconds": d.Seconds()})
}

// steer does a verb of the control API.
func (m *mock) steer(verb string, with map[string]any) {
	m.t.Helper()
	body, err := json.Marshal(with)
	if err != nil {
		m.t.Fatal(err)
	}
	m.exchange(http.MethodPost, "/_mock/"+verb, body, nil)
}

// sessions tells what the server holds of an account's sessions: of each the states of its refresh
// tokens, the oldest first.
func (m *mock) sessions(account string) [][]string {
	m.t.Helper()
	var sessions []struct{ Generations []struct{ State string } }
	m.document("/_mock/sessions?account="+account, &sessions)
	states := make([][]string, len(sessions))
	for i, s := range sessions {
		for _, g := range s.Generations {
			states[i] = append(states[i], g.State)
		}
	}
	return states
}

// mailedCode finds the code in the last mail of a kind to an address.
func (m *mock) mailedCode(kind, to string) string {
	m.t.Helper()
	var mails []struct{ Kind, Token string }
	m.document("/_mock/mail?to="+url.QueryEscape(to), &mails)
	code := ""
	for _, mail := range mails {
		if mail.Kind == kind {
			code = mail.Token
		}
	}
	if code == "" {
		m.t.Fatalf("no %s mail to %s", kind, to)
	}
	return code
}

// document reads a public JSON document.
func (m *mock) document(path string, into any) {
	m.t.Helper()
	m.exchange(http.MethodGet, path, nil, into)
}

func (m *mock) exchange(method, path string, body []byte, into any) {
	m.t.Helper()
	req, err := http.NewRequestWithContext(m.t.Context(), method, m.url+path, bytes.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := m.client.Do(req)
	if err != nil {
		m.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		m.t.Fatalf("%s %s: %s %s %v", method, path, resp.Status, text, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(text, into); err != nil {
		m.t.Fatalf("%s %s: %v in %s", method, path, err, text)
	}
}

// admin is a client that knows the admin password.
func (m *mock) admin() *atclient.APIClient {
	return atclient.NewAdminClient(m.url, "admin-pass")
}
