package main

import (
	"context"
	"slices"
	"strings"

	"mockpds/docs"
	"mockpds/internal/findings"
	"mockpds/internal/words"
)

// explain prints what is to be known of a rule, or lists the rules.
func explain(_ context.Context, p *process, args []string) error {
	args, err := argumentsOnly("explain", args)
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		var list strings.Builder
		for _, rule := range findings.Rules() {
			list.WriteString(rule.ID + ": " + rule.Title + "\n")
		}
		return p.print("explain", nil, []byte(list.String()))
	case len(args) > 1:
		return usagef("explain takes one rule: leave out what follows it")
	}
	if err := checkRule(args[0]); err != nil {
		return err
	}
	return p.print("explain", nil, []byte(section(docs.Findings, args[0])))
}

// checkRule refuses the name of a rule that there is not.
func checkRule(name string) error {
	var known []string
	for _, rule := range findings.Rules() {
		known = append(known, rule.ID)
	}
	if slices.Contains(known, name) {
		return nil
	}
	if near := words.Nearest(name, known); near != "" {
		return usagef("there is no rule %q: did you mean %s?", name, near)
	}
	return usagef("there is no rule %q: mockpds explain lists those that there are", name)
}

// section returns the section of a page that has a title, up to the next one.
func section(page, title string) string {
	_, rest, _ := strings.Cut(page, "\n### "+title+"\n")
	rest, _, _ = strings.Cut(rest, "\n### ")
	rest, _, _ = strings.Cut(rest, "\n## ")
	return title + "\n" + strings.TrimRight(rest, "\n") + "\n"
}
