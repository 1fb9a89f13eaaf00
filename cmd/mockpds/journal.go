package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mockpds/journal"
)

// printJournal prints the calls that clients made of a server, and what they did wrong; with --follow the calls and then each as it is
// made, until it is interrupted or the server ends. Without a URL it asks the server of the same environment on this machine.
func printJournal(ctx context.Context, p *process, args []string) error {
	follow := slices.Contains(args, "--follow") || slices.Contains(args, "-f")
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "--follow" || a == "-f" })
	base, err := controlURL(p.env, args)
	if err != nil {
		return err
	}
	token, _ := p.env("MOCKPDS_CONTROL_TOKEN")
	s := steered{base, token}
	if follow {
		err = s.follow(ctx, p.stdout)
	} else {
		err = s.look(ctx, p.stdout)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// controlURL is the URL of the server whose control API to ask.
func controlURL(env func(string) (string, bool), args []string) (*url.URL, error) {
	if len(args) > 1 || len(args) == 1 && strings.HasPrefix(args[0], "-") {
		return nil, usagef("journal takes --follow and one URL: leave out %q", args[len(args)-1])
	}
	if addr, _ := env("MOCKPDS_CONTROL_ADDR"); len(args) == 0 && addr != "" {
		host, port, err := splitAddr(addr)
		if err != nil {
			return nil, wrongValue("MOCKPDS_CONTROL_ADDR", err)
		}
		return &url.URL{Scheme: "http", Host: net.JoinHostPort(reachable(host), port)}, nil
	}
	return serverURL("journal", env, args)
}

// steered is a server whose control API is asked.
type steered struct {
	base  *url.URL
	token string
}

// look prints the calls so far, and then what they show.
func (s steered) look(ctx context.Context, w io.Writer) error {
	err := s.ask(ctx, "/_mock/journal.ndjson", func(body io.Reader) error {
		return eachLine(body, func(line string) error { return printCall(w, line) })
	})
	if err != nil {
		return err
	}
	return s.ask(ctx, "/_mock/findings", func(body io.Reader) error {
		var findings []journal.Finding
		if err := json.NewDecoder(body).Decode(&findings); err != nil {
			return errNoJournal
		}
		printFindings(w, findings)
		return nil
	})
}

// follow prints calls as server-sent events bring them.
func (s steered) follow(ctx context.Context, w io.Writer) error {
	return s.ask(ctx, "/_mock/journal/follow", func(body io.Reader) error {
		return eachLine(body, func(line string) error {
			if data, ok := strings.CutPrefix(line, "data: "); ok {
				return printCall(w, data)
			}
			return nil
		})
	})
}

var errNoJournal = errors.New("the answer is no journal: is it another server?")

func printCall(w io.Writer, text string) error {
	var call journal.Entry
	if err := json.Unmarshal([]byte(text), &call); err != nil {
		return errNoJournal
	}
	_, err := fmt.Fprintln(w, journal.Format(call))
	return err
}

// printFindings prints findings with an empty line before each.
func printFindings(w io.Writer, findings []journal.Finding) {
	for _, f := range findings {
		fmt.Fprintf(w, "\n%s\n", journal.FormatFinding(f))
	}
}

// eachLine reads lines of any length until the server ends.
func eachLine(from io.Reader, do func(line string) error) error {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return reason(err)
		}
		if err := do(strings.TrimSuffix(line, "\n")); err != nil {
			return err
		}
	}
}

// ask reads an answer of the control API, whatever proxy the environment names.
func (s steered) ask(ctx context.Context, path string, read func(io.Reader) error) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.JoinPath(path).String(), nil) //nolint:gosec // the address is the user's own wish
	if err != nil {
		return err
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request) //nolint:gosec // as above
	if err != nil {
		return fmt.Errorf("%s: %w", s.base.Redacted(), unanswered(err))
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s%s", s.base.Redacted(), response.Status, hintOf(response))
	}
	return read(response.Body)
}

// hintOf says what to do about a refusal.
func hintOf(response *http.Response) string {
	if response.StatusCode == http.StatusUnauthorized {
		return "; set MOCKPDS_CONTROL_TOKEN"
	}
	return ""
}
