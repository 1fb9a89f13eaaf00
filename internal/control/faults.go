package control

import (
	"context"

	"mockpds/internal/faults"
	"mockpds/internal/ruleset"
)

// AddFault makes the calls go wrong that the fault matches. It returns the fault with its id and its
// defaults.
func (c *Control) AddFault(_ context.Context, f faults.Fault) (AddedFault, error) {
	added, err := c.Faults.AddFault(f)
	if err != nil {
		return AddedFault{}, err
	}
	return AddedFault{added, c.warn(added.ID, f.Match.Method, f.Match.Account)}, nil
}

// ListFaults lists the faults in the order in which they were added.
func (c *Control) ListFaults() []faults.Report {
	reports := c.Faults.Faults()
	for _, r := range reports {
		c.redact(r.NearMiss)
	}
	return reports
}

// redact takes the secrets out of a near miss: a client may have called anything.
func (c *Control) redact(near *ruleset.NearMiss) {
	if near != nil {
		near.Why = c.Journal.Redact(near.Why)
		c.redactCall(&near.Call)
	}
}

func (c *Control) redactCall(call *ruleset.Call) {
	call.Method = c.Journal.Redact(call.Method)
	for i, name := range call.Accounts { // of a log-in, one is what was typed
		call.Accounts[i] = c.Journal.Redact(name)
	}
}

// RemoveFault takes a fault away.
func (c *Control) RemoveFault(id string) error {
	return taken(c.Faults.RemoveFault(id), "fault", id)
}

// taken refuses to take away a rule that is not there.
func taken(was bool, kind, id string) error {
	if !was {
		return noRule(kind, id)
	}
	return nil
}

// noRule refuses a verb for a rule that is not there.
func noRule(kind, id string) error {
	return missing("there is no %s %.80q; GET %s%ss lists them", kind, id, Prefix, kind)
}
