package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"mockpds/internal/findings"
	"mockpds/internal/journal"
)

// printJournal prints the calls that clients made of a server, and what they did wrong; with
// --follow the calls and then each as it is made, and each finding under the call that completes
// it, until it is interrupted or the server ends. Without a URL it asks the server of the same
// environment on this machine.
func printJournal(ctx context.Context, p *process, args []string) error {
	o, err := parseJournal(args)
	if err != nil {
		return err
	}
	s, err := p.env.steered("journal", o.urls)
	if err != nil {
		return err
	}
	if o.follow {
		err = s.follow(ctx, p, o.filter)
	} else {
		err = s.look(ctx, p.stdout, o.filter)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

const journalHelp = `It says under them what clients did wrong. The URL may be HOST:PORT. Without one it
is MOCKPDS_CONTROL_URL, as "mockpds run" sets it, or the server at
MOCKPDS_CONTROL_ADDR or MOCKPDS_ADDR on this machine. MOCKPDS_CONTROL_TOKEN is
shown to it.

  --follow, -f      print calls as they are made, and findings as they become true
  --method NAME     only calls of a method: an NSID, its last part, a path, or a
                    pattern such as "*Session"
  --account NAME    only those of an account, by handle or DID
  --host HOST:PORT  only those that were sent to a host
  --session LABEL   only those with tokens of a session, alice#2, or of a
                    generation, alice#2/g5
  --status NUMBER   only those with a status; 0 is none
  --error NAME      only those with an error
  --fault ID        only those that met a fault or a hold; "*" is any
  --lost            only those whose reply the client cannot have read
`

// journalOptions are what the journal command was asked for.
type journalOptions struct {
	follow bool
	urls   []string
	filter url.Values // parameters of the control API
}

// parseJournal takes flags and the URL in any order.
func parseJournal(args []string) (journalOptions, error) {
	o := journalOptions{filter: url.Values{}}
	flags := flag.NewFlagSet("journal", flag.ContinueOnError)
	flags.BoolVar(&o.follow, "follow", false, "")
	flags.BoolVar(&o.follow, "f", false, "")
	lost := flags.Bool("lost", false, "")
	for _, name := range []string{"method", "account", "host", "session", "status", "error", "fault"} {
		flags.Func(name, "", func(value string) error { o.filter.Set(name, value); return nil })
	}
	urls, err := parseArguments(flags, args)
	if *lost {
		o.filter.Set("lost", "true")
	}
	o.urls = urls
	return o, err
}

// controlURL is the URL of the server whose control API to ask. It may be that of the API, as the
// server tells it at its start.
func controlURL(command string, env environment, args []string) (*url.URL, error) {
	if given := env[controlURLVariable]; len(args) == 0 && given != "" {
		args = []string{given}
	}
	if addr := env["MOCKPDS_CONTROL_ADDR"]; len(args) == 0 && addr != "" {
		u, err := env.urlOf(addr)
		if err != nil {
			return nil, wrongValue("MOCKPDS_CONTROL_ADDR", err)
		}
		return u, nil
	}
	base, err := serverURL(command, env, args)
	if err != nil {
		return nil, err
	}
	if path := strings.TrimSuffix(base.Path, "/"); path != "" && path != "/_mock" ||
		base.RawQuery != "" || base.Fragment != "" {
		return nil, usagef("%s was given more than the URL of a server: write %s://%s", command,
			base.Scheme, base.Host)
	}
	return &url.URL{Scheme: base.Scheme, User: base.User, Host: base.Host}, nil
}

// steered is a server whose control API is asked.
type steered struct {
	base   *url.URL
	token  string
	client *http.Client
}

// steered returns the server that a command asks, by its arguments or the environment.
func (e environment) steered(command string, args []string) (steered, error) {
	e = e.containerServer()
	base, err := controlURL(command, e, args)
	if err != nil {
		return steered{}, err
	}
	client, err := e.client()
	return steered{base, e[proofVariable], client}, err
}

// look prints the calls so far that a filter chooses, and then what they show.
func (s steered) look(ctx context.Context, w io.Writer, filter url.Values) error {
	out := printout{w: w}
	none := true
	err := s.ask(ctx, "/_mock/journal.ndjson", filter, func(body io.Reader) error {
		return eachLine(body, func(line string) error {
			none = false
			return out.call(line)
		})
	})
	if err != nil {
		return err
	}
	if none {
		return out.lines([]string{noCalls(filter)})
	}
	found, err := s.findings(ctx, filter)
	printFindings(w, found)
	return err
}

// findings returns what the calls show that a filter chooses.
func (s steered) findings(ctx context.Context, filter url.Values) ([]findings.Finding, error) {
	var found []findings.Finding
	err := s.ask(ctx, "/_mock/findings", filter, func(body io.Reader) error {
		if json.NewDecoder(body).Decode(&found) != nil {
			return errNoJournal
		}
		return nil
	})
	return found, err
}

// noCalls says why nothing is printed.
func noCalls(filter url.Values) string {
	if len(filter) > 0 {
		return "-- no call is as the flags say --"
	}
	return "-- no calls were made yet --"
}

// follow prints calls and findings as server-sent events bring them, and says when the server has
// ended.
func (s steered) follow(ctx context.Context, p *process, filter url.Values) error {
	out := printout{w: p.stdout}
	query := maps.Clone(filter)
	query.Set("findings", "true")
	err := s.ask(ctx, "/_mock/journal/follow", query, func(body io.Reader) error {
		event := ""
		return eachLine(body, func(line string) (err error) {
			if name, ok := strings.CutPrefix(line, "event: "); ok {
				event = name
			}
			switch data, ok := strings.CutPrefix(line, "data: "); {
			case ok && event == "call":
				err = out.call(data)
			case ok && event == "finding":
				err = out.finding(data)
			}
			return err
		})
	})
	if err == nil && ctx.Err() == nil {
		fmt.Fprintf(p.stderr, "mockpds: %s has ended\n", s.base.Redacted())
	}
	return err
}

var errNoJournal = errors.New("the answer is no journal: is it another server?")

// A printout prints what a server sends as JSON.
type printout struct {
	w        io.Writer
	calls    journal.Printout
	findings findings.Printout
}

// call prints a call.
func (p *printout) call(text string) error {
	var call journal.Call
	if err := json.Unmarshal([]byte(text), &call); err != nil {
		return errNoJournal
	}
	return p.lines(p.calls.Lines(&call))
}

func (p *printout) finding(text string) error {
	var f findings.Finding
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return errNoJournal
	}
	return p.lines(p.findings.Lines(f))
}

func (p *printout) lines(all []string) error {
	_, err := fmt.Fprintln(p.w, strings.Join(all, "\n"))
	return err
}

// printFindings prints findings with an empty line before each.
func printFindings(w io.Writer, list []findings.Finding) {
	for _, f := range list {
		fmt.Fprintf(w, "\n%s\n", findings.Format(f))
	}
}

// eachLine reads lines of any length until the server ends.
func eachLine(from io.Reader, do func(line string) error) error {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return errors.New("the server broke off in the midst of its answer")
		case err != nil:
			return reason(err)
		}
		if err := do(strings.TrimSuffix(line, "\n")); err != nil {
			return err
		}
	}
}

