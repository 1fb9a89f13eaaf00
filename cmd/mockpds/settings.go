package main

import (
	"slices"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/server"
)

// options are what the settings add up to.
type options struct {
	addr      string
	control   string        // an address of its own for the control API, or empty
	fixtures  []string      // paths, - for standard input; none for the default world
	inline    fixtures.File // text that was given itself; none where its Text is nil
	stdin     fixtures.File // what standard input held; none where its Text is nil
	watch     bool          // fixture files are read again when they change
	snapshot  string        // the file of the world's state, or empty
	saves     bool          // it is written at the end
	urlFile   urlFile
	withStdin bool // the program ends when standard input does
	tls       tlsOptions
	strict    bool   // findings are a failure
	logFormat string // text, json or off; empty until it is known where the log goes
	config    server.Config

	source string // the flag or the variable whose value is being set
}

// A setting is one thing that can be told by a flag, and where the flag is absent by the
// environment.
type setting struct {
	name     string // of the flag
	value    string // what help shows for the value, with ... if the flag may be repeated; empty for a switch
	fallback string // stands in for an absent or empty value
	says     string // for the help text, in lines
	set      func(o *options, value string) error
}

// runFallbacks stand in for absent values of the run command, where they differ from those of the
// serve command.
func runFallbacks() map[string]string {
	return map[string]string{"addr": "localhost:0", "oauth": "approve", "log-format": "off"}
}

