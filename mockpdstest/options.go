package mockpdstest

import (
	"cmp"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/authority"
	"mockpds/internal/clock"
	"mockpds/server"
	"mockpds/tokens"
)

// An Option changes what New starts. Of two that say the same the later one counts.
type Option func(*settings)

// settings are what the options add up to.
type settings struct {
	server.Config
	name  string                 // of the fixture file
	world func() ([]byte, error) // its text; nil for the default world

	log      bool
	tls      bool
	inMemory bool
	fail     *failure
}

// Config starts from a server's own config, for what no other option says. It comes before the
// others.
func Config(c server.Config) Option {
	return func(s *settings) { s.Config = c }
}

// Fixtures makes the world that of a fixture file's text, YAML or JSON.
func Fixtures(text string) Option {
	return func(s *settings) {
		s.name, s.world = "fixtures", func() ([]byte, error) { return []byte(text), nil }
	}
}

// FixtureFile makes the world that of a fixture file, YAML or JSON.
func FixtureFile(path string) Option {
	return func(s *settings) {
		s.name, s.world = path, func() ([]byte, error) { return os.ReadFile(filepath.Clean(path)) }
	}
}

// Accounts makes the world one of these accounts. They are held to the same rules as those of a
// fixture file.
func Accounts(accounts ...Account) Option {
	return func(s *settings) {
		s.name, s.world = "accounts.json", func() ([]byte, error) { return fixtureFile(accounts) }
	}
}

// Seed is what DIDs, keys, ids and codes are derived from. The default is mockpds.
func Seed(text string) Option {
	return func(s *settings) { s.Seed = text }
}

// AccessTTL is the life of access tokens in mock time. The default is 2 hours.
func AccessTTL(d time.Duration) Option {
	return func(s *settings) { s.AccessTTL = d }
}

// RefreshTTL is the life of refresh tokens in mock time. The default is 90 days.
func RefreshTTL(d time.Duration) Option {
	return func(s *settings) { s.RefreshTTL = d }
}

// RefreshGrace is how long a refresh token stays good after its use, in mock time; 0 is not at all.
// The default is 2 hours.
func RefreshGrace(d time.Duration) Option {
	return func(s *settings) {
		s.RefreshGrace = d
		if d == 0 {
			s.RefreshGrace = -1
		}
	}
}

// Frozen starts with a clock that stands still at a time.
func Frozen(at time.Time) Option {
	return func(s *settings) {
		s.Clock = &clock.Clock{}
		s.Clock.Freeze(0)
		s.Clock.Set(at)
	}
}

// RateLimits sets the reference's rate limits. The default is none.
func RateLimits() Option {
	return func(s *settings) { s.RateLimits = true }
}

// InviteRequired asks for an invite code at sign-up.
func InviteRequired() Option {
	return func(s *settings) { s.InviteRequired = true }
}

// EmailAuthFactor lets updateEmail switch mailed sign-in codes, as the clients of bsky.social do.
func EmailAuthFactor() Option {
	return func(s *settings) { s.EmailAuthFactor = true }
}

// PublicURL is where the server says that clients reach it: scheme and host. The default is the URL
// that each request came by.
func PublicURL(url string) Option {
	return func(s *settings) { s.PublicURL = url }
}

// Entryway puts an entryway before the PDS: a second server, at [PDS.EntrywayURL], which is its
// authorization server and the place of log-ins, as bsky.social is for its hosts. The url is where
// clients reach it, scheme and host; empty is where it listens. The PDS takes access tokens of OAuth
// that were revoked until they expire, unless the server's config says EntrywayRevokes.
func Entryway(url string) Option {
	return func(s *settings) { s.Entryway, s.EntrywayURL = true, url }
}

// ExpectAppPasswords makes it a finding when a client logs in with an account's own password.
func ExpectAppPasswords() Option {
	return func(s *settings) { s.ExpectAppPasswords = true }
}

// TLS serves https, and HTTP/2 to clients that know it, by a certificate for the loopback interface
// and every handle under the handle domain. [PDS.Client] trusts it; for other clients there is
// [PDS.RootCAs].
func TLS() Option {
	return func(s *settings) { s.tls = true }
}