// ask reads an answer of the control API.
func (s steered) ask(
	ctx context.Context, path string, query url.Values, read func(io.Reader) error,
) error {
	address := s.base.JoinPath(path)
	address.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return err
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return fmt.Errorf("%s: %w", s.base.Redacted(), unanswered(err))
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return s.refused(response)
	}
	return read(response.Body)
}

// refused says what a refusal was for, and what to do about it. What was typed may be wrong.
func (s steered) refused(response *http.Response) error {
	var refusal struct{ Message string }
	body := io.LimitReader(response.Body, longestRefusal)
	_ = json.NewDecoder(body).Decode(&refusal) // another server's may be no JSON
	switch {
	case response.StatusCode == http.StatusBadRequest && refusal.Message != "":
		return usagef("%s", refusal.Message)
	case response.StatusCode != http.StatusUnauthorized:
		return fmt.Errorf("%s answers %s: is it another server, or its control API elsewhere?",
			s.base.Redacted(), response.Status)
	case s.token == "":
		return fmt.Errorf("%s asks for its control token: set MOCKPDS_CONTROL_TOKEN",
			s.base.Redacted())
	default:
		return fmt.Errorf("%s has another control token: MOCKPDS_CONTROL_TOKEN is not the one "+
			"that it was started with", s.base.Redacted())
	}
}

// longestRefusal is how many bytes of a refusal are read.
const longestRefusal = 64 << 10
