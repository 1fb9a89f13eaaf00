// Command replay holds a running server against recorded answers of the reference PDS, and prints
// where it differs. It exits with 1 when something differs, or, unless --allow-not-run is given,
// when a case could not be run.
//
//	go run ./internal/conformance/replay --base http://localhost:2583
//
// With --record the answers go into a case file as well: that is how new cases are made, against
// a real PDS. With --table the results of each method go into a Markdown table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"mockpds/internal/conformance"
)

var errDiffers = errors.New("the server differs from the recordings")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	target, err := o.target()
	if err != nil {
		return err
	}
	cases, err := o.selected()
	if err != nil {
		return err
	}
	results, err := conformance.Run(ctx, target, cases, o.jobs)
	if err != nil {
		return err
	}
	report, err := o.judge(results)
	if err != nil {
		return err
	}
	if err := report.Print(out, o.most); err != nil {
		return err
	}
	if err := o.save(cases, results, report); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, "seed", o.seed); err != nil {
		return err
	}
	if report.Count(conformance.Different) > 0 || !o.allowNotRun && report.Count(conformance.NotRun) > 0 {
		return errDiffers
	}
	return nil
}

// selected returns the cases to run.
func (o *options) selected() ([]conformance.Case, error) {
	cases, err := o.load()
	if err != nil {
		return nil, err
	}
	groups, ids := names(o.only), names(o.ids)
	var out []conformance.Case
	for _, c := range cases {
		if (groups == nil || groups[c.Group]) && (ids == nil || ids[c.ID]) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no cases selected")
	}
	return out, nil
}

func (o *options) load() ([]conformance.Case, error) {
	if o.cases == "" {
		return conformance.Recorded()
	}
	var all []conformance.Case
	for name := range strings.SplitSeq(o.cases, ",") {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		cases, err := conformance.Load(file)
		_ = file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, cases...)
	}
	return all, nil
}

// names reads a list with commas; nil if it is empty.
func names(list string) map[string]bool {
	if list == "" {
		return nil
	}
	set := map[string]bool{}
	for name := range strings.SplitSeq(list, ",") {
		set[strings.TrimSpace(name)] = true
	}
	return set
}

func (o *options) judge(results []conformance.Result) (*conformance.Report, error) {
	var exceptions []conformance.Exception
	if o.excuse {
		var err error
		if exceptions, err = conformance.Expected(); err != nil {
			return nil, err
		}
	}
	return conformance.Judge(results, exceptions, o.strict)
}
