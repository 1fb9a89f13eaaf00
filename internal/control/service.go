package control

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"mockpds/fixtures"
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
	if m := h.Check(); len(m) > 0 {
		return ResolvedHandle{}, invalid("%v", m)
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

// A CodeAge says by how much a mailed code is to grow older.
type CodeAge struct {
	Account string `json:"-" path:"name" doc:"handle or DID"`
	Kind    string `json:"kind" doc:"confirm_email, update_email, reset_password, delete_account, plc_operation or sign_in"`
	Seconds int    `json:"seconds" doc:"the code is good for 900 seconds"`
}

// AgeCode makes an account's latest code of a kind older, as if it had been mailed earlier. The
// clock stays as it is.
func (c *Control) AgeCode(_ context.Context, age CodeAge) (nothing, error) {
	a, err := c.account(age.Account)
	if err != nil {
		return nothing{}, err
	}
	if age.Seconds <= 0 {
		return nothing{}, invalid("seconds is %d: write at least 1", age.Seconds)
	}
	if !c.Store.AgeCode(a.DID, fixtures.Purpose(age.Kind), time.Duration(age.Seconds)*time.Second) {
		return nothing{}, refuse(http.StatusNotFound, "NoSuchCode",
			"%s has no code of kind %q: have one mailed first", a.Handle, age.Kind)
	}
	return nothing{}, nil
}
