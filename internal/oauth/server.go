// Package oauth is the authorization server of a PDS, and what its resource server knows of tokens:
// metadata, pushed authorization requests, the page's API, DPoP, access and refresh tokens
// (https://atproto.com/specs/oauth). It answers as the reference does where that differs from the
// specification. It knows accounts by an interface of its own, and nothing of XRPC.
package oauth

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"mockpds/internal/seed"
	"mockpds/tokens"
)

// An Account is what OAuth knows of an account.
type Account struct {
	DID           string
	Handle        string
	Email         string // "" if it has none
	EmailVerified bool
	Deactivated   bool
	AccessTTL     time.Duration // of its access tokens; 0 is an hour
}

// Accounts are the accounts that people sign in to. All its methods leave out those that are taken
// down or suspended, but SignIn, which says so.
type Accounts interface {
	// ByDID finds an account; a deactivated one too.
	ByDID(did string) (Account, bool)
	// List is some accounts, in order of creation, that a person may choose from.
	List() []Account
	// SignIn checks a password. The error is an [*Error] to show, or one that stays inside.
	SignIn(username, password, code string) (Account, error)
	// SignUp makes an account.
	SignUp(handle, email, password, inviteCode string) (Account, error)
	// SetActive deactivates an account or brings it back.
	SetActive(did string, active bool) (Account, error)
	// CheckHandle returns nil if nobody has the handle and anybody may.
	CheckHandle(handle string) error
	// RequestReset mails a code for a new password, if there is such an address.
	RequestReset(email string)
	// Reset sets a new password, and reports whether the code was right.
	Reset(code, password string) bool
}

// A Mode says who answers for the user.
type Mode string

// The modes.
const (
	Page    Mode = "page"    // a person, on a page
	Approve Mode = "approve" // nobody: every request is granted
	Deny    Mode = "deny"    // nobody: every request is denied
)

// Config is what a [Server] needs. All fields but Fetch, MockClock, Mode, Replay, Events and
// Resource are required.
type Config struct {
	Accounts Accounts
	Issuer   *tokens.Issuer // signs access tokens
	Audience string         // DID of the service
	Source   *seed.Source   // makes up ids, codes and tokens
	Now      func() time.Time
	// Wall is the machine's time, by which the proofs of clients may be right too.
	Wall func() time.Time
	// MockClock judges them by Now alone, until UseMockClock says otherwise.
	MockClock bool
	// URL is the server's public URL, for a request: that of the resource for one that came there.
	URL func(*http.Request) string
	// Write writes a reply with a body, compressed for whoever asks for it.
	Write func(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte)
	// World is what requests are answered in.
	World World
	// Fetch are the hosts, as patterns like *.example.dev, that documents are fetched from;
	// besides, only loopback addresses.
	Fetch []string
	Mode  Mode // "" is Page
	// Replay is for how long a refresh token may be used again; 0, as in the reference, is not at
	// all: it ends the session.
	Replay time.Duration
	Events Events
	// Resource is the server that access tokens are for; nil if it is the same one.
	Resource *Resource
}

// A World may be replaced, but not while a request is in it.
type World interface {
	Enter() uint64
	Leave()
}

// A Server is an authorization server, safe for concurrent use.
type Server struct {
	config    Config
	now       func() time.Time
	nonceKey  []byte
	nonceSalt atomic.Int64
	transport http.RoundTripper

	everyNonce atomic.Bool // each answer has another nonce
	mockClock  atomic.Bool // clients are judged by Now alone

	mu        sync.Mutex // guards the fields below
	mode      Mode
	decisions []Decision // about the next consents
	documents map[string]Document
	clients   map[string]knownClient
	sets      map[string]permissionSet
	spent     memory
	requests  requests
	devices   map[string]*device
	granted   map[string]map[string][]string // scopes by DID and client
	sessions  sessions
	wrongs    []Wrong
}

// New returns a server that knows nothing yet.
func New(c Config) *Server {
	key := c.Source.Bytes("dpop nonce")
	s := &Server{config: c, now: c.Now, nonceKey: key[:], transport: http.DefaultTransport}
	s.Reset()
	return s
}

// Reset forgets everything that happened since the start, and everything that was given since.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = s.config.Mode
	if s.mode == "" {
		s.mode = Page
	}
	s.decisions, s.wrongs = nil, nil
	s.documents, s.clients, s.sets = map[string]Document{}, map[string]knownClient{}, map[string]permissionSet{}
	s.spent = memory{}
	s.requests, s.devices = newRequests(), map[string]*device{}
	s.granted = map[string]map[string][]string{}
	s.sessions = newSessions()
	s.nonceSalt.Store(0)
	s.everyNonce.Store(false)
	s.mockClock.Store(s.config.MockClock)
}

// SetMode says from now on who answers for the user.
func (s *Server) SetMode(m Mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = m
}

// UseMockClock says whether clients are judged by mock time alone: as if their clocks should be
// right by it.
func (s *Server) UseMockClock(alone bool) { s.mockClock.Store(alone) }

// clientTimes are the times of which a client's clock may show any.
func (s *Server) clientTimes() []time.Time {
	if s.mockClock.Load() {
		return []time.Time{s.now()}
	}
	return []time.Time{s.now(), s.config.Wall()}
}

// draw makes up a secret or an id: a prefix and so many bytes in hex.
func (s *Server) draw(prefix string, bytes int) string {
	b := s.config.Source.Next("oauth " + prefix)
	time := sha256.Sum256(append(b[:], strconv.FormatInt(s.now().UnixNano(), 10)...))
	return prefix + hex.EncodeToString(time[:bytes])
}
