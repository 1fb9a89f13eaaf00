package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"

	"mockpds/internal/clock"
	"mockpds/internal/findings"
)

// collected is what clients did wrong in all the worlds that a server had, also by calls that are
// not kept any more. They are safe for concurrent use.
type collected struct {
	mu  sync.Mutex // guards all
	all []findings.Finding
}

func (f *collected) add(more []findings.Finding) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, more...)
}

const findingsHelp = `
The URL may be HOST:PORT. Without one it is MOCKPDS_CONTROL_URL, as "mockpds run" sets it, or the
server at MOCKPDS_CONTROL_ADDR or MOCKPDS_ADDR on this machine; in a container, the server that it
runs. MOCKPDS_CONTROL_TOKEN is shown to it.

  --except RULE,...  leave out the findings of these rules
  --account NAME     only what the calls of an account show, by handle or DID

Exit codes: 0 none, 3 some, 1 no answer, 2 wrong flags.
`

// printFindingsOf prints what the calls show that a running server remembers.
func printFindingsOf(ctx context.Context, p *process, args []string) error {
	var except []string
	flags := flag.NewFlagSet("findings", flag.ContinueOnError)
	flags.Func("except", "", func(value string) error {
		except = append(except, strings.Split(value, ",")...)
		return nil
	})
	filter := url.Values{}
	flags.Func("account", "", func(value string) error { filter.Set("account", value); return nil })
	urls, err := parseArguments(flags, args)
	if err != nil {
		return err
	}
	for _, name := range except {
		if err := checkRule(name); err != nil {
			return usagef("--except: %v", err)
		}
	}
	server, err := p.env.steered("findings", urls)
	if err != nil {
		return err
	}
	all, err := server.findings(ctx, filter)
	all = slices.DeleteFunc(all, func(f findings.Finding) bool { return slices.Contains(except, f.ID) })
	if err != nil || len(all) == 0 {
		return err
	}
	printFindings(p.stdout, all)
	return found(len(all))
}

// found is an error: so many findings.
type found int

func (n found) Error() string {
	if n == 1 {
		return "1 finding: a client did something wrong"
	}
	return fmt.Sprintf("%d findings: clients did something wrong", int(n))
}

// tell prints the findings. It returns nil if there are none.
func (f *collected) tell(w io.Writer) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.all) == 0 {
		return nil
	}
	var text bytes.Buffer
	printFindings(&text, f.all)
	writeInTime(w, text.Bytes())
	return found(len(f.all))
}

// writeInTime writes a text at the end of the program, and gives up after a second of real time:
// nobody may read it.
func writeInTime(w io.Writer, text []byte) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = w.Write(text)
	}()
	select {
	case <-done:
	case <-clock.After(logDeadline):
	}
}
