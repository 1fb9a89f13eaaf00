package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// readUntil reads lines until one holds a text, and ends the test when none does.
func readUntil(t testing.TB, lines io.Reader, text string) string {
	t.Helper()
	var all strings.Builder
	one := make([]byte, 1)
	for !strings.HasSuffix(all.String(), "\n") || !strings.Contains(all.String(), text) {
		if _, err := lines.Read(one); err != nil {
			t.Fatalf("%v after %s", err, all.String())
		}
		all.Write(one)
	}
	return all.String()
}

func TestTheJournalIsPrinted(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	login(t, p.base, "alice.test", "alice-pass")
	login(t, p.base, "@alice.test", "alice-pass")
	got := runToEnd(t, nil, "", "journal", p.base)
	for _, want := range []string{
		"#1 alice.test ", "createSession ", "200 → alice#1/g1",
		"401 AuthenticationRequired", "\n\nerror at-sign-identifier, call #2: ",
	} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is missing in:\n%s%s", want, got.stdout, got.stderr)
		}
	}
	if got.code != 0 || strings.Contains(got.stdout, "alice-pass") {
		t.Errorf("exit %d: %s", got.code, got.stdout)
	}
}

func TestTheJournalIsFollowedUntilTheServerEnds(t *testing.T) {
	t.Parallel()
	p := start(t, environment{"MOCKPDS_CONTROL_TOKEN": "letmein"}, "")
	read, write := io.Pipe()
	code := make(chan int, 1)
	var stderr bytes.Buffer
	go func() {
		env := environment{"MOCKPDS_CONTROL_TOKEN": "letmein"}
		viewer := &process{env, strings.NewReader(""), write, &stderr, false}
		code <- viewer.run(context.Background(), []string{"journal", "--follow=true", p.base})
	}()
	for range 2 {
		login(t, p.base, "alice.test", "alice-pass")
	}
	readUntil(t, read, "200 → alice#2/g1")
	p.end()
	if got := <-code; got != 0 || stderr.String() != "mockpds: "+p.base+" has ended\n" {
		t.Errorf("exit %d: %s", got, &stderr)
	}
}

func TestTheJournalIsPrintedByChoice(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	login(t, p.base, "alice.test", "alice-pass")
	login(t, p.base, "bob.test", "wrong-pass")
	login(t, p.base, "@bob.test", "bob-pass")
	get(t, p.base+"/xrpc/com.atproto.server.describeServer")
	tests := map[string]struct {
		args []string
		want string // numbers of the calls
	}{
		"all":     {nil, "#1 #2 #3 #4"},
		"method":  {[]string{"--method", "describeServer"}, "#4"},
		"account": {[]string{"--account=bob.test"}, "#2 #3"},
		"status":  {[]string{"--status", "401"}, "#2 #3"},
		"error": {
			[]string{"--error", "AuthenticationRequired", "--account", "bob.test"},
			"#2 #3",
		},
		"session":        {[]string{"--session", "alice#1"}, ""},
		"fault and lost": {[]string{"--lost", "--fault", "*"}, ""},
	}
	number := regexp.MustCompile(`(?m)^\S+ +(#\d+) `)
	for name, test := range tests {
		got := runToEnd(t, nil, "", append([]string{"journal", p.base + "/_mock/"},
			test.args...)...)
		var found []string
		for _, m := range number.FindAllStringSubmatch(got.stdout, -1) {
			found = append(found, m[1])
		}
		if strings.Join(found, " ") != test.want || got.code != 0 {
			t.Errorf("%s: exit %d, %q, want %q: %s", name, got.code, found, test.want, got.stderr)
		}
		if none := strings.Contains(got.stdout, "no call is as the flags say"); none != (test.want == "") {
			t.Errorf("%s: that there is none is said: %t", name, none)
		}
		if told := strings.Contains(got.stdout, "at-sign-identifier"); told != strings.Contains(test.want, "#3") {
			t.Errorf("%s: the finding is told: %t\n%s", name, told, got.stdout)
		}
	}
}

func TestAnEmptyJournalSaysSo(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	got := runToEnd(t, nil, "", "journal", strings.TrimPrefix(p.base, "http://"))
	if got.code != 0 || got.stdout != "-- no calls were made yet --\n" {
		t.Errorf("exit %d: %s%s", got.code, got.stdout, got.stderr)
	}
}

func TestTheJournalCommandHasHelp(t *testing.T) {
	t.Parallel()
	if got := runToEnd(t, nil, "", "journal", "--help"); got.code != 0 ||
		!strings.Contains(got.stdout, "--follow, -f") {
		t.Errorf("exit %d: %s%s", got.code, got.stdout, got.stderr)
	}
}

