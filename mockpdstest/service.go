package mockpdstest

import (
	"testing"
	"time"

	"mockpds/internal/control"
)

// A Service is what the server says of itself, and by which rule accounts get invite codes.
type Service struct {
	PrivacyPolicy         string // URL, among the links of describeServer
	TermsOfService        string // URL, among the links of describeServer
	ContactEmail          string // address, in the contact of describeServer
	InviteIntervalSeconds int    // for each of which an account gets an invite code, where sign-up needs one; 0 gives none
}

// SetService replaces what the server says of itself. The test ends if a URL is none.
func (p *PDS) SetService(t testing.TB, s Service) {
	t.Helper()
	_, err := p.control.SetService(t.Context(), control.Service(s))
	must(t, err)
}

// Service returns what the server says of itself.
func (p *PDS) Service() Service {
	return Service(p.control.Outside.Service())
}

// A ResolvedHandle says to which DID a handle of another domain resolves.
type ResolvedHandle struct {
	Handle string // not under the server's own domain
	DID    string // "" does not resolve
}

// ResolveHandle says to which DID a handle of another domain resolves from now on, or that it does
// not. The test ends if one of them is none.
func (p *PDS) ResolveHandle(t testing.TB, h ResolvedHandle) {
	t.Helper()
	_, err := p.control.ResolveHandle(t.Context(), control.ResolvedHandle(h))
	must(t, err)
}

// Handles returns the handles of other domains of which a test has said something, sorted.
func (p *PDS) Handles() []ResolvedHandle {
	var list []ResolvedHandle
	for _, h := range p.control.Handles() {
		list = append(list, ResolvedHandle(h))
	}
	return list
}

// AgeCode makes the latest code of a kind that was mailed to an account (handle or DID) older, as
// if it had been mailed earlier. The kinds are those of Mail. The test ends if there is no such
// code.
func (p *PDS) AgeCode(t testing.TB, account, kind string, by time.Duration) {
	t.Helper()
	_, err := p.control.AgeCode(t.Context(), control.CodeAge{Account: account, Kind: kind, Seconds: int(by.Seconds())})
	must(t, err)
}

// SetPublicURL moves the service to another URL, scheme and host: from now on DID documents name
// that. The server listens where it did, its own DID stays, and tokens stay good. Empty is the URL
// that each request came by. The test ends when it is no such URL.
func (p *PDS) SetPublicURL(t testing.TB, url string) {
	t.Helper()
	_, err := p.control.SetPublicURL(t.Context(), control.PublicURL{PublicURL: url})
	must(t, err)
}

// PublicURL is where the server says that clients reach it, or empty when that is the URL that each
// request came by.
func (p *PDS) PublicURL() string {
	return p.control.Home.URL()
}
