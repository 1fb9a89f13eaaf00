package control_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mockpds/server"
)

// A mock is a server of which the calls are looked at.
type mock struct {
	t   *testing.T
	url string
}

func startMock(t *testing.T) mock {
	t.Helper()
	pds, err := server.New(server.Config{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(pds)
	t.Cleanup(s.Close)
	return mock{t, s.URL}
}

func (m mock) request(ctx context.Context, verb, path, body string) *http.Response {
	m.t.Helper()
	r, err := http.NewRequestWithContext(ctx, verb, m.url+path, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Last-Event-ID", "1")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		m.t.Fatal(err)
	}
	return answer
}

// ask gives the status and the body of an answer.
func (m mock) ask(verb, path string) (int, string) {
	m.t.Helper()
	answer := m.request(m.t.Context(), verb, path, "")
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func (m mock) login(account, password string) {
	m.t.Helper()
	body := fmt.Sprintf(`{"identifier": %q, "password": %q}`, account, password)
	_ = m.request(m.t.Context(), http.MethodPost, "/xrpc/com.atproto.server.createSession",
		body).Body.Close()
}

// loses drops a call before it is processed. It is a POST, which is not sent again.
func (m mock) loses(name string) {
	m.t.Helper()
	_ = m.request(m.t.Context(), http.MethodPost, "/_mock/faults",
		`{"match": {"method": "`+name+`"}, "effect": {"drop": "before"}}`).Body.Close()
	r, err := http.NewRequestWithContext(m.t.Context(), http.MethodPost,
		m.url+"/xrpc/com.atproto.server."+name, http.NoBody)
	if err != nil {
		m.t.Fatal(err)
	}
	if answer, err := http.DefaultTransport.RoundTrip(r); err == nil {
		_ = answer.Body.Close()
		m.t.Error("the call was answered")
	}
}

// numbers are those of the calls in a list.
func numbers(t *testing.T, text string) string {
	t.Helper()
	var list []struct{ Number int }
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var found []string
	for _, call := range list {
		found = append(found, fmt.Sprint(call.Number))
	}
	return strings.Join(found, " ")
}

func TestCallsAreChosenByParameters(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.login("alice.test", "alice-pass")
	m.login("bob.test", "wrong-pass")
	m.ask(http.MethodGet, "/xrpc/com.atproto.server.describeServer")
	m.login("alice.test", "alice-pass")
	m.loses("describeServer")
	tests := map[string]string{
		"":                             "1 2 3 4 5",
		"method=createSession":         "1 2 4",
		"method=com.atproto.server.d*": "3 5",
		"verb=get":                     "3",
		"account=alice.test":           "1 4",
		"status=401":                   "2",
		"error=AuthenticationRequired": "2",
		"token=access":                 "",
		"since=2":                      "3 4 5",
		"limit=2":                      "4 5",
		"status=0":                     "5",
		"lost=true":                    "5",
		"fault=fault-1":                "5",
		"fault=*":                      "5",
		"fault=fault-2":                "",
		"session=alice%231":            "",
		"since=1&limit=2":              "2 3",
	}
	for query, want := range tests {
		status, text := m.ask(http.MethodGet, "/_mock/journal?"+query)
		if status != http.StatusOK || numbers(t, text) != want {
			t.Errorf("%s chooses %d %q, want %s", query, status, numbers(t, text), want)
		}
	}
	for _, query := range []string{
		"status=many", "status=-1", "lost=maybe", "session=alice",
		"token=jwt", "acount=alice.test", "since=-1", "limit=-1",
	} {
		if status, text := m.ask(http.MethodGet, "/_mock/journal?"+query); status != http.StatusBadRequest || !strings.Contains(text, "InvalidRequest") {
			t.Errorf("%s is answered %d %s", query, status, text)
		}
	}
}

func TestAWaitForCallsTellsWhatCameClosest(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.login("alice.test", "wrong-pass")
	if status, text := m.ask(http.MethodGet, "/_mock/journal/wait?method=createSession"); status != http.StatusOK || numbers(t, text) != "1" {
		t.Errorf("got %d %s", status, text)
	}
	status, text := m.ask(http.MethodGet,
		"/_mock/journal/wait?method=createSession&status=200&timeoutSeconds=1")
	for _, want := range []string{
		`"error":"NotSeen"`, "saw 0; closest is #1",
		"status is 401, not 200", `"closest":{"number":1,`,
	} {
		if status != http.StatusGatewayTimeout || !strings.Contains(text, want) {
			t.Errorf("got %d %s, want %s in it", status, text, want)
		}
	}
	for _, query := range []string{"n=-1", "timeoutSeconds=601", "timeoutSeconds=-1"} {
		if status, text := m.ask(http.MethodGet, "/_mock/journal/wait?"+query); status != http.StatusBadRequest {
			t.Errorf("%s is answered %d %s", query, status, text)
		}
	}
}

func TestAWaitEndsWithTheCallThatComes(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	ended := make(chan string, 1)
	go func() {
		_, text := m.ask(http.MethodGet, "/_mock/journal/wait?n=2&timeoutSeconds=60")
		ended <- text
	}()
	m.login("alice.test", "alice-pass")
	m.login("alice.test", "alice-pass")
	if text := <-ended; numbers(t, text) != "1 2" {
		t.Errorf("got %s", text)
	}
}

func TestCallsAreFollowedFromTheLastOneThatWasSeen(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.login("alice.test", "alice-pass")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	answer := m.request(ctx, http.MethodGet, "/_mock/journal/follow?method=createSession",
		"") // the last seen was 1
	defer func() { _ = answer.Body.Close() }()
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("the content type is %s", got)
	}
	m.login("alice.test", "alice-pass")
	lines := bufio.NewReader(answer.Body)
	for _, want := range []string{
		": calls follow", "", "id: 2", "event: call",
		`data: {"number":2,`,
	} {
		line, err := lines.ReadString('\n')
		if err != nil || !strings.HasPrefix(line, want) {
			t.Fatalf("got %q %v, want %q", line, err, want)
		}
	}
}

func TestFindingsAreFollowedUnderTheCallsThatShowThem(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	answer := m.request(ctx, http.MethodGet, "/_mock/journal/follow?findings=true&verb=POST", "")
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewReader(answer.Body)
	next := func(want string) {
		t.Helper()
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				t.Fatalf("%v, want %s", err, want)
			}
			if strings.HasPrefix(line, "data: ") {
				if !strings.Contains(line, want) {
					t.Errorf("got %s, want %s in it", line, want)
				}
				return
			}
		}
	}
	m.login("@alice.test", "alice-pass")
	next(`{"number":1,`)
	next(`{"rule":"at-sign-identifier",`)
	m.login("@alice.test", "alice-pass") // is the same again
	next(`{"number":2,`)
	m.ask(http.MethodGet, "/xrpc/com.atproto.server.createSession") // which is not looked at
	m.ask(http.MethodPost, "/xrpc/com.atproto.server.getSession")
	next(`{"number":4,`)
	next(`{"rule":"wrong-verb",`)
}

