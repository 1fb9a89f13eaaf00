package main

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A viewer is somebody who follows a journal.
type viewer struct {
	t     *testing.T
	base  string
	lines io.Reader
	seen  strings.Builder
}

func follow(t *testing.T, base string) *viewer {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		p := &process{nil, strings.NewReader(""), write, io.Discard, false}
		ended <- p.run(ctx, []string{"journal", "--follow", base})
		write.Close()
	}()
	t.Cleanup(func() {
		stop()
		go func() { _, _ = io.Copy(io.Discard, read) }()
		if code := <-ended; code != 0 {
			t.Errorf("exit %d", code)
		}
	})
	return &viewer{t: t, base: base, lines: read}
}

// sees waits for a line with a text.
func (v *viewer) sees(text string) {
	v.t.Helper()
	v.seen.WriteString(readUntil(v.t, v.lines, text))
}

// post gives the reply, or nil where there is none.
func (v *viewer) post(path, token, body string) map[string]any {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil
	}
	return object(v.t, answer)
}

func (v *viewer) getSession(token string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+"/xrpc/com.atproto.server.getSession", http.NoBody)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	object(v.t, answer)
}

// Times are those of lines and of what is said of tokens; how long a call took is said where that
// was long.
var (
	times = regexp.MustCompile(`\d\d:\d\d:\d\d(\.\d{3})?`)
	took  = regexp.MustCompile(`, took \S+`)
)

// The scenario of the README: a reply is lost, and the client comes back a minute after the grace
// period.
func TestTheLostReplyIsSeenAsTheReadmeShowsIt(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	v := &viewer{t: t, base: p.base}
	v.post("/_mock/clock", "", `{"set": "2030-01-02T02:59:53Z"}`)
	v = follow(t, p.base)
	_, session := login(t, p.base, "alice.test", "alice-pass")
	access, refresh := session["accessJwt"].(string), session["refreshJwt"].(string)
	v.getSession(access)
	v.sees("#2")
	v.post("/_mock/clock", "", `{"advanceSeconds": 7200}`)
	v.getSession(access)
	v.post("/_mock/faults", "", `{"match": {"method": "refreshSession"}, "effect": {"drop": "after"}}`)
	v.post("/xrpc/com.atproto.server.refreshSession", refresh, "")
	v.sees("#4")
	v.post("/_mock/clock", "", `{"advanceSeconds": 7260}`)
	v.post("/xrpc/com.atproto.server.refreshSession", refresh, "")
	v.sees("#5")

	block := regexp.MustCompile(`(?m)^    \$ mockpds journal --follow \S+\n((?:    .*\n)+)`).FindStringSubmatch(readme(t))
	if block == nil {
		t.Fatal("the README does not show it")
	}
	shown := regexp.MustCompile("(?m)^    ").ReplaceAllString(block[1], "")
	seen := took.ReplaceAllString(v.seen.String(), "")
	if got, want := times.ReplaceAllString(seen, "TIME"), times.ReplaceAllString(shown, "TIME"); got != want {
		t.Errorf("a viewer sees\n%sand the README shows\n%s", v.seen.String(), shown)
	}
}

func TestAFindingIsSeenUnderTheCallThatCompletesIt(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	v := follow(t, p.base)
	login(t, p.base, "@alice.test", "alice-pass")
	v.sees("      More: mockpds explain at-sign-identifier")
	if seen := v.seen.String(); !strings.Contains(seen, "Invalid identifier or password\n    error at-sign-identifier, call #1: ") {
		t.Errorf("a viewer sees\n%s", seen)
	}
}