// variable is the setting's name in the environment.
func (s setting) variable() string {
	return "MOCKPDS_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// repeats reports whether the flag may be given several times.
func (s setting) repeats() bool {
	return strings.HasSuffix(s.value, "...")
}

// A settingGroup is a part of the help text.
type settingGroup struct {
	heading  string
	settings []setting
}

func settingGroups() []settingGroup {
	return []settingGroup{
		{"Where it is", addressSettings()},
		{"Whom it knows", worldSettings()},
		{"What it does", behaviourSettings()},
		{"Who steers it", controlSettings()},
		{"Its sessions", sessionSettings()},
		{"OAuth", oauthSettings()},
		{"Over TLS", tlsSettings()},
		{"What it tells", logSettings()},
		{"How it ends", endSettings()},
	}
}

// settings are all there are, in the order of the help text.
func settings() []setting {
	var all []setting
	for _, g := range settingGroups() {
		all = slices.Concat(all, g.settings)
	}
	return all
}

const defaultAddr = "localhost:2583"

func addressSettings() []setting {
	return []setting{
		{"addr", "HOST:PORT", defaultAddr, "listen here; localhost is both loopback addresses,\nport 0 is any free one", setAddr},
		{
			"public-url", "URL", "",
			"where clients reach it, as DID documents say it\n(default: the URL that each request came by)",
			checked(func(c *server.Config) *string { return &c.PublicURL }),
		},
		{
			"plc-url", "URL", "",
			"a PLC directory whose word counts about each did:plc that it has\n(default: the server itself is the only one)",
			checked(func(c *server.Config) *string { return &c.PLCURL }),
		},
		{
			"service-did", "DID", "",
			"its own DID, the audience of session tokens\n(default: did:web of the host of --public-url, or of localhost)",
			setServiceDID,
		},
		{
			"handle-domain", ".DOMAIN", server.DefaultHandleDomain, "the domain under which it gives handles",
			checked(func(c *server.Config) *string { return &c.HandleDomain }),
		},
	}
}

func worldSettings() []setting {
	return []setting{
		{
			"fixtures", "FILE...", "",
			"the accounts it starts with, YAML or JSON; - is standard input;\nseveral are merged in order" +
				"\n(default: the world that \"mockpds example\" prints)",
			func(o *options, v string) error {
				o.fixtures = append(o.fixtures, v)
				return nil
			},
		},
		{
			"fixtures-inline", "TEXT", "",
			"a fixture file's text itself, merged after the files",
			func(o *options, v string) error {
				o.inline = fixtures.File{Name: o.source, Text: []byte(v)}
				return nil
			},
		},
		{
			"watch", "", "", "read the fixture files again when one of them changes,\nas POST /_mock/reload does",
			onOff(func(o *options) *bool { return &o.watch }),
		},
		{
			"snapshot", "FILE", "",
			"go on with the state that this file holds, if it is there:\nsessions, mail and the clock as well",
			text(func(o *options) *string { return &o.snapshot }),
		},
		{
			"seed", "TEXT", server.DefaultSeed, "what DIDs, keys, ids and codes are derived from",
			text(func(o *options) *string { return &o.config.Seed }),
		},
		{
			"admin-password", "TEXT", server.DefaultAdminPassword, "proves an administrator, with the user name admin",
			text(func(o *options) *string { return &o.config.AdminPassword }),
		},
	}
}

func behaviourSettings() []setting {
	return []setting{
		{
			"invite-required", "", "", "ask for an invite code at sign-up",
			onOff(func(o *options) *bool { return &o.config.InviteRequired }),
		},
		{
			"rate-limits", "", "", "count calls, and answer 429 where the reference does",
			onOff(func(o *options) *bool { return &o.config.RateLimits }),
		},
		{
			"email-auth-factor", "", "",
			"let updateEmail switch mailed sign-in codes, as clients of\nbsky.social ask it to; else it ignores that, as the reference does",
			onOff(func(o *options) *bool { return &o.config.EmailAuthFactor }),
		},
		{
			"profile", "NAME", "",
			"answer as another make of server does: \"mockpds profiles\" lists them",
			setProfile,
		},
		{
			"quirks", "NAMES", "",
			"single differences of other servers, with commas between them",
			setQuirks,
		},
	}
}

func controlSettings() []setting {
	return []setting{
		{
			"control-addr", "HOST:PORT", "",
			"listen here for the control API, /_mock/, and only here\n(default: at --addr, beside everything else)",
			setControlAddr,
		},
		{
			"control-token", "TEXT", "",
			"what the control API asks for: Authorization: Bearer TEXT\n(default: nothing)",
			setControlToken,
		},
	}
}

func sessionSettings() []setting {
	return []setting{
		{
			"access-ttl", "DURATION", "2h", "life of access tokens: whole seconds such as 90s, 15m, 7d",
			duration(func(o *options) *time.Duration { return &o.config.AccessTTL }),
		},
		{
			"refresh-ttl", "DURATION", "90d", "life of refresh tokens",
			duration(func(o *options) *time.Duration { return &o.config.RefreshTTL }),
		},
		{
			"refresh-grace", "DURATION", "2h", "how long a refresh token still works after its use;\n0 is not at all",
			setRefreshGrace,
		},
		{
			"signing-key", "KEY", "",
			"the secp256k1 private key that signs session tokens: 64 hex digits,\nmultibase, JWK or PEM, or @FILE to read it from a file" +
				"\n(default: derived from the seed)",
			setSigningKey,
		},
	}
}

func oauthSettings() []setting {
	return []setting{
		{
			"oauth", "MODE", "page",
			"who answers for the user when an app asks for access: page shows one,\napprove and deny answer at once",
			setOAuth,
		},
		{
			"oauth-fetch", "HOSTS", "",
			"fetch the documents of clients from these hosts: patterns such as\n*.example.dev, with commas between them\n(default: only loopback addresses)",
			setOAuthFetch,
		},
		{
			"oauth-grace", "DURATION", "0", "how long an OAuth refresh token still works after its use;\n0 is not at all",
			setOAuthGrace,
		},
		{
			"client-clock", "CLOCK", "any",
			"the clock by which proofs of OAuth clients are judged: any takes\nthe mock's and the machine's, mock only the mock's",
			setClientClock,
		},
	}
}

func logSettings() []setting {
	return []setting{
		{
			"journal-entries", "N", "10000", "how many calls the journal keeps, the latest ones;\n0 keeps none",
			setJournalEntries,
		},
		{
			"expect-app-passwords", "", "", "make it a finding when a client logs in with an account's own password",
			onOff(func(o *options) *bool { return &o.config.ExpectAppPasswords }),
		},
		{
			"log-format", "FORMAT", "",
			"text, json or off; one line a request, on standard error\n(default: text on a terminal, json elsewhere)",
			setLogFormat,
		},
		{
			"url-file", "FILE", "",
			"write the URL here when the server is ready;\nthe file is gone when it has ended",
			func(o *options, v string) error {
				o.urlFile = urlFile(v)
				return nil
			},
		},
	}
}

func endSettings() []setting {
	return []setting{
		{
			"fail-on-findings", "", "", "at the end, print what clients did wrong, and exit with 3 if they did",
			onOff(func(o *options) *bool { return &o.strict }),
		},
		{
			"save-snapshot", "", "", "at the end, write the state to the file of --snapshot",
			onOff(func(o *options) *bool { return &o.saves }),
		},
		{
			"exit-on-stdin-close", "", "", "end when standard input is closed, as it is when the parent process ends",
			onOff(func(o *options) *bool { return &o.withStdin }),
		},
	}
}
