package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/quirks"
	"mockpds/internal/words"
	"mockpds/server"
	"mockpds/tokens"
)

// Most functions here return one that reads the value of a setting into a variable. Its error says
// what is wrong and what is allowed.

// text takes a value as it stands.
func text[T ~string](to *T) func(string) error {
	return func(v string) error {
		*to = T(v)
		return nil
	}
}

// checked takes a value with which the server finds its config right.
func checked(to *string, c *server.Config) func(string) error {
	return func(v string) error {
		*to = v
		return c.Check()
	}
}

func oneOf[T ~string](to *T, allowed ...T) func(string) error {
	return func(v string) error {
		*to = T(v)
		if slices.Contains(allowed, T(v)) {
			return nil
		}
		return fmt.Errorf("%q: %s", v, words.OneOf(T(v), allowed...))
	}
}

// list takes values with commas between them.
func list(to *[]string, check func(string) error) func(string) error {
	return func(v string) error {
		for one := range strings.SplitSeq(v, ",") {
			one = strings.TrimSpace(one)
			if err := check(one); err != nil {
				return err
			}
			*to = append(*to, one)
		}
		return nil
	}
}

func onOff(to *bool) func(string) error {
	return func(v string) (err error) {
		if *to, err = strconv.ParseBool(v); err != nil {
			return errors.New("write true or false")
		}
		return nil
	}
}

func duration(to *time.Duration) func(string) error {
	return func(v string) (err error) {
		if *to, err = fixtures.ParseDuration(v); err != nil {
			return fmt.Errorf("%q: %w", v, err)
		}
		return nil
	}
}

// durationOrNone also takes 0, for which the config has another value.
func durationOrNone(to *time.Duration, none time.Duration) func(string) error {
	return func(v string) error {
		if v == "0" || v == "0s" {
			*to = none
			return nil
		}
		if err := duration(to)(v); err != nil {
			return fmt.Errorf("%w, or 0 for none", err)
		}
		return nil
	}
}

// count also takes 0, which the config writes as a negative number.
func count(to *int) func(string) error {
	return func(v string) error {
		n, err := strconv.ParseUint(v, 10, 31)
		if err != nil {
			return fmt.Errorf("%q is no number of calls: write a whole number such as 10000, or 0", v)
		}
		*to = int(n) //nolint:gosec // 31 bits
		if n == 0 {
			*to = -1
		}
		return nil
	}
}

func address(to *string) func(string) error {
	return func(v string) error {
		*to = v
		_, _, err := splitAddr(v)
		return err
	}
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

func did(to *string) func(string) error {
	return func(v string) error {
		*to = v
		parts := strings.SplitN(v, ":", 3)
		if len(parts) < 3 || parts[0] != "did" || parts[1] == "" || parts[2] == "" {
			return fmt.Errorf("%q is no DID: write one such as did:web:pds.test", v)
		}
		return nil
	}
}

// token takes what can stand in a header. No message tells anything of it.
func token(to *string) func(string) error {
	return func(v string) error {
		*to = v
		if strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return errors.New("write printable ASCII without spaces")
		}
		return nil
	}
}

// key takes a key, or reads the file that @ names. No message tells anything of the key.
func key(to *tokens.Key) func(string) error {
	return func(v string) (err error) {
		if path, ok := strings.CutPrefix(v, "@"); ok {
			text, err := os.ReadFile(path)
			if err != nil {
				return readable(err)
			}
			v = string(text)
		}
		if *to, err = tokens.ParseKey(v); err != nil {
			return fmt.Errorf("%w; to read it from a file write @FILE", err)
		}
		return nil
	}
}

func checkHostPattern(pattern string) error {
	_, err := path.Match(pattern, "")
	if err != nil || pattern == "" || strings.Contains(pattern, "/") {
		return fmt.Errorf("%q is no pattern of host names: write one such as *.example.dev", pattern)
	}
	return nil
}

func (o *options) addFixtures(path string) error {
	o.fixtures = append(o.fixtures, path)
	return nil
}

func (o *options) setInline(text string) error {
	o.inline = fixtures.File{Name: o.source, Text: []byte(text)}
	return nil
}

func (o *options) setProfile(name string) error {
	o.config.Quirks = append([]string{name}, o.config.Quirks...)
	return quirks.CheckProfile(name)
}

func (o *options) setQuirks(names string) error {
	for name := range strings.SplitSeq(names, ",") {
		o.config.Quirks = append(o.config.Quirks, strings.TrimSpace(name))
	}
	return o.config.Check()
}

func (o *options) setControlAddr(addr string) error {
	o.config.ControlElsewhere = true
	return address(&o.control)(addr)
}

func (o *options) setClientClock(clock string) error {
	o.config.MockClientClock = clock == "mock"
	return oneOf(&clock, "any", "mock")(clock)
}
