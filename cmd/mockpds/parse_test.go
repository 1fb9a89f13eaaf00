package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/server"
)

const (
	keyHex    = "fe0a8c8ea0b5b8c0d5e6d8f0a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5"
	badKeyHex = "fe0a8c8ea0b5b8c0d5e6d8f0a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6bz"
)

// parsed reads the settings of the serve command.
func parsed(args []string, env environment) (options, error) {
	p := &process{env: env}
	o, _, err := p.parse("serve", args)
	return o, err
}

func TestFlagWinsOverEnvironmentWinsOverDefault(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		env  environment
		want string
	}{
		"default":           {nil, nil, "localhost:2583"},
		"environment":       {nil, environment{"MOCKPDS_ADDR": "127.0.0.1:1"}, "127.0.0.1:1"},
		"flag":              {[]string{"--addr", "127.0.0.1:2"}, environment{"MOCKPDS_ADDR": "127.0.0.1:1"}, "127.0.0.1:2"},
		"flag alone":        {[]string{"-addr=127.0.0.1:2"}, nil, "127.0.0.1:2"},
		"empty environment": {nil, environment{"MOCKPDS_ADDR": ""}, "localhost:2583"},
		"empty flag":        {[]string{"--addr", ""}, environment{"MOCKPDS_ADDR": "127.0.0.1:1"}, "127.0.0.1:1"},
		"wrong environment under a right flag": {
			[]string{"--addr", "127.0.0.1:2"}, environment{"MOCKPDS_ADDR": "nonsense"}, "127.0.0.1:2",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, err := parsed(test.args, test.env)
			if err != nil || o.addr != test.want {
				t.Errorf("listens on %q, want %q; error %v", o.addr, test.want, err)
			}
		})
	}
}

func TestEverySettingReachesTheConfigByEitherWay(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value string
		holds func(o options) bool
	}{
		"addr":                 {"[::1]:0", func(o options) bool { return o.addr == "[::1]:0" }},
		"public-url":           {"http://pds.test", func(o options) bool { return o.config.PublicURL == "http://pds.test" }},
		"service-did":          {"did:web:pds.test", func(o options) bool { return o.config.ServiceDID == "did:web:pds.test" }},
		"plc-url":              {"http://plc.test", func(o options) bool { return o.config.PLCURL == "http://plc.test" }},
		"handle-domain":        {".pds.test", func(o options) bool { return o.config.HandleDomain == ".pds.test" }},
		"fixtures":             {"a.yaml", func(o options) bool { return slices.Equal(o.fixtures, []string{"a.yaml"}) }},
		"fixtures-inline":      {"accounts: []", func(o options) bool { return string(o.inline.Text) == "accounts: []" }},
		"watch":                {"true", func(o options) bool { return o.watch }},
		"snapshot":             {"s.json", func(o options) bool { return o.snapshot == "s.json" }},
		"save-snapshot":        {"true", func(o options) bool { return o.saves }},
		"seed":                 {"s", func(o options) bool { return o.config.Seed == "s" }},
		"admin-password":       {"p", func(o options) bool { return o.config.AdminPassword == "p" }},
		"invite-required":      {"true", func(o options) bool { return o.config.InviteRequired }},
		"rate-limits":          {"1", func(o options) bool { return o.config.RateLimits }},
		"email-auth-factor":    {"t", func(o options) bool { return o.config.EmailAuthFactor }},
		"profile":              {"cocoon", func(o options) bool { return slices.Contains(o.config.Quirks, "cocoon") }},
		"quirks":               {"no-message,expired-401", func(o options) bool { return slices.Contains(o.config.Quirks, "expired-401") }},
		"control-addr":         {"[::1]:0", func(o options) bool { return o.control == "[::1]:0" && o.config.ControlElsewhere }},
		"control-token":        {"t", func(o options) bool { return o.config.ControlToken == "t" }},
		"access-ttl":           {"90s", func(o options) bool { return o.config.AccessTTL == 90*time.Second }},
		"refresh-ttl":          {"7d", func(o options) bool { return o.config.RefreshTTL == 7*24*time.Hour }},
		"refresh-grace":        {"0", func(o options) bool { return o.config.RefreshGrace < 0 }},
		"signing-key":          {keyHex, func(o options) bool { return !o.config.SigningKey.IsZero() }},
		"journal-entries":      {"0", func(o options) bool { return o.config.JournalEntries < 0 }},
		"expect-app-passwords": {"true", func(o options) bool { return o.config.ExpectAppPasswords }},
		"fail-on-findings":     {"true", func(o options) bool { return o.strict }},
		"url-file":             {"url", func(o options) bool { return o.urlFile == "url" }},
		"exit-on-stdin-close":  {"true", func(o options) bool { return o.withStdin }},
		"oauth":                {"deny", func(o options) bool { return o.config.OAuth == server.OAuthDeny }},
		"oauth-fetch":          {"*.a.dev,b.dev", func(o options) bool { return slices.Equal(o.config.OAuthFetch, []string{"*.a.dev", "b.dev"}) }},
		"oauth-grace":          {"1m", func(o options) bool { return o.config.OAuthGrace == time.Minute }},
		"client-clock":         {"mock", func(o options) bool { return o.config.MockClientClock }},
		"entryway-addr":        {"[::1]:0", func(o options) bool { return o.entryway == "[::1]:0" }},
		"entryway-url":         {"http://in.test", func(o options) bool { return o.config.EntrywayURL == "http://in.test" }},
		"entryway-revokes":     {"true", func(o options) bool { return o.config.EntrywayRevokes }},
		"tls":                  {"true", func(o options) bool { return o.tls.on }},
		"tls-name":             {"pds,192.0.2.1", func(o options) bool { return slices.Equal(o.tls.names, []string{"pds", "192.0.2.1"}) }},
		"tls-ca-dir":           {"ca", func(o options) bool { return o.tls.caDir == "ca" }},
		"tls-ca-file":          {"ca.pem", func(o options) bool { return o.tls.caFile == "ca.pem" }},
		"tls-cert":             {"cert.pem", func(o options) bool { return o.tls.cert == "cert.pem" }},
		"tls-key":              {"key.pem", func(o options) bool { return o.tls.key == "key.pem" }},
		"log-format":           {"off", func(o options) bool { return o.logFormat == "off" }},
	}
	none, err := parsed(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range new(options).settings() {
		test, ok := tests[s.name]
		if !ok || test.holds(none) {
			t.Errorf("--%s is not tested", s.name)
			continue
		}
		if o, err := parsed([]string{"--" + s.name + "=" + test.value}, nil); err != nil || !test.holds(o) {
			t.Errorf("--%s %s has no effect: %v", s.name, test.value, err)
		}
		if o, err := parsed(nil, environment{s.variable(): test.value}); err != nil || !test.holds(o) {
			t.Errorf("%s=%s has no effect: %v", s.variable(), test.value, err)
		}
	}
}

func TestSwitchOfTheEnvironmentCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	o, err := parsed([]string{"--rate-limits=false"}, environment{"MOCKPDS_RATE_LIMITS": "true"})
	if err != nil || o.config.RateLimits {
		t.Errorf("limits %v, error %v", o.config.RateLimits, err)
	}
}

func TestWrongValueNamesItsSource(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"addr": "2583", "public-url": "pds.test", "service-did": "pds.test", "handle-domain": "test", "control-addr": "2583",
		"control-token": "two words", "invite-required": "maybe", "access-ttl": "soon", "signing-key": "abc", "log-format": "xml", "journal-entries": "-1",
	}
	for _, s := range new(options).settings() {
		value, ok := tests[s.name]
		if !ok {
			continue
		}
		if _, err := parsed([]string{"--" + s.name + "=" + value}, nil); err == nil || !strings.HasPrefix(err.Error(), "--"+s.name+": ") {
			t.Errorf("the error of --%s is %v", s.name, err)
		}
		if _, err := parsed(nil, environment{s.variable(): value}); err == nil || !strings.HasPrefix(err.Error(), s.variable()+": ") {
			t.Errorf("the error of %s is %v", s.variable(), err)
		}
		delete(tests, s.name)
	}
	for name := range tests {
		t.Errorf("there is no --%s", name)
	}
}

func TestSigningKeyOfAFile(t *testing.T) {
	t.Parallel()
	fromFile, err := parsed([]string{"--signing-key", "@" + write(t, "key", keyHex+"\n")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	fromFlag, err := parsed([]string{"--signing-key", keyHex}, nil)
	if err != nil || fromFile.config.SigningKey.Public().DIDKey() != fromFlag.config.SigningKey.Public().DIDKey() {
		t.Errorf("the file and the flag differ; error %v", err)
	}
}

func TestNoMessageTellsAKey(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--signing-key", badKeyHex},
		{"--signing-key=" + badKeyHex},
		{"--signing-kee=" + badKeyHex},
		{"--signing-key", "@" + write(t, "key", badKeyHex)},
		{"---signing-key=" + badKeyHex},
	} {
		got := runToEnd(t, nil, "", args...)
		if got.code != 2 || strings.Contains(got.stderr, badKeyHex[:8]) {
			t.Errorf("exit %d: %s", got.code, got.stderr)
		}
	}
}

func TestNoMessageTellsAPasswordOrAToken(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--public-url", "http://user:hunter2@pds.test"},
		{"--public-url", "http://user:hunter2@pds.test:port"},
		{"--public-url", "user:hunter2@pds.test"},
		{"--control-token", "hunter2 "},
		{"--control-addr", "127.0.0.1:0", "--control-token", "hunter2", "--handle-domain", "x"},
		{"health", "http://user:hunter2@127.0.0.1:0"},
		{"health", "ftp://user:hunter2@127.0.0.1"},
	} {
		got := runToEnd(t, nil, "", args...)
		if got.code == 0 || strings.Contains(got.stderr, "hunter2") {
			t.Errorf("exit %d: %s", got.code, got.stderr)
		}
	}
}
