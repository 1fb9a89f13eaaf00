package main

import (
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"mockpds/internal/clock"
	"mockpds/internal/conformance"
	"mockpds/server"
)

type options struct {
	base, rateLimited, inviteOnly string
	publicURLs                    string
	adminPassword, domain         string
	mail, clock, rateLimitedClock string
	forge, seed                   string
	cases, only, ids              string
	record, reference, table      string
	strict, excuse, allowNotRun   bool
	jobs, most                    int
}

func parse(args []string) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("replay", flag.ContinueOnError)
	o.targetFlags(f)
	o.runFlags(f)
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	if o.base == "" {
		return nil, errors.New("--base is missing")
	}
	if o.seed == "" {
		o.seed = rand.Text()
	}
	return o, nil
}

func (o *options) targetFlags(f *flag.FlagSet) {
	f.StringVar(&o.base, "base", "", "`URL` of the server: rate limits off, no invite codes needed")
	f.StringVar(&o.rateLimited, "rl-base", "", "`URL` of an instance with rate limits on")
	f.StringVar(&o.inviteOnly, "invite-base", "", "`URL` of an instance that asks for invite codes")
	f.StringVar(&o.publicURLs, "public-url", "", "`URLs` (with commas) that the server calls itself, where not one of these")
	f.StringVar(&o.adminPassword, "admin-pass", "admin-pass", "admin `password`")
	f.StringVar(&o.domain, "domain", ".test", "handle `domain`")
	f.StringVar(&o.mail, "mail", "", "`URL` that lists mail: GET URL?to=ADDRESS gives [{kind, token, to}], oldest first")
	f.StringVar(&o.clock, "clock", "", `URL that moves the clock: POST {"advanceSeconds":N} or {"reset":true}`)
	f.StringVar(&o.rateLimitedClock, "rl-clock", "", "the same for the instance with rate limits")
	f.StringVar(&o.forge, "forge", "", "signing `key` of session tokens, es256k:HEX or hs256:SECRET")
}

func (o *options) runFlags(f *flag.FlagSet) {
	f.StringVar(&o.cases, "cases", "", "case `files` (with commas) in place of the recordings of this package")
	f.StringVar(&o.only, "only", "", "`groups` (with commas) to run")
	f.StringVar(&o.ids, "case", "", "`ids` (with commas) of cases to run")
	f.IntVar(&o.jobs, "jobs", 6, "how many cases run at once")
	f.IntVar(&o.most, "max", 3, "differences shown of each case; -1 for all")
	f.BoolVar(&o.strict, "strict-headers", false, "compare all recorded headers, and HTML")
	f.BoolVar(&o.excuse, "expected", true, "leave out expected differences")
	f.BoolVar(&o.allowNotRun, "allow-not-run", false, "do not fail for cases that could not be run")
	f.StringVar(&o.seed, "seed", "", "of the random values (default: a new one, printed at the end)")
	f.StringVar(&o.record, "record", "", "write the answers into a case `file`")
	f.StringVar(&o.reference, "reference", "", "`name` and version of the recorded server, for --record")
	f.StringVar(&o.table, "table", "", "write a table of the methods into a Markdown `file`")
}

// target returns the server that the flags describe.
func (o *options) target() (conformance.Target, error) {
	signers, err := signersFor(o.forge)
	if err != nil {
		return conformance.Target{}, err
	}
	t := conformance.Target{
		Base: o.base, RateLimited: o.rateLimited, InviteOnly: o.inviteOnly,
		AdminPassword: o.adminPassword, Domain: o.domain, Seed: o.seed,
		Now: new(clock.Clock).Now, Signers: signers, Verify: verify,
	}
	if o.publicURLs != "" {
		t.PublicURLs = strings.Split(o.publicURLs, ",")
	}
	if o.mail != "" {
		t.Mail = mailbox(o.mail)
	}
	if o.clock != "" {
		t.Clock = clockAt(o.clock)
	}
	if o.rateLimitedClock != "" {
		t.RateLimitedClock = clockAt(o.rateLimitedClock)
	}
	return t, nil
}

// save writes the files that were asked for.
func (o *options) save(cases []conformance.Case, results []conformance.Result, report *conformance.Report) error {
	if o.record != "" {
		err := write(o.record, func(w io.Writer) error {
			return conformance.Save(w, o.reference, conformance.Record(results))
		})
		if err != nil {
			return err
		}
	}
	if o.table == "" {
		return nil
	}
	pds, err := server.New(server.Config{})
	if err != nil {
		return err
	}
	return write(o.table, tally(cases, report, pds.Methods()).print)
}

func write(name string, content func(io.Writer) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(content(file), file.Close())
}
