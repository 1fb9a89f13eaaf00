package main

import (
	"fmt"
	"strings"
)

func helpText() string {
	var b strings.Builder
	b.WriteString("mockpds is a mock AT Protocol PDS: the accounts and sessions of a real one, for tests.\n" +
		"It keeps passwords in clear. Never expose it.\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-32s %s\n", c.usage(), c.says)
	}
	b.WriteString("\nFlags of serve. Each is also a variable: --public-url is MOCKPDS_PUBLIC_URL. A flag wins.\n")
	for _, g := range new(options).settingGroups() {
		fmt.Fprintf(&b, "\n %s\n", g.heading)
		for _, s := range g.settings {
			describe(&b, s)
		}
	}
	b.WriteString(`
Examples:
  mockpds                                        alice.test, alice-pass log in at 127.0.0.1:2583
  mockpds run -- npm test                        the tests find a server of their own in MOCKPDS_URL
  mockpds --addr localhost:0 --url-file url      any free port; the file tells which
  mockpds --access-ttl 5s --refresh-grace 0      a client has to refresh, and to keep what it gets
  mockpds example > accounts.yaml                a fixture file to change ...
  mockpds check accounts.yaml                    ... and to check ...
  mockpds --fixtures accounts.yaml               ... and to serve
  mockpds journal --follow http://127.0.0.1:2583 watch what clients do

Exit codes: 0 done or interrupted, 1 failed, 2 wrong flags or a fixture file with mistakes,
3 findings, with --fail-on-findings.
`)
	return b.String()
}

// describe writes a setting: its flag and value on the left, and its words on the right.
func describe(b *strings.Builder, s setting) {
	lines := strings.Split(s.says, "\n")
	if s.fallback != "" {
		lines[len(lines)-1] += " (default " + s.fallback + ")"
	}
	left := strings.TrimSpace("--" + s.name + " " + s.value)
	for _, line := range lines {
		fmt.Fprintf(b, "  %-25s %s\n", left, line)
		left = ""
	}
}
