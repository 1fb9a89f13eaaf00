package server

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/internal/exchange"
	"mockpds/internal/findings"
	"mockpds/internal/oauth"
	"mockpds/internal/quirks"
	"mockpds/internal/syntax"
	"mockpds/tokens"
)

// The defaults of a Config.
const (
	DefaultSeed          = "mockpds"
	DefaultAdminPassword = "admin-pass"
	DefaultHandleDomain  = ".test"
	DefaultRefreshGrace  = 2 * time.Hour // the reference's figure
)

// An OAuthMode says who answers for the user when an app asks for access to an account.
type OAuthMode = oauth.Mode

// The modes.
const (
	OAuthPage    OAuthMode = oauth.Page    // a person, on a page
	OAuthApprove OAuthMode = oauth.Approve // nobody: every request is granted at once
	OAuthDeny    OAuthMode = oauth.Deny    // nobody: every request is denied at once
)

// A Config describes a mock PDS. Its zero value is the default world with the default seed, the
// wall clock and the reference's lifetimes.
type Config struct {
	// World is what the server starts from; nil is the embedded default world.
	World *fixtures.World

	// Reload returns the world of the files that World came from, as they are now. Nil means that
	// there are none.
	Reload func() (fixtures.World, error)

	// PublicURL is where clients reach the server, without a path, as DID documents say it. Empty
	// means the URL by which each request reached the server, which is right from a host and from
	// another container alike.
	PublicURL string
	// ServiceDID is the server's own DID, the audience of its session tokens. Empty means did:web
	// of PublicURL's host without its port, or did:web:localhost.
	ServiceDID string
	// HandleDomain is the domain, with a leading dot, under which the server gives handles. Empty
	// is .test.
	HandleDomain string

	// PLCURL is where a PLC directory runs whose word about a did:plc counts, if it has the DID.
	// Empty means that this server is the only one.
	PLCURL string

	// AdminPassword proves an administrator, with the user name admin. Empty is admin-pass.
	AdminPassword string
	// Seed is what DIDs, keys, ids and codes are derived from. Empty is mockpds, which everybody
	// knows.
	Seed string
	// SigningKey signs session tokens. The zero key means one derived from the seed.
	SigningKey tokens.Key

	// AccessTTL, RefreshTTL and RefreshGrace are the life of access tokens (0: 2 h), of refresh
	// tokens (0: 90 days), and of a refresh token after its use (0: 2 h, negative: none), all in
	// mock time.
	AccessTTL, RefreshTTL, RefreshGrace time.Duration

	// InviteRequired asks for an invite code at sign-up.
	InviteRequired bool
	// RateLimits sets the reference's rate limits.
	RateLimits bool
	// EmailAuthFactor lets updateEmail switch mailed sign-in codes, as the clients of bsky.social
	// do: with the address unchanged, on without a code and off with one if the address is
	// confirmed. Another address switches them off unless the call asks for them. If false,
	// updateEmail ignores the field, as the reference does.
	EmailAuthFactor bool

	// Quirks are names of quirks and of profiles: the server answers as other makes of server do,
	// in addition to what the fixture file says. Empty means as the reference.
	Quirks []string

	// OAuth says who answers for the user when an app asks for access to an account. Empty is
	// OAuthPage.
	OAuth OAuthMode
	// OAuthFetch are the hosts that the documents of OAuth clients are fetched from, as patterns
	// like *.example.dev. Besides, only loopback addresses are fetched from.
	OAuthFetch []string
	// OAuthGrace is how long an OAuth refresh token may be used again, in mock time. 0, as in the
	// reference, is not at all: it ends the session.
	OAuthGrace time.Duration
	// MockClientClock judges the clocks of OAuth clients by mock time alone. The default is to take
	// what is right by mock time or by the machine's.
	MockClientClock bool

	// Entryway puts an entryway before the PDS: another origin of this server, which
	// EntrywayHandler and ServeEntryway answer for. It is the authorization server and the place
	// of log-ins, as bsky.social is for its hosts.
	Entryway bool
	// EntrywayURL is where clients reach the entryway, without a path. Empty means the host by
	// which each request reached the server, and the port of the entryway's listener.
	EntrywayURL string
	// EntrywayRevokes has the PDS ask the entryway about each OAuth access token, so that one is
	// refused as soon as it is revoked. Else the PDS takes it until it expires.
	EntrywayRevokes bool

	// ControlToken is the Bearer token that requests to the control API must show. Empty means
	// that none is needed.
	ControlToken string
	// ControlElsewhere removes the control API from the PDS's own address: /_mock/ is then an
	// unknown path there. ControlHandler and ServeControl serve it.
	ControlElsewhere bool

	// TLS makes Serve and ServeControl answer over TLS, also by HTTP/2. Nil is plain HTTP.
	TLS *tls.Config
	// CA is the PEM certificate of the authority that clients must trust then. The control API
	// serves it.
	CA []byte

	// JournalEntries is how many calls the journal keeps, the latest ones. 0 means 10,000, a
	// negative number none.
	JournalEntries int
	// JournalBytes is how much text these calls may hold together. 0 means 32 MiB, which is the
	// most.
	JournalBytes int
	// Findings is called with what calls show that clients did wrong, each time that the journal
	// is about to drop calls: because others take their place, because the journal is cleared, or
	// because another world begins. TellFindings calls it for the last ones. It gets each finding
	// once in a world, by its rule and subject. It may be nil.
	Findings func([]findings.Finding)
	// ExpectAppPasswords makes it a finding if a client logs in with an account's own password.
	ExpectAppPasswords bool

	// Clock is the mock time. Nil is the wall clock.
	Clock *clock.Clock
	// Log gets one line a request and the errors that clients are not told. Nil discards them.
	Log *slog.Logger
}

