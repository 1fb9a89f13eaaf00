package main

import (
	"slices"
	"strings"

	"mockpds/fixtures"
	"mockpds/server"
)

// options are what the settings add up to.
type options struct {
	addr      string
	entryway  string        // the entryway's address, or empty for none
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
	value    string // as help shows it, with ... if the flag may be repeated; empty for a toggle
	fallback string // stands in for an absent or empty value
	says     string // for the help text, in lines
	set      func(value string) error
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

// value is a setting with a value of some form, which help shows.
func value(name, form, fallback string, set func(string) error, says string) setting {
	return setting{name, form, fallback, says, set}
}

// toggle is a setting that is on or off.
func toggle(name string, on *bool, says string) setting {
	return setting{name, "", "", says, onOff(on)}
}

// A settingGroup is a part of the help text.
type settingGroup struct {
	heading  string
	settings []setting
}

// settings are all that set something in o, in the order of the help text.
func (o *options) settings() []setting {
	var all []setting
	for _, g := range o.settingGroups() {
		all = slices.Concat(all, g.settings)
	}
	return all
}

const defaultAddr = "localhost:2583"

func (o *options) settingGroups() []settingGroup {
	c := &o.config
	return []settingGroup{
		{"Where it is", []setting{
			value("addr", "HOST:PORT", defaultAddr, address(&o.addr),
				"listen here; localhost is both loopback addresses,\nport 0 is any free one"),
			value("public-url", "URL", "", checked(&c.PublicURL, c),
				"where clients reach it, as DID documents say it\n"+
					"(default: the URL that each request came by)"),
			value("plc-url", "URL", "", checked(&c.PLCURL, c),
				"a PLC directory whose word counts about each did:plc that it has\n"+
					"(default: the server itself is the only one)"),
			value("service-did", "DID", "", did(&c.ServiceDID),
				"its own DID, the audience of session tokens\n"+
					"(default: did:web of the host of --public-url, or of localhost)"),
			value("handle-domain", ".DOMAIN", server.DefaultHandleDomain, checked(&c.HandleDomain, c),
				"the domain under which it gives handles"),
		}},
		{"Whom it knows", []setting{
			value("fixtures", "FILE...", "", o.addFixtures,
				"the accounts it starts with, YAML or JSON; - is standard input;\n"+
					"several are merged in order\n(default: the world that \"mockpds example\" prints)"),
			value("fixtures-inline", "TEXT", "", o.setInline,
				"a fixture file's text itself, merged after the files"),
			toggle("watch", &o.watch,
				"read the fixture files again when one of them changes,\nas POST /_mock/reload does"),
			value("snapshot", "FILE", "", text(&o.snapshot),
				"go on with the state that this file holds, if it is there:\n"+
					"sessions, mail and the clock as well"),
			value("seed", "TEXT", server.DefaultSeed, text(&c.Seed),
				"what DIDs, keys, ids and codes are derived from"),
			value("admin-password", "TEXT", server.DefaultAdminPassword, text(&c.AdminPassword),
				"proves an administrator, with the user name admin"),
		}},
		{"What it does", []setting{
			toggle("invite-required", &c.InviteRequired, "ask for an invite code at sign-up"),
			toggle("rate-limits", &c.RateLimits, "count calls, and answer 429 where the reference does"),
			toggle("email-auth-factor", &c.EmailAuthFactor,
				"let updateEmail switch mailed sign-in codes, as clients of\n"+
					"bsky.social ask it to; else it ignores that, as the reference does"),
			value("profile", "NAME", "", o.setProfile,
				"answer as another make of server does: \"mockpds profiles\" lists them"),
			value("quirks", "NAMES", "", o.setQuirks,
				"single differences of other servers, with commas between them"),
		}},
		{"Who steers it", []setting{
			value("control-addr", "HOST:PORT", "", o.setControlAddr,
				"listen here for the control API, /_mock/, and only here\n"+
					"(default: at --addr, beside everything else)"),
			value("control-token", "TEXT", "", token(&c.ControlToken),
				"what the control API asks for: Authorization: Bearer TEXT\n(default: nothing)"),
		}},
		{"Its sessions", []setting{
			value("access-ttl", "DURATION", "2h", duration(&c.AccessTTL),
				"life of access tokens: whole seconds such as 90s, 15m, 7d"),
			value("refresh-ttl", "DURATION", "90d", duration(&c.RefreshTTL), "life of refresh tokens"),
			value("refresh-grace", "DURATION", "2h", durationOrNone(&c.RefreshGrace, -1),
				"how long a refresh token still works after its use;\n0 is not at all"),
			value("signing-key", "KEY", "", key(&c.SigningKey),
				"the secp256k1 private key that signs session tokens: 64 hex digits,\n"+
					"multibase, JWK or PEM, or @FILE to read it from a file\n(default: derived from the seed)"),
		}},
		{"OAuth", []setting{
			value("oauth", "MODE", "page",
				oneOf(&c.OAuth, server.OAuthPage, server.OAuthApprove, server.OAuthDeny),
				"who answers for the user when an app asks for access: page shows one,\n"+
					"approve and deny answer at once"),
			value("oauth-fetch", "HOSTS", "", list(&c.OAuthFetch, checkHostPattern),
				"fetch the documents of clients from these hosts: patterns such as\n"+
					"*.example.dev, with commas between them\n(default: only loopback addresses)"),
			value("oauth-grace", "DURATION", "0", durationOrNone(&c.OAuthGrace, 0),
				"how long an OAuth refresh token still works after its use;\n0 is not at all"),
			value("client-clock", "CLOCK", "any", o.setClientClock,
				"the clock by which proofs of OAuth clients are judged: any takes\n"+
					"the mock's and the machine's, mock only the mock's"),
		}},
		{"Its entryway", []setting{
			value("entryway-addr", "HOST:PORT", "", address(&o.entryway),
				"listen here as well, as the authorization server of the PDS and\n"+
					"the place of log-ins (default: the PDS itself is that)"),
			value("entryway-url", "URL", "", checked(&c.EntrywayURL, c),
				"where clients reach the entryway\n"+
					"(default: the host that each request came by, and the port listened on)"),
			toggle("entryway-revokes", &c.EntrywayRevokes,
				"have the PDS refuse OAuth access tokens as soon as they are revoked,\nand not when they expire"),
		}},
		{"Over TLS", o.tls.settings()},
		{"What it tells", []setting{
			value("journal-entries", "N", "10000", count(&c.JournalEntries),
				"how many calls the journal keeps, the latest ones;\n0 keeps none"),
			toggle("expect-app-passwords", &c.ExpectAppPasswords,
				"make it a finding when a client logs in with an account's own password"),
			value("log-format", "FORMAT", "", oneOf(&o.logFormat, "text", "json", "off"),
				"text, json or off; one line a request, on standard error\n"+
					"(default: text on a terminal, json elsewhere)"),
			value("url-file", "FILE", "", text(&o.urlFile),
				"write the URL here when the server is ready;\nthe file is gone when it has ended"),
		}},
		{"How it ends", []setting{
			toggle("fail-on-findings", &o.strict,
				"at the end, print what clients did wrong, and exit with 3 if they did"),
			toggle("save-snapshot", &o.saves, "at the end, write the state to the file of --snapshot"),
			toggle("exit-on-stdin-close", &o.withStdin,
				"end when standard input is closed, as it is when the parent process ends"),
		}},
	}
}
