package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"mockpds/tokens"
)

// asCeiling makes the test binary be a server at that address that answers the session methods with
// fixed replies on net/http and chi, and does no other work than to read the request: the least
// that any server in Go could cost.
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

// BenchmarkLoad drives the program and the ceiling in turn, each in a process of its own, over 16
// connections each that ask for no compression, and reports the CPU time of a call: as a multiple
// of the ceiling's, and, where
// the call makes two tokens, as a multiple of two signatures. It needs Linux, to read the CPU time
// of a process.
//
//	go test ./cmd/mockpds -run '^$' -bench Load
func BenchmarkLoad(b *testing.B) {
	program := build(b)
	for _, method := range []string{"createSession", "getSession", "refreshSession"} {
		b.Run(method, func(b *testing.B) {
			own, limit := newLoad(b, program), newLoad(b, os.Args[0], asCeiling+"=127.0.0.1:0")
			for range 50 {
				own.calls(b, method)
				limit.calls(b, method)
			}
			signature := cpuOfSignature(b)
			ownBefore, limitBefore := cpuOf(b, own.process), cpuOf(b, limit.process)
			for b.Loop() {
				own.calls(b, method)
				limit.calls(b, method)
			}
			took, limitTook := cpuOf(b, own.process)-ownBefore, cpuOf(b, limit.process)-limitBefore
			signature = (signature + cpuOfSignature(b)) / 2
			call := took / time.Duration(b.N*callsAtOnce*callsInTurn)
			b.ReportMetric(float64(call)/float64(time.Microsecond), "us-cpu/call")
			b.ReportMetric(float64(took)/float64(limitTook), "x-ceiling")
			if method != "getSession" {
				b.ReportMetric(float64(call)/float64(2*signature), "x-two-signatures")
			}
		})
	}
}

// cpuOfSignature is the CPU time that one signature takes this process.
func cpuOfSignature(b *testing.B) time.Duration {
	const signatures = 2000
	key, input := tokens.DeriveKey("figures", "key"), strings.Repeat("x", 250)
	sign := func(n int) {
		for range n {
			if _, err := (tokens.ES256K{}).Sign(input, key); err != nil {
				b.Fatal(err)
			}
		}
	}
	sign(signatures / 10) // which unpacks the curve's table
	before := cpuOf(b, os.Getpid())
	sign(signatures)
	return (cpuOf(b, os.Getpid()) - before) / signatures
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

func newLoad(b *testing.B, program string, env ...string) *load {
	process, base := serving(b, program, env...)
	return loadOn(b, process, base)
}

func loadOn(b *testing.B, process *os.Process, base string) *load {
	l := &load{process: process.Pid}
	for range callsAtOnce {
		client := &loadClient{base: base, http: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}}}
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
