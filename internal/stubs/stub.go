// Package stubs holds canned replies for XRPC methods that a PDS does not serve itself, and counts
// the calls to methods that nobody answers. It knows neither HTTP servers nor accounts.
package stubs

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// Auth says what a stub's callers have to show.
type Auth string

const (
	// AuthRequired asks for an access token, as the methods of an app do. It is the default.
	AuthRequired Auth = "required"
	// AuthOptional answers callers without a token, and refuses a token that is no good.
	AuthOptional Auth = "optional"
	// AuthNone answers everybody, whatever token they show.
	AuthNone Auth = "none"
	// AuthService asks for a service token, as another service does.
	AuthService Auth = "service"
)

// A Stub is a canned reply, to calls that match its method, verb, account, parameters and proxy.
type Stub struct {
	ID      string            `json:"id,omitempty" doc:"names the stub; made up when absent: stub-1"`
	Method  string            `json:"method" doc:"NSID of a method that the PDS does not serve itself, its last part, or either with * for any characters"`
	Verb    string            `json:"verb,omitempty" doc:"GET or POST; either when absent"`
	Auth    Auth              `json:"auth,omitempty" doc:"what callers have to show. required (the default): an access token; optional: one that is good, or none; none: nothing; service: a service token"`
	Aud     string            `json:"aud,omitempty" doc:"with auth service: the audience of the token; the DID of this server when absent"`
	LXM     string            `json:"lxm,omitempty" doc:"with auth service: the method that the token is for; the method that is called when absent"`
	Account string            `json:"account,omitempty" doc:"handle or DID of the only caller that it answers"`
	Params  map[string]string `json:"params,omitempty" doc:"query parameters that a call must have; one given more than once matches by any of its values"`
	Proxy   string            `json:"proxy,omitempty" doc:"atproto-proxy header that a call must have, such as did:web:api.bsky.chat#bsky_chat; * stands for any characters"`
	Status  int               `json:"status,omitempty" doc:"200 to 599; 200 when absent"`
	Headers map[string]string `json:"headers,omitempty" doc:"headers of the reply"`
	Body    json.RawMessage   `json:"body,omitempty" doc:"the reply, any JSON; an empty one when absent. In its texts {did} and {handle} are those of the caller, and {now} is mock time"`
}

// A Call is what a stub looks at.
type Call struct {
	Method   string
	Verb     string              // GET or POST
	Accounts []string            // the caller's DID and handle; none if unknown
	Params   map[string][]string // of the query
	Proxy    string              // the atproto-proxy header; "" without one
}

// forNearMiss is what a near miss shows of a call.
func (c Call) forNearMiss() ruleset.Call {
	return ruleset.Call{Method: c.Method, Accounts: c.Accounts}
}

// Check returns everything that is wrong with a stub.
func (s Stub) Check() words.Mistakes {
	var m words.Mistakes
	ruleset.CheckID(&m, s.ID)
	switch {
	case s.Method == "":
		m.Add("method", "is missing",
			"write the NSID of one, such as app.bsky.actor.getPreferences")
	case strings.HasPrefix(s.Method, "/"):
		m.Add("method", "is a path", "write an NSID such as app.bsky.actor.getPreferences")
	default:
		ruleset.CheckMethod(&m, "method", s.Method)
	}
	if !slices.Contains([]string{"", http.MethodGet, http.MethodPost}, s.Verb) {
		m.Add("verb", "is "+words.Quote(s.Verb), "write GET or POST, or leave it out for either")
	}
	auths := []string{"required", "optional", "none", "service"}
	if auth := string(s.Auth); auth != "" && !slices.Contains(auths, auth) {
		m.Add("auth", "is "+words.Quote(auth), words.OneOf(auth, auths...))
	}
	for _, claim := range [][2]string{{"aud", s.Aud}, {"lxm", s.LXM}} {
		if claim[1] != "" && s.Auth != AuthService {
			m.Add(claim[0], "stands without auth service", "write auth: service, or leave it out")
		}
	}
	ruleset.CheckAccount(&m, "account", s.Account)
	s.checkReply(&m)
	return m
}

func (s Stub) checkReply(m *words.Mistakes) {
	if s.Status != 0 && (s.Status < 200 || s.Status > 599) {
		m.Add("status", fmt.Sprintf("is %d", s.Status), "write one from 200 to 599")
	}
	switch body := bytes.TrimSpace(s.Body); {
	case s.Body == nil:
	case s.Status == http.StatusNoContent || s.Status == http.StatusNotModified:
		m.Add("body", fmt.Sprintf("stands in a reply with status %d, which has none", s.Status),
			"leave it out, or write another status")
	case string(body) == "null":
		m.Add("body", "is null", "leave it out for an empty reply, or write {} for an empty object")
	case !json.Valid(body):
		m.Add("body", "is no JSON", "write one JSON value")
	}
	const byServer = "leave it out"
	ruleset.CheckHeaders(m, "headers", s.Headers, map[string]string{
		"connection": byServer, "content-encoding": byServer, "content-length": byServer,
		"trailer": byServer, "transfer-encoding": byServer, "upgrade": byServer,
	})
}

// normal fills in the defaults, and makes a copy that shares nothing.
func (s Stub) normal() Stub {
	s.Auth = cmp.Or(s.Auth, AuthRequired)
	s.Status = cmp.Or(s.Status, http.StatusOK)
	if s.Body != nil {
		var b bytes.Buffer
		_ = json.Compact(&b, s.Body) // Check has read it
		s.Body = b.Bytes()
	}
	s.Params, s.Headers = maps.Clone(s.Params), maps.Clone(s.Headers)
	return s
}

// differences lists in what a call is not as the stub wants it. It shows only the method, verb and
// caller of the call: parameters may be secret.
func (s Stub) differences(c Call) []ruleset.Difference {
	list := ruleset.Differences(s.Method, s.Account, c.forNearMiss())
	if s.Verb != "" && s.Verb != c.Verb {
		list = append(list, ruleset.Difference{What: "verb", Want: s.Verb, Got: []string{c.Verb}})
	}
	for _, name := range slices.Sorted(maps.Keys(s.Params)) {
		if !slices.Contains(c.Params[name], s.Params[name]) {
			d := ruleset.Difference{What: "parameter " + name, Want: s.Params[name], Mute: true}
			list = append(list, d)
		}
	}
	if s.Proxy != "" && (c.Proxy == "" || !ruleset.Glob(s.Proxy, c.Proxy)) {
		got := cmp.Or(c.Proxy, "missing")
		list = append(list, ruleset.Differs("atproto-proxy header", s.Proxy, got))
	}
	return list
}

// compare orders stubs by how specific they are: the method first, a whole NSID before a last part
// before a pattern; then whether parameters or a proxy are asked for, whether an account is, and
// how many parameters are.
func (s Stub) compare(other Stub) int {
	narrow := func(s Stub) int {
		rank := 0
		if !strings.Contains(s.Method, "*") {
			rank = 1000
			if strings.Contains(s.Method, ".") {
				rank = 2000
			}
		}
		return rank + len(s.Method)
	}
	asks := func(s Stub) (n int) {
		if s.Account != "" {
			n = 1
		}
		if len(s.Params) > 0 || s.Proxy != "" {
			n += 2
		}
		return n
	}
	return cmp.Or(cmp.Compare(narrow(s), narrow(other)), cmp.Compare(asks(s), asks(other)),
		cmp.Compare(len(s.Params), len(other.Params)))
}
