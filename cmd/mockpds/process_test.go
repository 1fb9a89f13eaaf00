//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// command is the program as a process of its own, not yet started.
func programCommand(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], append([]string{"--addr", "127.0.0.1:0", "--log-format", "json"}, args...)...)
	c.Env = append(os.Environ(), asProgram+"=1")
	endWithTests(c)
	t.Cleanup(func() {
		if c.Process != nil {
			c.Process.Kill()
		}
	})
	return c
}

// launch starts the program with a pipe for its log, of which it reads the first line.
func launch(t testing.TB, c *exec.Cmd) (base string, log io.ReadCloser) {
	t.Helper()
	log, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return listeningURL(t, []byte(readUntil(t, log, "\n"))), log
}

// terminate ends the program by a signal, and returns its exit code, or -1 if it ended by the
// signal itself.
func terminate(t testing.TB, c *exec.Cmd, signal os.Signal) int {
	t.Helper()
	if err := c.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	return c.ProcessState.ExitCode()
}

// fillLog makes so many calls that their lines fill any pipe.
func fillLog(t testing.TB, base string) {
	t.Helper()
	for range 1000 {
		get(t, base+"/xrpc/com.atproto.server.describeServer")
	}
}

func TestALogThatNobodyReadsHoldsUpNeitherCallsNorTheEnd(t *testing.T) {
	t.Parallel()
	c := programCommand(t)
	base, _ := launch(t, c)
	fillLog(t, base)
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if state, err := c.Process.Wait(); err != nil || state.ExitCode() != 0 { // unlike c.Wait, reads no log
		t.Errorf("the program ended with %v %v", state, err)
	}
}

func TestALogIsGivenUpWhenItsPipeIsClosed(t *testing.T) {
	t.Parallel()
	c := programCommand(t)
	base, log := launch(t, c)
	log.Close()
	fillLog(t, base)
	if code := terminate(t, c, syscall.SIGTERM); code != 0 {
		t.Errorf("exit %d", code)
	}
}

func TestTooFewFileDescriptorsAreToldOnce(t *testing.T) {
	t.Parallel()
	program := programCommand(t)
	c := exec.Command("sh", append([]string{"-c", `ulimit -n 24; exec "$@"`, "sh"}, program.Args...)...)
	c.Env, c.SysProcAttr = program.Env, program.SysProcAttr
	t.Cleanup(func() { c.Process.Kill() })
	base, log := launch(t, c)
	for range 40 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	readUntil(t, log, "too many files are open")
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(log)
	_ = c.Wait()
	if c.ProcessState.ExitCode() != 0 || strings.Contains(string(rest), "too many files are open") {
		t.Errorf("%s: %s", c.ProcessState, rest)
	}
}

func TestAFullDiskAndAClosedLogHoldUpNothing(t *testing.T) {
	t.Parallel()
	for name, redirection := range map[string]string{"a full disk": "2>/dev/full", "closed": "2>&-", "all closed": "<&- >&- 2>&-"} {
		if _, err := os.Stat("/dev/full"); err != nil {
			redirection = "2>&-"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "url")
			program := programCommand(t, "--url-file", path)
			c := exec.Command("sh", append([]string{"-c", `exec "$@" ` + redirection, "sh"}, program.Args...)...)
			c.Env, c.SysProcAttr = program.Env, program.SysProcAttr
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { c.Process.Kill() })
			ended := make(chan error, 1)
			go func() { ended <- c.Wait() }()
			fillLog(t, strings.TrimSpace(awaitFile(t, path, ended)))
			if err := c.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEverySignalThatEndsTheProgramTellsFindings(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{
		syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2,
	} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			c := programCommand(t, "--fail-on-findings")
			var told strings.Builder
			c.Stdout = &told
			base, _ := launch(t, c)
			login(t, base, "@alice.test", "alice-pass")
			if code := terminate(t, c, signal); code != exitFound || !strings.Contains(told.String(), "at-sign-identifier") {
				t.Errorf("exit %d: %s", code, &told)
			}
		})
	}
}

func TestFindingsThatNobodyReadsDoNotHoldUpTheEnd(t *testing.T) {
	t.Parallel()
	c := programCommand(t, "--fail-on-findings")
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	base, _ := launch(t, c)
	for i := range 200 { // each a finding of its own, and together more than a pipe holds
		login(t, base, fmt.Sprintf("@alice%d.test", i), "alice-pass")
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if state, err := c.Process.Wait(); err != nil || state.ExitCode() != exitFound {
		t.Errorf("the program ended with %v %v", state, err)
	}
	stdout.Close()
}

func TestASecondSignalEndsTheProgramAtOnce(t *testing.T) {
	t.Parallel()
	c := programCommand(t)
	base, _ := launch(t, c)
	host := strings.TrimPrefix(base, "http://")
	call, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer call.Close()
	fmt.Fprintf(call, "POST /xrpc/com.atproto.server.createSession HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"+
		"Content-Length: 1\r\nExpect: 100-continue\r\n\r\n", host)
	if line, err := bufio.NewReader(call).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("no handler reads the body: %q %v", line, err)
	}
	end := watchForEnd(t, host)
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	end()
	if code := terminate(t, c, syscall.SIGTERM); code != -1 {
		t.Errorf("exit %d, though the request goes on", code)
	}
}

func TestTheProgramEndsWithStandardInput(t *testing.T) {
	t.Parallel()
	c := programCommand(t, "--exit-on-stdin-close")
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	base, _ := launch(t, c)
	io.WriteString(stdin, "anything\n")
	if status, _ := login(t, base, "alice.test", "alice-pass"); status != http.StatusOK {
		t.Errorf("login answers %d", status)
	}
	stdin.Close()
	if err := c.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
	got := runToEnd(t, environment{"MOCKPDS_LOG_FORMAT": "text"}, "", "--exit-on-stdin-close", "--fixtures", "-")
	if got.code != exitUsage || !strings.Contains(got.stderr, "both read standard input") {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}
