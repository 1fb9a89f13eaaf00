package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
)

// asCeiling makes the test binary be a server at that address that answers the session methods with fixed replies on net/http and chi,
// and does no other work than to read the request: the least that any server in Go could cost.
const asCeiling = "TEST_AS_CEILING"

// ceiling answers with replies of the size of those of the program.
func ceiling(address string) {
	token := strings.Repeat("t", 305)
	session := `"did":"did:plc:ei3bbu7hmcgaze7wyrgo6xag","handle":"alice.test","x":"` + strings.Repeat("x", 590) + `"}`
	mux := chi.NewRouter()
	answer := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			var login struct{ Identifier, Password string }
			if sent, err := io.ReadAll(r.Body); len(sent) > 0 && (err != nil || json.Unmarshal(sent, &login) != nil) {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = io.WriteString(w, body)
		}
	}
	both := answer(fmt.Sprintf(`{"accessJwt":%q,"refreshJwt":%q,%s`, token, token, session))
	mux.Post(sessionMethods+"createSession", both)
	mux.Post(sessionMethods+"refreshSession", both)
	mux.Get(sessionMethods+"getSession", answer("{"+session))
	l, err := net.Listen("tcp", address)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(os.Stderr, "{\"msg\":\"listening\",\"url\":\"http://%s\"}\n", l.Addr())
	panic((&http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}).Serve(l))
}

const sessionMethods = "/xrpc/com.atproto.server."

// BenchmarkLoad drives the program and a ceiling by turns, each as a process of its own, with 16 connections at once, and says what CPU
// time a call takes the program, and how many times that of the ceiling this is. It needs Linux, to read the CPU time of a process.
//
//	go test -run '^$' -bench Load ./cmd/mockpds
func BenchmarkLoad(b *testing.B) {
	for _, method := range []string{"createSession", "getSession", "refreshSession"} {
		b.Run(method, func(b *testing.B) {
			own, limit := newLoad(b, asProgram+"=1"), newLoad(b, asCeiling+"=127.0.0.1:0")
			for range 50 {
				own.calls(b, method)
				limit.calls(b, method)
			}
			ownBefore, limitBefore := own.cpu(b), limit.cpu(b)
			for b.Loop() {
				own.calls(b, method)
				limit.calls(b, method)
			}
			ownTook, limitTook := own.cpu(b)-ownBefore, limit.cpu(b)-limitBefore
			b.ReportMetric(float64(ownTook.Microseconds())/float64(b.N*callsAtOnce*callsInTurn), "us-cpu/call")
			b.ReportMetric(float64(ownTook)/float64(limitTook), "x-ceiling")
		})
	}
}

const (
	callsAtOnce = 16
	callsInTurn = 5 // of each client
)

// A load is a server under it.
type load struct {
	process int
	clients []*loadClient
}

// A loadClient makes one call after the other over one connection.
type loadClient struct {
	http            http.Client
	base            string
	access, refresh string
}

func newLoad(b *testing.B, as string) *load {
	c, base := processAs(b, as)
	l := &load{process: c.Process.Pid}
	for range callsAtOnce {
		client := &loadClient{base: base, http: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}}
		b.Cleanup(client.http.CloseIdleConnections)
		client.call(b, "createSession")
		l.clients = append(l.clients, client)
	}
	return l
}

func (l *load) calls(b *testing.B, method string) {
	var all sync.WaitGroup
	for _, client := range l.clients {
		all.Go(func() {
			for range callsInTurn {
				client.call(b, method)
			}
		})
	}
	all.Wait()
}

func (c *loadClient) call(b *testing.B, method string) {
	verb, token, body := http.MethodPost, c.refresh, []byte(nil)
	switch method {
	case "createSession":
		token, body = "", []byte(`{"identifier":"alice.test","password":"alice-pass"}`)
	case "getSession":
		verb, token = http.MethodGet, c.access
	}
	r, err := http.NewRequest(verb, c.base+sessionMethods+method, bytes.NewReader(body))
	if err != nil {
		b.Error(err)
		return
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := c.http.Do(r)
	if err != nil {
		b.Error(err)
		return
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Errorf("%s: %d %v", method, response.StatusCode, err)
	}
	var session struct{ AccessJwt, RefreshJwt string }
	if json.Unmarshal(answer, &session) == nil && session.AccessJwt != "" {
		c.access, c.refresh = session.AccessJwt, session.RefreshJwt
	}
}

// cpu is the CPU time that the server has taken so far.
func (l *load) cpu(b *testing.B) time.Duration {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", l.process))
	if err != nil || len(threads) == 0 {
		b.Skip("the CPU time of another process can be read on Linux only")
	}
	var sum time.Duration
	for _, file := range threads {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		nanoseconds, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(nanoseconds, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(n)
	}
	return sum
}

// processAs starts this test binary as another program, whose first line says its URL, and reads on.
func processAs(b *testing.B, as string) (*exec.Cmd, string) {
	c, base, lines := programAs(b, as)
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return c, base
}
