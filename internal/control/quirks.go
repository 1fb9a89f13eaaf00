package control

import (
	"context"

	"mockpds/internal/quirks"
)

// A QuirkChoice is the quirks that are to be on.
type QuirkChoice struct {
	Set []string `json:"set" doc:"names of quirks and profiles; all other quirks are off"`
}

// A QuirkList is the quirks that there are.
type QuirkList struct {
	On       []string         `json:"on" doc:"names of the quirks that are on"`
	Quirks   []ListedQuirk    `json:"quirks"`
	Profiles []quirks.Profile `json:"profiles"`
}

// A ListedQuirk tells what a quirk is.
type ListedQuirk struct {
	Name    string `json:"name"`
	Changes string `json:"changes" doc:"what it changes on the wire"`
	Mark    string `json:"mark" doc:"how it is known: measured, observed, read or modelled"`
	Source  string `json:"source"`
}

// SetQuirks switches quirks on, by their names or those of profiles, and all others off. A reset
// brings those of the start and of the fixture file back.
func (c *Control) SetQuirks(_ context.Context, choice QuirkChoice) (QuirkList, error) {
	if err := c.Quirks.Replace(choice.Set); err != nil {
		return QuirkList{}, invalid("%v", err)
	}
	return c.ListQuirks(), nil
}

// ListQuirks lists all quirks and profiles, and which quirks are on.
func (c *Control) ListQuirks() QuirkList {
	table := quirks.All()
	list := QuirkList{On: append([]string{}, c.Quirks.On().Names...), Profiles: table.Profiles}
	for _, q := range table.Quirks {
		list.Quirks = append(list.Quirks, ListedQuirk{q.Name, q.Changes, q.Mark, q.Source})
	}
	return list
}