func TestCallsAreForgotten(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.login("@alice.test", "alice-pass")
	if _, text := m.ask(http.MethodGet, "/_mock/findings"); !strings.Contains(text, `"rule":"at-sign-identifier"`) {
		t.Errorf("the findings are %s", text)
	}
	m.ask(http.MethodDelete, "/_mock/journal")
	for _, path := range []string{"journal", "findings"} {
		if _, text := m.ask(http.MethodGet, "/_mock/"+path); text != "[]\n" {
			t.Errorf("%s has %s", path, text)
		}
	}
}

func TestLineageOfNobodyIsMissing(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.login("alice.test", "alice-pass")
	for query, want := range map[string]int{
		"": 200, "?account=alice.test": 200,
		"?account=bob.test": 200, "?account=nobody.test": 404,
	} {
		if status, text := m.ask(http.MethodGet, "/_mock/lineage"+query); status != want {
			t.Errorf("%s is answered %d %s", query, status, text)
		}
	}
	m.ask(http.MethodDelete, "/_mock/accounts/alice.test")
	if status, text := m.ask(http.MethodGet, "/_mock/lineage?account=alice.test"); status != 200 ||
		!strings.Contains(text, `"revoked"`) {
		t.Errorf("that of an account that is gone is %d %s", status, text)
	}
}

func TestAMistakeInAParameterIsToldByItsName(t *testing.T) {
	t.Parallel()
	status, text := startMock(t).ask(http.MethodGet, "/_mock/journal/wait?timeoutSeconds=soon")
	if want := `timeoutSeconds is \"soon\": write a whole number`; status != http.StatusBadRequest || !strings.Contains(text, want) {
		t.Errorf("%d %s, want %s in it", status, text, want)
	}
}
