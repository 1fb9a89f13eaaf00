package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// asProgram is a variable that makes the test binary be the program, so that tests can send it real
// signals.
const asProgram = "TEST_AS_MOCKPDS"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	if address := os.Getenv(asCeiling); address != "" {
		ceiling(address)
	}
	if signal.Ignored(syscall.SIGHUP) {
		// Under nohup, the programs that tests start would ignore it too, and never end.
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	os.Exit(m.Run())
}

// outcome is what a run of the program left behind.
type outcome struct {
	code           int
	stdout, stderr string
}

// runToEnd runs a command that does not serve.
func runToEnd(t *testing.T, env environment, stdin string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := &process{env, strings.NewReader(stdin), &stdout, &stderr, false}
	code := p.run(t.Context(), args)
	return outcome{code, stdout.String(), stderr.String()}
}

// A running program serves until it is stopped.
type running struct {
	base     string
	stop     context.CancelFunc
	code     <-chan int
	mu       sync.Mutex // guards log
	log      bytes.Buffer
	drained  chan struct{}
	stopOnce sync.Once
	exit     int
}

// start runs the program on a free port, with its log in JSON, and waits until it listens.
func start(t *testing.T, env environment, stdin string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	code := make(chan int, 1)
	if !slices.Contains(args, "--addr") {
		args = append(args, "--addr", "127.0.0.1:0")
	}
	args = append([]string{"serve", "--log-format", "json"}, args...)
	go func() {
		p := &process{env, strings.NewReader(stdin), io.Discard, write, false}
		code <- p.run(ctx, args)
		write.Close()
	}()
	r := &running{stop: cancel, code: code, drained: make(chan struct{})}
	lines := bufio.NewReader(read)
	first, err := lines.ReadBytes('\n')
	if err != nil {
		t.Fatalf("the program ended with %d: %s", <-code, first)
	}
	r.log.Write(first)
	r.base = listeningURL(t, first)
	go r.drain(lines)
	t.Cleanup(func() { r.end() })
	return r
}

func listeningURL(t testing.TB, line []byte) string {
	t.Helper()
	var listening struct{ Msg, URL string }
	if err := json.Unmarshal(line, &listening); err != nil || listening.Msg != "listening" {
		t.Fatalf("the first line of the log is %s", line)
	}
	return listening.URL
}

func (r *running) drain(from io.Reader) {
	defer close(r.drained)
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		r.mu.Lock()
		r.log.Write(append(lines.Bytes(), '\n'))
		r.mu.Unlock()
	}
}

// end stops the program and gives its exit code and its whole log.
func (r *running) end() (int, string) {
	r.stopOnce.Do(func() {
		r.stop()
		r.exit = <-r.code
		<-r.drained
	})
	return r.exit, r.log.String()
}

// login logs in and gives the status and the body of the reply.
func login(t testing.TB, base, identifier, password string) (int, map[string]any) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"identifier": identifier, "password": password})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(base+"/xrpc/com.atproto.server.createSession", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, object(t, response)
}

func get(t testing.TB, address string) (int, map[string]any) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, object(t, response)
}

func object(t testing.TB, response *http.Response) map[string]any {
	t.Helper()
	defer response.Body.Close()
	var reply map[string]any
	if err := json.NewDecoder(response.Body).Decode(&reply); err != nil {
		t.Fatal(err)
	}
	return reply
}
