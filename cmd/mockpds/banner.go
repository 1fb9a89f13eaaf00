package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"unicode/utf8"

	"mockpds/fixtures"
	"mockpds/server"
)

const (
	shownAccounts = 20 // a banner lists no more
	bannerWidth   = 80 // columns
	exposed       = "this address can be reached from other machines, " +
		"and this is a test server that keeps passwords in clear"
)

// announce tells that the server listens: a banner in text, one line without passwords in json,
// since logs travel.
func announce(w io.Writer, o *options, serviceDID string, at listeners) {
	switch o.logFormat {
	case "text":
		banner(w, at, serviceDID, o.config.World)
		if !at.loopback() {
			fmt.Fprintf(w, "Warning: this address can be reached from other machines, and this is a test\n"+
				"server that keeps passwords in clear.\n\n")
		}
	case "json":
		listening := []any{"url", at.url(), "controlUrl", at.controlURL()}
		if at.entryway != nil {
			listening = append(listening, "entrywayUrl", at.entrywayURL())
		}
		o.config.Log.Info("listening", append(listening,
			"addr", at.pds[0].Addr().String(), "serviceDid", serviceDID,
			"accounts", len(o.config.World.Accounts), "version", server.Version)...)
		if !at.loopback() {
			o.config.Log.Warn(exposed)
		}
	}
}

// url is where this machine reaches the PDS.
func (l listeners) url() string {
	return baseURL(l.scheme, l.pds[0].Addr())
}

// entrywayURL is where this machine reaches the entryway, if there is one.
func (l listeners) entrywayURL() string {
	if l.entryway == nil {
		return ""
	}
	return baseURL(l.scheme, l.entryway[0].Addr())
}

// urls are where this machine reaches the PDS and, if there is one, the entryway.
func (l listeners) urls() []string {
	urls := []string{l.url()}
	if l.entryway != nil {
		urls = append(urls, l.entrywayURL())
	}
	return urls
}

// controlURL is where this machine reaches the control API.
func (l listeners) controlURL() string {
	return l.steerURL() + "/_mock/"
}

// steerURL is the URL of the server that has the control API.
func (l listeners) steerURL() string {
	if len(l.control) > 0 {
		return baseURL(l.scheme, l.control[0].Addr())
	}
	return l.url()
}

// loopback reports whether nobody but this machine can reach the server.
func (l listeners) loopback() bool {
	for _, one := range l.all() {
		if tcp, ok := one.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
			return false
		}
	}
	return true
}

// baseURL is where this machine reaches a listener.
func baseURL(scheme string, addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	return scheme + "://" + net.JoinHostPort(reachable(host), port)
}

func banner(w io.Writer, at listeners, serviceDID string, world *fixtures.World) {
	fmt.Fprintf(w, "\nmockpds %s, a mock AT Protocol PDS for tests\n\n", server.Version)
	fmt.Fprintf(w, "  listens on      %s\n", at.url())
	if at.entryway != nil {
		fmt.Fprintf(w, "  its entryway    %s\n", at.entrywayURL())
	}
	fmt.Fprintf(w, "  its DID         %s\n", serviceDID)
	fmt.Fprintf(w, "  steer it at     %s\n", at.controlURL())
	fmt.Fprintf(w, "  watch it with   mockpds journal --follow %s\n\n", at.steerURL())
	rows := [][3]string{{"HANDLE", "PASSWORD", "WHAT IT IS"}}
	for _, a := range world.Accounts[:min(shownAccounts, len(world.Accounts))] {
		rows = append(rows, [3]string{a.Handle, shownPassword(&a), situation(&a)})
	}
	printRows(w, rows)
	if all := len(world.Accounts); all > shownAccounts {
		fmt.Fprintf(w, "  ... and %d more, %d in all\n", all-shownAccounts, all)
	}
	fmt.Fprintln(w)
}

// printRows aligns the cells of rows. Where a row is too wide, its last cell stands on a line of
// its own.
func printRows(w io.Writer, rows [][3]string) {
	const widest = 26 // of the first two columns
	width := [2]int{}
	for _, row := range rows {
		for i := range width {
			if n := utf8.RuneCountInString(row[i]); n <= widest {
				width[i] = max(width[i], n)
			}
		}
	}
	for _, row := range rows {
		line := fmt.Sprintf("  %-*s  %-*s", width[0], row[0], width[1], row[1])
		if utf8.RuneCountInString(line)+2+utf8.RuneCountInString(row[2]) > bannerWidth {
			fmt.Fprintf(w, "%s\n     ", strings.TrimRight(line, " "))
			line = ""
		}
		fmt.Fprintf(w, "%s  %s\n", line, row[2])
	}
}

func shownPassword(a *fixtures.Account) string {
	if a.NoPassword {
		return "-"
	}
	if strings.ContainsFunc(a.Password, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(a.Password)
	}
	return a.Password
}

// situation says in a few words what is special about an account; its status where nothing is.
func situation(a *fixtures.Account) string {
	words := []string{string(a.Status())}
	add := func(applies bool, format string, args ...any) {
		if applies {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	add(a.SoftDeleted() && a.Enforced(), "refused")
	add(a.SoftDeleted() && !a.Enforced(), "let in")
	add(a.EmailAuthFactor, "sign-in code by mail")
	add(a.Email == "", "no email")
	add(a.Email != "" && a.EmailConfirmedAt.IsZero(), "email unconfirmed")
	add(a.Handle == fixtures.InvalidHandle, "log in as %s", cmp.Or(a.Email, a.DID))
	add(len(a.AppPasswords) > 0, "app passwords: %d", len(a.AppPasswords))
	add(a.AccessTTL > 0, "access tokens live %s", a.AccessTTL)
	return strings.Join(words, ", ")
}
