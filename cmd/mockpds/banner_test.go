package main

import (
	"bytes"
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"

	"mockpds/fixtures"
)

func world(accounts int) *fixtures.World {
	w := &fixtures.World{}
	for i := range accounts {
		w.Accounts = append(w.Accounts, fixtures.Account{
			DID: fmt.Sprintf("did:web:n%d.test", i), Handle: fmt.Sprintf("n%d.test", i), Password: "secret-word",
		})
	}
	return w
}

// A place is a listener that only has an address.
type place struct {
	net.Listener
	addr net.TCPAddr
}

func (p place) Addr() net.Addr { return &p.addr }

func at(ip net.IP, port int) []net.Listener {
	return []net.Listener{&place{addr: net.TCPAddr{IP: ip, Port: port}}}
}

func announced(format string, w *fixtures.World, ip net.IP) string {
	var out bytes.Buffer
	o := options{logFormat: format}
	o.config.World, o.config.Log = w, newLog(format, &out)
	announce(&out, &o, "did:web:pds.test", listeners{scheme: "http", pds: at(ip, 2583)})
	return out.String()
}

func TestBannerTellsHowToLogIn(t *testing.T) {
	t.Parallel()
	w := fixtures.Default(fixtures.Options{})
	text := announced("text", &w, net.IPv4(127, 0, 0, 1))
	for _, want := range []string{
		"http://127.0.0.1:2583\n", "did:web:pds.test\n", "http://127.0.0.1:2583/_mock/\n",
		"mockpds journal --follow http://127.0.0.1:2583\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in:\n%s", want, text)
		}
	}
	for _, a := range w.Accounts {
		if row := regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(a.Handle) + ` +` + a.Password + `(  |$)`); !row.MatchString(text) {
			t.Errorf("%s is missing in:\n%s", a.Handle, text)
		}
	}
}

func TestBannerFitsATerminal(t *testing.T) {
	t.Parallel()
	w := fixtures.Default(fixtures.Options{})
	for line := range strings.Lines(announced("text", &w, net.IPv4zero)) {
		if len([]rune(strings.TrimSuffix(line, "\n"))) > 80 {
			t.Errorf("longer than 80 columns: %s", line)
		}
	}
	long := strings.Repeat("n", 40)
	w.Accounts = append(w.Accounts, fixtures.Account{Handle: long + ".test", Password: long})
	text := announced("text", &w, net.IPv4zero)
	if !strings.Contains(text, "\n  "+long+".test  "+long+"\n       active, no email\n") {
		t.Errorf("the banner is\n%s", text)
	}
}

func TestBannerOfALargeWorldIsShort(t *testing.T) {
	t.Parallel()
	text := announced("text", world(1000), net.IPv6loopback)
	if strings.Count(text, "secret-word") != 20 || !strings.Contains(text, "and 980 more, 1000 in all") {
		t.Errorf("the banner is\n%s", text)
	}
	if all := announced("text", world(20), net.IPv6loopback); strings.Count(all, "secret-word") != 20 || strings.Contains(all, "more") {
		t.Errorf("the banner is\n%s", all)
	}
}

func TestJSONTellsNoPassword(t *testing.T) {
	t.Parallel()
	text := announced("json", world(2), net.IPv6loopback)
	if strings.Contains(text, "secret-word") || strings.Count(text, "\n") != 1 || !strings.Contains(text, `"accounts":2`) {
		t.Errorf("the line is %s", text)
	}
}

func TestWarningUnlessLoopback(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{"127.0.0.1": false, "127.0.0.2": false, "::1": false, "0.0.0.0": true, "::": true, "192.0.2.1": true}
	for ip, want := range tests {
		for _, format := range []string{"text", "json"} {
			text := announced(format, world(1), net.ParseIP(ip))
			if got := strings.Contains(text, "from other machines"); got != want {
				t.Errorf("%s on %s: warns %v, want %v", format, ip, got, want)
			}
		}
	}
}

func TestBannerNamesAURLThatCanBeOpened(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"0.0.0.0": "http://127.0.0.1:2583", "::": "http://127.0.0.1:2583",
		"::1": "http://[::1]:2583", "192.0.2.1": "http://192.0.2.1:2583",
	}
	for ip, want := range tests {
		if got := baseURL("http", &net.TCPAddr{IP: net.ParseIP(ip), Port: 2583}); got != want {
			t.Errorf("%s is reached at %s, want %s", ip, got, want)
		}
	}
}

func TestSituationsOfAccounts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		account fixtures.Account
		want    string
	}{
		"plain":       {fixtures.Account{}, "active, no email"},
		"unconfirmed": {fixtures.Account{Email: "a@example.com"}, "active, email unconfirmed"},
		"suspended":   {fixtures.Account{Suspended: true}, "suspended, refused, no email"},
		"takendown":   {fixtures.Account{TakedownRef: "x", StatusMode: fixtures.Inform}, "takendown, let in, no email"},
		"nameless":    {fixtures.Account{Handle: "handle.invalid", DID: "did:web:a.test"}, "active, no email, log in as did:web:a.test"},
	}
	for name, test := range tests {
		if got := situation(&test.account); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestPasswordsThatATerminalCannotShow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		account fixtures.Account
		want    string
	}{
		{fixtures.Account{NoPassword: true}, "-"},
		{fixtures.Account{Password: "pässword 1"}, "pässword 1"},
		{fixtures.Account{Password: "a\tb\x1b[2J"}, `"a\tb\x1b[2J"`},
	}
	for _, test := range tests {
		if got := shownPassword(&test.account); got != test.want {
			t.Errorf("shown as %q, want %q", got, test.want)
		}
	}
}

func TestControlAPIElsewhereIsAnnounced(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{"127.0.0.1": false, "0.0.0.0": true}
	for ip, exposed := range tests {
		for _, format := range []string{"text", "json"} {
			var out bytes.Buffer
			o := options{logFormat: format}
			o.config.World, o.config.Log = world(1), newLog(format, &out)
			announce(&out, &o, "did:web:pds.test", listeners{"http", at(net.IPv6loopback, 2583), nil, at(net.ParseIP(ip), 2584)})
			if text := out.String(); !strings.Contains(text, "http://127.0.0.1:2584/_mock/") || strings.Contains(text, "from other machines") != exposed {
				t.Errorf("%s on %s is announced as\n%s", format, ip, text)
			}
		}
	}
}
