//go:build unix

package main

import (
	"bytes"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// beside is "mockpds run" with a command of the shell, as a process of its own.
func beside(t *testing.T, script string, flags ...string) *exec.Cmd {
	t.Helper()
	c := programCommand(t)
	c.Args = append(append([]string{c.Args[0], "run"}, flags...), "--", "sh", "-c", script)
	return c
}

func TestRunTellsACommandOfTheEntryway(t *testing.T) {
	t.Parallel()
	c := beside(t, `"$0" health "$MOCKPDS_ENTRYWAY_URL"; echo "$MOCKPDS_URL"`, "--entryway-addr", "localhost:0")
	c.Args = append(c.Args, c.Args[0]) // $0 of the script
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	entryway, pds, _ := strings.Cut(strings.TrimSpace(string(out)), " is healthy\n")
	if entryway == pds || !strings.HasPrefix(entryway, "http://127.0.0.1:") || !strings.HasPrefix(pds, "http://127.0.0.1:") {
		t.Errorf("the command says %s", out)
	}
}

func TestRunGivesACommandAServer(t *testing.T) {
	t.Parallel()
	c := beside(t, `cat; echo "$MOCKPDS_URL $MOCKPDS_CONTROL_URL $MOCKPDS_CONTROL_TOKEN"; "$0" health; "$0" journal`)
	c.Args = append(c.Args, c.Args[0]) // $0 of the script
	c.Env = append(c.Env, "MOCKPDS_CONTROL_TOKEN=letmein")
	c.Stdin = strings.NewReader("from standard input\n")
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	lines := strings.Split(stdout.String(), "\n")
	base, _, _ := strings.Cut(lines[1], " ")
	if lines[0] != "from standard input" || lines[1] != base+" "+base+"/_mock/ letmein" || lines[2] != base+" is healthy" {
		t.Errorf("the command printed %q", lines)
	}
	if stderr.Len() > 0 {
		t.Errorf("the log is mixed with what the command writes: %s", &stderr)
	}
}

const wrongLogin = `"$0" health >/dev/null && curl -s -o /dev/null "$MOCKPDS_URL/xrpc/com.atproto.server.createSession" ` +
	`-H 'Content-Type: application/json' -d '{"identifier": "@alice.test", "password": "alice-pass"}'`

func TestRunExitsAsTheCommandDoes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		script string
		flags  []string
		code   int
		says   string
	}{
		"success":           {"true", nil, 0, ""},
		"failure":           {"exit 7", nil, 7, ""},
		"a signal":          {"kill -TERM $$", nil, 128 + 15, ""},
		"findings":          {wrongLogin, []string{"--fail-on-findings"}, exitFound, "at-sign-identifier"},
		"findings unasked":  {wrongLogin, nil, 0, ""},
		"failure, findings": {wrongLogin + "; exit 7", []string{"--fail-on-findings"}, 7, "at-sign-identifier"},
		"a log":             {"true", []string{"--log-format", "text"}, 0, "listens on"},
		"a wrong flag":      {"true", []string{"--adr", "x"}, exitUsage, "run has no flag --adr: did you mean --addr?"},
		"standard input":    {"true", []string{"--exit-on-stdin-close"}, exitUsage, "leave it out"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := beside(t, test.script, test.flags...)
			c.Args = append(c.Args, c.Args[0])
			var stderr bytes.Buffer
			c.Stderr = &stderr
			_ = c.Run()
			if code := c.ProcessState.ExitCode(); code != test.code || !strings.Contains(stderr.String(), test.says) || test.says == "" && stderr.Len() > 0 {
				t.Errorf("exit %d, want %d with %q: %s", code, test.code, test.says, &stderr)
			}
		})
	}
}

func TestRunOfWhatCannotBeRun(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing":          {nil, exitUsage, "mockpds run [FLAGS] -- COMMAND"},
		"no such command":  {[]string{"--", "mockpds-no-such-command"}, exitNotFound, "no command"},
		"no such file":     {[]string{"--", "./no-such-file"}, exitNotFound, "no command"},
		"no executable":    {[]string{"--", write(t, "text", "text")}, exitNotExecutable, "execute"},
		"no server for it": {[]string{"--fixtures", "no-such-file", "--", "true"}, exitFailed, "no such file"},
	}
	for name, test := range tests {
		got := runToEnd(t, nil, "", append([]string{"run"}, test.args...)...)
		if got.code != test.code || !strings.Contains(got.stderr, test.says) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: exit %d, want %d: %s", name, got.code, test.code, got.stderr)
		}
	}
}

func TestRunPassesSignalsOn(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{
		"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP, "QUIT": syscall.SIGQUIT,
		"USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// A shell that reads may miss a signal that comes before it waits, and wait for ever.
			c := beside(t, `trap 'echo got; exit 9' `+name+`; echo ready; while :; do sleep 0.01; done`)
			c.SysProcAttr.Setsid = true // away from a terminal, which would send it to both
			stdout, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			readUntil(t, stdout, "ready")
			if err := c.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			rest, _ := io.ReadAll(stdout)
			_ = c.Wait()
			if code := c.ProcessState.ExitCode(); code != 9 || string(rest) != "got\n" {
				t.Errorf("exit %d after %q", code, rest)
			}
		})
	}
}

func TestRunWarnsOfAMisspeltVariable(t *testing.T) {
	t.Parallel()
	c := beside(t, "true")
	c.Env = append(c.Env, "MOCKPDS_FIXTURE=accounts.yaml")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Run(); err != nil || !strings.Contains(stderr.String(), "didYouMean=MOCKPDS_FIXTURES") {
		t.Errorf("%v: %s", err, &stderr)
	}
}
