package control

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"

	"mockpds/internal/syntax"
	"mockpds/internal/words"
)

// A Service is what the server says of itself, and by which rule accounts get invite codes.
type Service struct {
	PrivacyPolicy         string `json:"privacyPolicy,omitempty" doc:"URL, among the links of describeServer"`
	TermsOfService        string `json:"termsOfService,omitempty" doc:"URL, among the links of describeServer"`
	ContactEmail          string `json:"contactEmail,omitempty" doc:"address, in the contact of describeServer"`
	InviteIntervalSeconds int    `json:"inviteIntervalSeconds,omitempty" doc:"for each of which an account gets an invite code, 5 unused ones at most, where sign-up needs one; left out: accounts get none"`
}

// A ResolvedHandle says to which DID a handle of another domain resolves.
type ResolvedHandle struct {
	Handle string `json:"handle" doc:"not under the server's own domain"`
	DID    string `json:"did,omitempty" doc:"left out: the handle does not resolve"`
}

// Check returns all that is wrong with it.
func (h ResolvedHandle) Check() words.Mistakes {
	var m words.Mistakes
	if !syntax.IsHandle(h.Handle) {
		m.Add("handle", words.Quote(h.Handle)+" is not a handle",
			"write a domain name such as alice.example.com")
	}
	if h.DID != "" && !syntax.IsDID(h.DID) {
		m.Add("did", words.Quote(h.DID)+" is not a DID", "write one such as "+
			"did:plc:ewvi7nxzyoun6zhxrhs64oiz, or leave it out for a handle that does not resolve")
	}
	return m
}

// Outside is what a test says of the service and of the world around it. It is safe for concurrent
// use.
type Outside struct {
	mu      sync.Mutex // guards the fields below
	service Service
	handles map[string]string // DIDs by handle in lower case; "" does not resolve
}

// Service returns what the server says of itself.
func (o *Outside) Service() Service {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.service
}

// Resolve returns the DID to which a handle of another domain resolves, or "".
func (o *Outside) Resolve(handle string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.handles[strings.ToLower(handle)]
}

// Replace forgets what was said, and takes handles that have been checked.
func (o *Outside) Replace(handles []ResolvedHandle) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.service, o.handles = Service{}, map[string]string{}
	for _, h := range handles {
		o.handles[strings.ToLower(h.Handle)] = h.DID
	}
}

// SetService replaces what the server says of itself.
func (c *Control) SetService(_ context.Context, s Service) (Service, error) {
	for _, link := range []string{s.PrivacyPolicy, s.TermsOfService} {
		if u, err := url.Parse(link); link != "" && (err != nil || u.Scheme == "" || u.Host == "") {
			return Service{}, invalid("%q is not a URL: write one such as https://example.com/terms", link)
		}
	}
	if s.InviteIntervalSeconds < 0 {
		return Service{}, invalid("inviteIntervalSeconds is %d: write at least 1, or leave it out",
			s.InviteIntervalSeconds)
	}
	c.Outside.mu.Lock()
	defer c.Outside.mu.Unlock()
	c.Outside.service = s
	return s, nil
}

// Handles returns the handles of other domains of which a test has said something, sorted.
func (c *Control) Handles() []ResolvedHandle {
	c.Outside.mu.Lock()
	defer c.Outside.mu.Unlock()
	list := []ResolvedHandle{}
	for handle, did := range c.Outside.handles {
		list = append(list, ResolvedHandle{handle, did})
	}
	slices.SortFunc(list, func(a, b ResolvedHandle) int { return strings.Compare(a.Handle, b.Handle) })
	return list
}

// ResolveHandle says to which DID a handle of another domain resolves from now on, or that it does
// not.
func (c *Control) ResolveHandle(_ context.Context, h ResolvedHandle) (ResolvedHandle, error) {
	if wrong := h.Check(); wrong != nil {
		return ResolvedHandle{}, wrong
	}
	c.Outside.mu.Lock()
	defer c.Outside.mu.Unlock()
	if len(c.Outside.handles) >= mostHandles {
		return ResolvedHandle{}, invalid("these are more than %d handles: reset the server", mostHandles)
	}
	if c.Outside.handles == nil {
		c.Outside.handles = map[string]string{}
	}
	c.Outside.handles[strings.ToLower(h.Handle)] = h.DID
	return h, nil
}

const mostHandles = 10_000

// A PublicURL is where the server says that clients reach it.
type PublicURL struct {
	PublicURL string `json:"publicUrl" doc:"scheme and host, without a path; empty: the URL that each request came by"`
}

// PublicURL returns where the server says that clients reach it.
func (c *Control) PublicURL() PublicURL {
	return PublicURL{c.Home.URL()}
}

// SetPublicURL moves the service: from now on DID documents and metadata name the URL, as if the
// account's host had moved to another name. The server listens where it did, its own DID stays, and
// tokens stay good.
func (c *Control) SetPublicURL(_ context.Context, to PublicURL) (PublicURL, error) {
	if err := c.Home.Move(to.PublicURL); err != nil {
		return PublicURL{}, invalid("%v", err)
	}
	return c.PublicURL(), nil
}

// rootCAs gives the certificate of the authority that signs for the server.
func (c *Control) rootCAs(context.Context, nothing) (stream, error) {
	if c.CA == nil {
		return nil, missing("this server has no authority of its own; start it with --tls")
	}
	return func(w io.Writer, _ func()) {
		_, _ = w.Write(c.CA) // the client has gone: there is nobody to tell
	}, nil
}