func TestTheJournalOfAnotherServerIsRefused(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter,
		_ *http.Request,
	) {
		_, _ = w.Write([]byte("<html>\n"))
	}))
	defer page.Close()
	shut, open := start(t, environment{"MOCKPDS_CONTROL_TOKEN": "letmein"}, ""), start(t, nil, "")
	wrong := runToEnd(t, environment{"MOCKPDS_CONTROL_TOKEN": "letmeout"}, "", "journal", shut.base)
	if wrong.code != 1 || !strings.Contains(wrong.stderr, "MOCKPDS_CONTROL_TOKEN is not the one") {
		t.Errorf("with another token: exit %d: %s", wrong.code, wrong.stderr)
	}
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"no control API": {[]string{other.URL}, 1, "404"},
		"a page":         {[]string{page.URL}, 1, "no journal"},
		"no token":       {[]string{shut.base}, 1, "set MOCKPDS_CONTROL_TOKEN"},
		"a path":         {[]string{shut.base + "/xrpc"}, 2, "write " + shut.base},
		"a query":        {[]string{shut.base + "?method=getSession"}, 2, "write " + shut.base},
		"a wrong filter": {
			[]string{"--session", "alice", open.base},
			2,
			"session is \"alice\": write alice#2",
		},
		"a flag's value": {[]string{"--follow=maybe"}, 2, "flags are written"},
		"no value":       {[]string{"--method"}, 2, "--method needs a value"},
		"no URL":         {[]string{"pds.test"}, 2, "no URL"},
		"no server":      {[]string{"127.0.0.1:1"}, 1, "nothing listens there"},
		"two URLs":       {[]string{other.URL, other.URL}, 2, "one URL"},
		"another flag": {
			[]string{"--folow", other.URL},
			2,
			"journal has no flag --folow: did you mean --follow?",
		},
		"no such flag": {[]string{"--verbose"}, 2, "mockpds journal --help"},
	}
	for name, test := range tests {
		got := runToEnd(t, nil, "", append([]string{"journal"}, test.args...)...)
		if got.code != test.code || !strings.Contains(got.stderr, test.says) {
			t.Errorf("%s: exit %d, want %d: %s", name, got.code, test.code, got.stderr)
		}
	}
}

// serveStrictly runs the program until clients have done something, and gives its exit code and
// what it printed.
func serveStrictly(t *testing.T, clients func(base string), flags ...string) (int, string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	read, write := io.Pipe()
	code := make(chan int, 1)
	var stdout bytes.Buffer
	go func() {
		args := append([]string{
			"--addr", "127.0.0.1:0", "--log-format", "json",
			"--fail-on-findings",
		}, flags...)
		p := &process{nil, strings.NewReader(""), &stdout, write, false}
		code <- p.run(ctx, args)
		write.Close()
	}()
	line := readUntil(t, read, "listening")
	go func() { _, _ = io.Copy(io.Discard, read) }()
	clients(listeningURL(t, []byte(line)))
	stop()
	return <-code, stdout.String()
}

func TestFindingsFailTheProgramAlsoThoseOfCallsThatAreGone(t *testing.T) {
	t.Parallel()
	steer := func(base, verb, path string) {
		request, err := http.NewRequestWithContext(t.Context(), verb, base+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil || answer.StatusCode/100 != 2 {
			t.Fatal(answer, err)
		}
		answer.Body.Close()
	}
	for name, forget := range map[string]func(base string){
		"not":                  func(string) {},
		"by a reset":           func(base string) { steer(base, http.MethodPost, "/_mock/reset") },
		"as they were cleared": func(base string) { steer(base, http.MethodDelete, "/_mock/journal") },
		"as others came": func(base string) {
			for range 11 {
				login(t, base, "alice.test", "alice-pass")
			}
		},
	} {
		code, told := serveStrictly(t, func(base string) {
			login(t, base, "@alice.test", "alice-pass")
			forget(base)
		}, "--journal-entries", "10")
		if code != 3 || strings.Count(told, "error at-sign-identifier") != 1 ||
			strings.Contains(told, "alice-pass") {
			t.Errorf("the calls are forgotten %s: exit %d: %s", name, code, told)
		}
	}
	if code, told := serveStrictly(t, func(base string) { login(t, base, "alice.test", "alice-pass") }); code != 0 || told != "" {
		t.Errorf("exit %d: %s", code, told)
	}
	if got := runToEnd(t, nil, "", "--fail-on-findings", "--journal-entries", "0"); got.code != 2 {
		t.Errorf("exit %d without a journal: %s", got.code, got.stderr)
	}
}
