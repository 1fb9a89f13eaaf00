package e2e_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/bluesky-social/indigo/atproto/identity"
)

var errLost = errors.New("the test lost this reply")

// A network is what lies between a client and a mock: it keeps count of the calls, and can lose replies.
type network struct {
	mu     sync.Mutex
	calls  []call
	losing string // a method
	times  int
}

type call struct {
	method string
	status int
}

// RoundTrip sends a request.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	method := strings.TrimPrefix(r.URL.Path, "/xrpc/")
	n.calls = append(n.calls, call{method, resp.StatusCode})
	if n.times > 0 && n.losing == method {
		n.times--
		resp.Body.Close()
		return nil, errLost
	}
	return resp, nil
}

// lose drops the next replies to a method: the server has answered, and the client never hears of it.
func (n *network) lose(method string, times int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.losing, n.times = method, times
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

// directory resolves identities at the mock, which stands in for the PLC directory and for every .test host.
func (m *mock) directory() identity.Directory {
	return &identity.BaseDirectory{
		PLCURL:                m.url,
		HTTPClient:            http.Client{Transport: everyHost(m.url)},
		SkipDNSDomainSuffixes: []string{".test"},
	}
}

// everyHost is the URL of a server that all requests go to, whatever host they are for. It sees the host as the client meant it.
type everyHost string

// RoundTrip sends a request.
func (h everyHost) RoundTrip(r *http.Request) (*http.Response, error) {
	base, err := url.Parse(string(h))
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Host = r.URL.Host
	r.URL.Scheme, r.URL.Host = base.Scheme, base.Host
	return http.DefaultTransport.RoundTrip(r)
}
