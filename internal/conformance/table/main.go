// Command table prints, as a Markdown table, what a replay found out about each method.
//
//	go run ./internal/conformance/replay --base URL --results results.json
//	go run ./internal/conformance/table --results results.json
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"mockpds/internal/conformance"
	"mockpds/server"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("table", flag.ContinueOnError)
	files := flags.String("cases", "", "case `files` (with commas) in place of the recordings of the conformance package")
	results := flags.String("results", "", "`file` that replay --results wrote")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *results == "" {
		return errors.New("--results is missing")
	}
	cases, err := load(*files)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(*results)
	if err != nil {
		return err
	}
	var report conformance.Report
	if err := json.Unmarshal(text, &report); err != nil {
		return fmt.Errorf("%s: %w", *results, err)
	}
	pds, err := server.New(server.Config{})
	if err != nil {
		return err
	}
	return tally(cases, &report, pds.Methods()).print(out)
}

func load(files string) ([]conformance.Case, error) {
	if files == "" {
		return conformance.Recorded()
	}
	var all []conformance.Case
	for name := range strings.SplitSeq(files, ",") {
		cases, err := loadFile(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, cases...)
	}
	return all, nil
}

func loadFile(name string) ([]conformance.Case, error) {
	file, err := os.Open(name) //nolint:gosec // the file that the user names
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return conformance.Load(file)
}
