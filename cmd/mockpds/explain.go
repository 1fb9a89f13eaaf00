package main

import (
	"context"
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
	text, ok := section(docs.Findings, args[0])
	if !ok {
		var ids []string
		for _, rule := range findings.Rules() {
			ids = append(ids, rule.ID)
		}
		if near := words.Nearest(args[0], ids); near != "" {
			return usagef("there is no rule %q: did you mean %s?", args[0], near)
		}
		return usagef("there is no rule %q: mockpds explain lists those that there are", args[0])
	}
	return p.print("explain", nil, []byte(text))
}

// section returns the section of a page that has a title, up to the next one.
func section(page, title string) (string, bool) {
	_, rest, ok := strings.Cut(page, "\n### "+title+"\n")
	rest, _, _ = strings.Cut(rest, "\n### ")
	rest, _, _ = strings.Cut(rest, "\n## ")
	return title + "\n" + strings.TrimRight(rest, "\n") + "\n", ok
}
