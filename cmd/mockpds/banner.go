package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"text/tabwriter"

	"mockpds/fixtures"
	"mockpds/server"
)

const (
	shownAccounts = 20 // a banner lists no more
	exposed       = "this address can be reached from other machines, and this is a test server that keeps passwords in clear"
)

// announce tells that the server listens: a banner in text, one line without passwords in json, since logs travel.
func announce(w io.Writer, o *options, serviceDID string, at listeners) {
	addr, base, world := at.pds.Addr(), baseURL(at.pds.Addr()), o.config.World
	switch o.logFormat {
	case "text":
		banner(w, base, serviceDID, world)
		if at.control != nil {
			fmt.Fprintf(w, "The control API is at %s\n\n", at.controlURL())
		}
		if !at.loopback() {
			fmt.Fprintf(w, "Warning: %s.\n\n", exposed)
		}
	case "json":
		o.config.Log.Info("listening", "url", base, "controlUrl", at.controlURL(), "addr", addr.String(), "serviceDid", serviceDID,
			"accounts", len(world.Accounts), "version", server.Version)
		if !at.loopback() {
			o.config.Log.Warn(exposed)
		}
	}
}

// controlURL is where this machine reaches the control API.
func (l listeners) controlURL() string {
	return baseURL(cmp.Or(l.control, l.pds).Addr()) + "/_mock/"
}

// loopback tells whether nobody but this machine can reach the server.
func (l listeners) loopback() bool {
	return loopback(l.pds.Addr()) && (l.control == nil || loopback(l.control.Addr()))
}

// baseURL is where this machine reaches a listener.
func baseURL(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	return "http://" + net.JoinHostPort(reachable(host), port)
}

func loopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

func banner(w io.Writer, at, serviceDID string, world *fixtures.World) {
	fmt.Fprintf(w, "\nmockpds %s, a mock PDS for tests, listens on %s as %s\n\n", server.Version, at, serviceDID)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  HANDLE\tPASSWORD\tWHAT IT IS\tDID")
	for _, a := range world.Accounts[:min(shownAccounts, len(world.Accounts))] {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", a.Handle, shownPassword(&a), situation(&a), a.DID)
	}
	_ = table.Flush()
	if all := len(world.Accounts); all > shownAccounts {
		fmt.Fprintf(w, "  ... and %d more, %d in all\n", all-shownAccounts, all)
	}
	fmt.Fprintln(w)
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
