package control

import (
	"context"

	"mockpds/internal/faults"
)

// AddFault makes calls go wrong: those that the rule matches, in the order in which rules were added, from now on and until a
// reset. It returns the rule with its id and its defaults. Requests under /_mock/ are never hit.
func (c *Control) AddFault(_ context.Context, r faults.Rule) (faults.Rule, error) {
	id, err := c.Faults.Add(r)
	if err != nil {
		return faults.Rule{}, err
	}
	for _, report := range c.Faults.Rules() {
		if report.Rule.ID == id {
			return report.Rule, nil
		}
	}
	r.ID = id // it is gone again
	return r, nil
}

// ListFaults lists the rules in the order in which they were added, each with how many calls it saw and hit and, if it saw none,
// the call that came closest.
func (c *Control) ListFaults() []faults.Report {
	reports := c.Faults.Rules()
	for _, r := range reports {
		c.redact(r.NearMiss)
	}
	return reports
}

func (c *Control) listFaults(context.Context, nothing) ([]faults.Report, error) {
	return c.ListFaults(), nil
}

// RemoveFault takes a rule away.
func (c *Control) RemoveFault(id string) error {
	if _, isHold := c.Faults.FindHold(id); isHold || !c.Faults.Remove(id) {
		return missing("there is no fault %.80q; GET %sfaults lists them", id, Prefix)
	}
	return nil
}

func (c *Control) removeFault(_ context.Context, in byID) (nothing, error) {
	return nothing{}, c.RemoveFault(in.ID)
}

// ClearFaults takes all rules away, those of the fixture file too. A reset brings the latter back. Holds stay.
func (c *Control) ClearFaults() {
	c.Faults.ClearRules()
}

func (c *Control) clearFaults(context.Context, nothing) (nothing, error) {
	c.ClearFaults()
	return nothing{}, nil
}
