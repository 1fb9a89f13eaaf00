package control

import (
	"context"
	"math"
	"net/http"
	"strings"

	"mockpds/internal/faults"
	"mockpds/internal/ratelimit"
	"mockpds/internal/ruleset"
	"mockpds/internal/stubs"
)

// Warned says why a fault, hold, stub or limit that was added may never apply, with what was
// probably meant.
type Warned struct {
	Warnings []string `json:"warnings,omitempty" doc:"why it may never apply, with what was probably meant"`
}

// An AddedFault is a fault that was added, with its id and its defaults.
type AddedFault struct {
	faults.Fault
	Warned
}

// An AddedHold is a hold that was added, with its id and its defaults.
type AddedHold struct {
	faults.Hold
	Warned
}

// An AddedStub is a stub that was added, with its id and its defaults.
type AddedStub struct {
	stubs.Stub
	Warned
}

// An AddedLimit is a limit that was set, and where it stands.
type AddedLimit struct {
	ratelimit.Report
	Warned
}

// handlesCompared is how many accounts are compared with a name that none of them has.
const handlesCompared = 1000

// warn says why a rule for a method and an account may never apply, and tells the log.
func (c *Control) warn(id, method, account string) Warned {
	known := ruleset.Known{
		Methods:    c.Methods,
		HasAccount: func(name string) bool { _, err := c.account(name); return err == nil },
		Handles: func() (handles []string) {
			for _, a := range c.Store.CreatedAfter(math.MinInt64, "", handlesCompared) {
				handles = append(handles, a.Handle)
			}
			return handles
		},
	}
	list := known.Warnings(method, account)
	for _, warning := range list {
		c.Log.Warn("a rule may never apply", "id", id, "warning", warning)
	}
	return Warned{list}
}

// AssertFaultsHit fails with 409 FaultsNotHit if a fault that was added has hit no call so far. The
// message says of each of them why.
func (c *Control) AssertFaultsHit() error {
	var missed []string
	for _, f := range c.ListFaults() {
		if why := f.Missed(); why != "" {
			missed = append(missed, f.Fault.ID+" hit no call: "+why)
		}
	}
	if len(missed) == 0 {
		return nil
	}
	return refuse(http.StatusConflict, "FaultsNotHit", "%s", strings.Join(missed, "\n"))
}

func (c *Control) assertFaultsHit(context.Context, nothing) (nothing, error) {
	return nothing{}, c.AssertFaultsHit()
}