// Check returns what is wrong with a config, as New would.
func (c Config) Check() error {
	_, err := c.withDefaults()
	return err
}

// withDefaults fills in what the config leaves out, or returns what is wrong with it.
func (c Config) withDefaults() (Config, error) {
	c.Seed = cmp.Or(c.Seed, DefaultSeed)
	c.AdminPassword = cmp.Or(c.AdminPassword, DefaultAdminPassword)
	c.HandleDomain = strings.ToLower(cmp.Or(c.HandleDomain, DefaultHandleDomain))
	if err := checkHandleDomain(c.HandleDomain); err != nil {
		return c, err
	}
	publicURL, host, err := normalURL("public", c.PublicURL)
	if err != nil {
		return c, err
	}
	c.PublicURL = publicURL
	if c.EntrywayURL, _, err = normalURL("entryway", c.EntrywayURL); err != nil {
		return c, err
	}
	if c.PLCURL, _, err = normalURL("PLC", c.PLCURL); err != nil {
		return c, err
	}
	c.ServiceDID = cmp.Or(c.ServiceDID, "did:web:"+host)
	if _, err := quirks.Expand(c.Quirks); err != nil {
		return c, err
	}
	if c.RefreshGrace == 0 {
		c.RefreshGrace = DefaultRefreshGrace
	}
	if c.SigningKey.IsZero() {
		c.SigningKey = tokens.DeriveKey(c.Seed, "session tokens")
	}
	if c.Clock == nil {
		c.Clock = &clock.Clock{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

// checkWorld refuses an account whose DID is the server's own, because no document could show
// both.
func (c *Config) checkWorld(w fixtures.World) error {
	for i := range w.Accounts {
		if a := &w.Accounts[i]; a.DID == c.ServiceDID {
			return fmt.Errorf("account %s: %s is the server's own DID: "+
				"give the account another one, or the server", a.Handle, a.DID)
		}
	}
	return nil
}

// checkHandleDomain refuses a domain under which no handle is valid.
func checkHandleDomain(domain string) error {
	switch {
	case !strings.HasPrefix(domain, "."):
		return fmt.Errorf("handle domain %q: write it with a leading dot, like %q", domain,
			DefaultHandleDomain)
	case !syntax.IsHandle("abc" + domain): // the shortest there is
		return fmt.Errorf("handle domain %q: no handle can end like this: "+
			"write a dot and a domain name, like %q", domain, DefaultHandleDomain)
	case syntax.DisallowedTLD(domain) != "":
		return fmt.Errorf("handle domain %q: atproto allows no handle of this top-level domain: "+
			"write another one, like %q", domain, DefaultHandleDomain)
	default:
		return nil
	}
}

// normalURL returns a URL as browsers write an origin, and its host name. It refuses what is
// no scheme and host. The empty URL stays empty, and its host name is localhost.
func normalURL(what, text string) (normal, hostname string, err error) {
	if text == "" {
		return "", "localhost", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return "", "", fmt.Errorf(
			"%s URL %s: write scheme and host only, like \"http://pds.test:2583\"",
			what, quoteURL(text))
	}
	return exchange.NormalOrigin(u.Scheme, u.Host), strings.ToLower(u.Hostname()), nil
}

// quoteURL quotes a URL without the part that may hold a password.
func quoteURL(text string) string {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		scheme, _, found := strings.Cut(text[:at], "//")
		if !found {
			scheme = ""
		}
		text = scheme + "//…" + text[at:]
	}
	return strconv.Quote(text)
}
