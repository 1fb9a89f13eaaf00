package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/server"
	"mockpds/tokens"
)

// The functions here read the values of settings. Their errors say what is wrong and what is
// allowed.

func setAddr(o *options, v string) error {
	o.addr = v
	_, _, err := splitAddr(v)
	return err
}

func setControlAddr(o *options, v string) error {
	o.control, o.config.ControlElsewhere = v, true
	_, _, err := splitAddr(v)
	return err
}

func splitAddr(v string) (host, port string, err error) {
	host, port, err = net.SplitHostPort(v)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		err = fmt.Errorf("%q is no address: write host and port, such as 127.0.0.1:2583", v)
	}
	return host, port, err
}

// setControlToken takes what can stand in a header. No message tells anything of the token.
func setControlToken(o *options, v string) error {
	if strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("write printable ASCII without spaces")
	}
	o.config.ControlToken = v
	return nil
}

func setServiceDID(o *options, v string) error {
	parts := strings.SplitN(v, ":", 3)
	if len(parts) < 3 || parts[0] != "did" || parts[1] == "" || parts[2] == "" {
		return fmt.Errorf("%q is no DID: write one such as did:web:pds.test", v)
	}
	o.config.ServiceDID = v
	return nil
}

// setRefreshGrace also takes 0, which the config writes as a negative duration.
func setRefreshGrace(o *options, v string) error {
	if v == "0" || v == "0s" {
		o.config.RefreshGrace = -1
		return nil
	}
	err := duration(func(o *options) *time.Duration { return &o.config.RefreshGrace })(o, v)
	if err != nil {
		return fmt.Errorf("%w, or 0 for none", err)
	}
	return nil
}

// setSigningKey reads a key, or the file that @ names. No message tells anything of the key.
func setSigningKey(o *options, v string) error {
	if path, ok := strings.CutPrefix(v, "@"); ok {
		text, err := os.ReadFile(path)
		if err != nil {
			return readable(err)
		}
		v = string(text)
	}
	key, err := tokens.ParseKey(v)
	if err != nil {
		return fmt.Errorf("%w; to read it from a file write @FILE", err)
	}
	o.config.SigningKey = key
	return nil
}

func setOAuth(o *options, v string) error {
	if v != "page" && v != "approve" && v != "deny" {
		return fmt.Errorf("%q is no mode: write page, approve or deny", v)
	}
	o.config.OAuth = server.OAuthMode(v)
	return nil
}

func setOAuthFetch(o *options, v string) error {
	for pattern := range strings.SplitSeq(v, ",") {
		pattern = strings.TrimSpace(pattern)
		if _, err := path.Match(pattern, ""); err != nil || pattern == "" || strings.Contains(pattern, "/") {
			return fmt.Errorf("%q is no pattern of host names: write one such as *.example.dev", pattern)
		}
		o.config.OAuthFetch = append(o.config.OAuthFetch, pattern)
	}
	return nil
}

// setOAuthGrace also takes 0.
func setOAuthGrace(o *options, v string) error {
	if v == "0" || v == "0s" {
		o.config.OAuthGrace = 0
		return nil
	}
	return duration(func(o *options) *time.Duration { return &o.config.OAuthGrace })(o, v)
}

func setClientClock(o *options, v string) error {
	if v != "any" && v != "mock" {
		return fmt.Errorf("%q is no clock: write any or mock", v)
	}
	o.config.MockClientClock = v == "mock"
	return nil
}

// setJournalEntries also takes 0, which the config writes as a negative number.
func setJournalEntries(o *options, v string) error {
	n, err := strconv.ParseUint(v, 10, 31)
	if err != nil {
		return fmt.Errorf("%q is no number of calls: write a whole number such as 10000, or 0", v)
	}
	o.config.JournalEntries = int(n) //nolint:gosec // 31 bits
	if n == 0 {
		o.config.JournalEntries = -1
	}
	return nil
}

func setLogFormat(o *options, v string) error {
	if v != "text" && v != "json" && v != "off" {
		return fmt.Errorf("%q is no log format: write text, json or off", v)
	}
	o.logFormat = v
	return nil
}

func duration(of func(*options) *time.Duration) func(*options, string) error {
	return func(o *options, v string) error {
		d, err := fixtures.ParseDuration(v)
		if err != nil {
			return fmt.Errorf("%q: %w", v, err)
		}
		*of(o) = d
		return nil
	}
}

func onOff(of func(*options) *bool) func(*options, string) error {
	return func(o *options, v string) error {
		on, err := strconv.ParseBool(v)
		if err != nil {
			return errors.New("write true or false")
		}
		*of(o) = on
		return nil
	}
}

// checked takes a value that the server finds right.
func checked(of func(*server.Config) *string) func(*options, string) error {
	return func(o *options, v string) error {
		var alone server.Config
		*of(&alone), *of(&o.config) = v, v
		return alone.Check()
	}
}

// text takes a value as it stands.
func text(of func(*options) *string) func(*options, string) error {
	return func(o *options, v string) error {
		*of(o) = v
		return nil
	}
}
