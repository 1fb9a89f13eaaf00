package e2e_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/bluesky-social/indigo/atproto/identity"
)

// A network is what lies between a client and a mock: it keeps count of the calls.
type network struct {
	base  http.RoundTripper // nil is [http.DefaultTransport]
	mu    sync.Mutex
	calls []call
}

type call struct {
	method string
	status int // 0 without an answer
}

// RoundTrip sends a request.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := cmp.Or(n.base, http.DefaultTransport).RoundTrip(r)
	made := call{method: strings.TrimPrefix(r.URL.Path, "/xrpc/")}
	if err == nil {
		made.status = resp.StatusCode
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calls = append(n.calls, made)
	return resp, err
}

// loseReplies drops the next replies to a method: the server has done what it was asked for, and
// the client never hears of it.
func (m *mock) loseReplies(method string, times int) {
	m.steer("faults", map[string]any{
		"match": map[string]any{"method": method, "times": times}, "effect": map[string]any{"drop": "after"},
	})
}

// answers are the statuses of the calls of a method so far.
func (n *network) answers(method string) []int {
	n.mu.Lock()
	defer n.mu.Unlock()
	var statuses []int
	for _, c := range n.calls {
		if c.method == method {
			statuses = append(statuses, c.status)
		}
	}
	return statuses
}

// directory resolves identities at the mock, which stands in for the PLC directory and for every
// .test host.
func (m *mock) directory() identity.Directory {
	return &identity.BaseDirectory{
		PLCURL:                m.url,
		HTTPClient:            http.Client{Transport: everyHost(m.url)},
		SkipDNSDomainSuffixes: []string{".test"},
	}
}

// everyHost is the URL of a server that all requests for a .test host go to. It sees the host as
// the client meant it.
type everyHost string

// RoundTrip sends a request.
func (h everyHost) RoundTrip(r *http.Request) (*http.Response, error) {
	base, err := url.Parse(string(h))
	if err != nil {
		return nil, err
	}
	if r.URL.Host != base.Host && !strings.HasSuffix(r.URL.Host, ".test") {
		return nil, fmt.Errorf("the test has no host %s", r.URL.Host)
	}
	r = r.Clone(r.Context())
	r.Host = r.URL.Host
	r.URL.Scheme, r.URL.Host = base.Scheme, base.Host
	return http.DefaultTransport.RoundTrip(r)
}