// ServiceDID is the server's own DID, the audience of its session tokens. The default is did:web:
// and the host of the public URL, or localhost.
func ServiceDID(did string) Option {
	return func(s *settings) { s.ServiceDID = did }
}

// PLCURL is where a PLC directory runs whose word about a did:plc counts, if it has the DID. The
// default is that the server is the only one.
func PLCURL(url string) Option {
	return func(s *settings) { s.PLCURL = url }
}

// HandleDomain is the domain, with a leading dot, under which the server gives handles. The default
// is .test.
func HandleDomain(domain string) Option {
	return func(s *settings) { s.HandleDomain = domain }
}

// AdminPassword proves an administrator, with the user name admin. The default is admin-pass.
func AdminPassword(password string) Option {
	return func(s *settings) { s.AdminPassword = password }
}

// SigningKey signs session tokens. The default is derived from the seed.
func SigningKey(key tokens.Key) Option {
	return func(s *settings) { s.SigningKey = key }
}

// ControlToken is what requests to the control API have to show over HTTP, as a Bearer token. The
// default is nothing.
func ControlToken(token string) Option {
	return func(s *settings) { s.ControlToken = token }
}

// JournalEntries is how many calls are kept, the latest ones; 0 keeps none. The default is 10,000.
func JournalEntries(n int) Option {
	return func(s *settings) {
		s.JournalEntries = n
		if n == 0 {
			s.JournalEntries = -1
		}
	}
}

// FailOnFindings is AssertNoFindings at the end: it fails the test with what the calls show that
// clients did wrong, except for what the rules with some ids find. Of a server that Start made,
// Close returns it as an error.
func FailOnFindings(except ...string) Option {
	return func(s *settings) { s.fail = &failure{except} }
}

// InMemory makes connections within the process in place of sockets, so that a test can run in a
// bubble of testing/synctest. Only the client of Client reaches the server then, under
// http://localhost.
func InMemory() Option {
	return func(s *settings) { s.inMemory = true }
}

// Log writes a line for each request to the test's log, or to standard error if there is no test.
func Log() Option {
	return func(s *settings) { s.log = true }
}

// Outputs returns what the Log option writes to; a nil function stands for standard error.
type outputs func() io.Writer

// configure adds the options up.
func configure(options []Option, output outputs) (*settings, error) {
	s := &settings{}
	for _, set := range options {
		set(s)
	}
	if s.log {
		var to io.Writer = os.Stderr
		if output != nil {
			to = output()
		}
		s.Log = slog.New(slog.NewTextHandler(to, nil))
	}
	s.Clock = cmp.Or(s.Clock, &clock.Clock{})
	s.OAuth = cmp.Or(s.OAuth, server.OAuthApprove)
	s.Seed = cmp.Or(s.Seed, server.DefaultSeed)
	s.HandleDomain = cmp.Or(s.HandleDomain, server.DefaultHandleDomain)
	if s.Entryway && s.inMemory {
		s.EntrywayURL = cmp.Or(s.EntrywayURL, s.scheme()+"entryway.localhost")
	}
	if s.tls {
		if err := s.certify(); err != nil {
			return nil, err
		}
	}
	if s.world == nil {
		return s, nil
	}
	s.Reload = func() (fixtures.World, error) {
		data, err := s.world()
		if err != nil {
			return fixtures.World{}, err
		}
		return server.LoadWorld(s.name, data, fixtures.Options{Seed: s.Seed})
	}
	world, err := s.Reload()
	s.World = &world
	return s, err
}

// scheme is that of the server's own URLs.
func (s *settings) scheme() string {
	if s.tls || s.TLS != nil {
		return "https://"
	}
	return "http://"
}

// hostname is that of a URL, or "" of none.
func hostname(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// certify sets a certificate by an authority of its own.
func (s *settings) certify() error {
	names := []string{s.HandleDomain}
	if s.EntrywayURL != "" {
		names = append(names, hostname(s.EntrywayURL))
	}
	signer, err := authority.New(names, clock.Wall())
	if err != nil {
		return err
	}
	s.CA = signer.PEM()
	s.TLS, err = signer.Server(names, clock.Wall())
	return err
}
