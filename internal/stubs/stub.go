// Package stubs holds canned replies for XRPC methods that a PDS does not serve itself, and counts the calls to methods that
// nobody answers. It knows neither HTTP servers nor accounts.
package stubs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Auth says whether a stub's callers have to be logged in.
type Auth string

const (
	// AuthRequired asks for an access token, as the methods of an app do. It is the default.
	AuthRequired Auth = "required"
	// AuthOptional answers callers without a token, and refuses a token that is no good.
	AuthOptional Auth = "optional"
	// AuthNone answers everybody, whatever token they show.
	AuthNone Auth = "none"
)

// A Stub is a canned reply of one method, to calls that match its verb, account and parameters.
type Stub struct {
	ID      string            `json:"id,omitempty" doc:"names the stub; made up when absent: stub-1"`
	Method  string            `json:"method" doc:"NSID of a method that the PDS does not serve itself"`
	Verb    string            `json:"verb,omitempty" doc:"GET or POST; either when absent"`
	Auth    Auth              `json:"auth,omitempty" doc:"required (the default), optional or none: whether callers have to be logged in"`
	Account string            `json:"account,omitempty" doc:"handle or DID of the only caller that it answers"`
	Params  map[string]string `json:"params,omitempty" doc:"query parameters that a call must have; one given more than once matches by any of its values"`
	Status  int               `json:"status,omitempty" doc:"200 to 599; 200 when absent"`
	Headers map[string]string `json:"headers,omitempty" doc:"headers of the reply"`
	Body    json.RawMessage   `json:"body,omitempty" doc:"the reply, any JSON; an empty one when absent"`
}

// A Mistake is one thing wrong with a stub.
type Mistake struct {
	Path    string // the names of the fields that lead to it, with dots between them
	AtName  bool   // the last of these names is wrong, not its value
	Problem string // what is wrong
	Remedy  string // what is allowed
}

// Mistakes are all that is wrong with a stub.
type Mistakes []Mistake

// Error gives one line for each mistake.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.Problem + ": " + one.Remedy
	}
	return strings.Join(lines, "\n")
}

func (m *Mistakes) add(path, problem, remedy string) {
	*m = append(*m, Mistake{Path: path, Problem: problem, Remedy: remedy})
}

func (m *Mistakes) addName(path, problem, remedy string) {
	*m = append(*m, Mistake{path, true, problem, remedy})
}

var isID = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,80}$`)

// isNSID is the grammar of https://atproto.com/specs/nsid, its lengths aside.
var isNSID = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z0-9-]+)+\.[a-zA-Z][a-zA-Z0-9]*$`)

// longestNSID is how many characters a method's name has at most.
const longestNSID = 317

// Check tells all that is wrong with a stub, or nothing. Served tells which methods the PDS answers itself: a stub for one of
// those would never be asked.
func (s Stub) Check(served func(method string) bool) Mistakes {
	var m Mistakes
	if s.ID != "" && !isID.MatchString(s.ID) {
		m.add("id", fmt.Sprintf("id is %.80q", s.ID), "write letters, digits, dots, hyphens and underscores, or leave it out")
	}
	switch {
	case s.Method == "":
		m.add("method", "the stub has no method", "write the NSID of one, such as app.bsky.actor.getPreferences")
	case !isNSID.MatchString(s.Method) || len(s.Method) > longestNSID:
		m.add("method", fmt.Sprintf("method is %.80q", s.Method), "write an NSID such as app.bsky.actor.getPreferences")
	case served(s.Method):
		m.add("method", s.Method+" is served by the PDS itself", "write a method that it does not serve, or have this one go wrong with a fault")
	}
	s.checkMatch(&m)
	s.checkReply(&m)
	return m
}

func (s Stub) checkMatch(m *Mistakes) {
	if s.Verb != "" && s.Verb != http.MethodGet && s.Verb != http.MethodPost {
		m.add("verb", fmt.Sprintf("verb is %.20q", s.Verb), "write GET or POST, or leave it out for either")
	}
	if s.Auth != "" && s.Auth != AuthRequired && s.Auth != AuthOptional && s.Auth != AuthNone {
		m.add("auth", fmt.Sprintf("auth is %.20q", s.Auth), "write one of required, optional, none")
	}
	if s.Account != "" && !strings.ContainsAny(s.Account, ".:") {
		m.add("account", fmt.Sprintf("account is %.80q", s.Account), "write a handle such as alice.test, or a DID")
	}
}

func (s Stub) checkReply(m *Mistakes) {
	if s.Status != 0 && (s.Status < 200 || s.Status > 599) {
		m.add("status", fmt.Sprintf("status is %d", s.Status), "write one from 200 to 599")
	}
	if s.Body != nil && (s.Status == http.StatusNoContent || s.Status == http.StatusNotModified) {
		m.add("body", fmt.Sprintf("a reply with status %d has no body", s.Status), "leave the body out, or write another status")
	}
	switch body := bytes.TrimSpace(s.Body); {
	case s.Body == nil:
	case string(body) == "null":
		m.add("body", "body is null", "leave it out for an empty reply, or write {} for an empty object")
	case !json.Valid(body):
		m.add("body", "body is no JSON", "write one JSON value")
	}
	s.checkHeaders(m)
}

var isHeaderName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

func (s Stub) checkHeaders(m *Mistakes) {
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
		canonical := http.CanonicalHeaderKey(name)
		switch {
		case !isHeaderName.MatchString(name):
			m.addName("headers."+name, fmt.Sprintf("%.80q is no name of a header", name), "write letters, digits and hyphens")
		case isFraming(canonical):
			m.addName("headers."+name, name+" follows from the reply", "leave it out")
		case seen[canonical]:
			m.addName("headers."+name, canonical+" stands there twice", "leave one out")
		case strings.ContainsFunc(s.Headers[name], isControl):
			m.add("headers."+name, "the header "+name+" holds a control character", "take it out")
		}
		seen[canonical] = true
	}
}

// isFraming reports whether a header tells where a reply ends and how it is packed: the server's business.
func isFraming(name string) bool {
	switch name {
	case "Connection", "Content-Encoding", "Content-Length", "Trailer", "Transfer-Encoding", "Upgrade":
		return true
	}
	return false
}

func isControl(c rune) bool {
	return c < ' ' && c != '\t' || c == 0x7f
}

// normal fills in the defaults, and makes a copy that shares nothing.
func (s Stub) normal() Stub {
	if s.Auth == "" {
		s.Auth = AuthRequired
	}
	if s.Status == 0 {
		s.Status = http.StatusOK
	}
	if s.Body != nil {
		var b bytes.Buffer
		_ = json.Compact(&b, s.Body) // Check has read it
		s.Body = b.Bytes()
	}
	s.Params, s.Headers = maps.Clone(s.Params), maps.Clone(s.Headers)
	return s
}
