package faults

import "math/rand/v2"

// A Report is a rule and what became of it.
type Report struct {
	Rule    Rule `json:"rule"`    // with its ID, and what its empty fields stand for
	Seen    int  `json:"seen"`    // calls that matched
	Applied int  `json:"applied"` // calls that it hit
	Spent   bool `json:"spent"`   // it has hit as many calls as it should, and hits no more
	// NearMiss is nil once a call has matched, and before the first call.
	NearMiss *NearMiss `json:"nearMiss,omitempty"`
}

// A NearMiss is the call that came closest to matching a rule: the latest of those that differ least. A call of another method is always
// further away than one of the right method.
type NearMiss struct {
	Call Call   `json:"call"`
	Why  string `json:"why"` // such as: method is com.atproto.server.getSession, not refreshSession
}

// A record is a rule at work. The Set that holds it guards it.
type record struct {
	rule          Rule
	dice          *rand.Rand // nil for a rule without a probability
	seen, applied int
	nearest       *Call // while none has matched
	distance      int   // of nearest
}

func newRecord(r Rule) *record {
	rec := &record{rule: r}
	if r.Match.Probability != 0 {
		rec.dice = rand.New(rand.NewPCG(r.Match.Seed, 0)) //nolint:gosec // chosen for being repeatable; nothing is secret here
	}
	return rec
}

// see counts a call, and tells whether the rule may hit it.
func (r *record) see(c Call) bool {
	if f := r.rule.Match.fit(c); !f.whole() {
		r.miss(c, f.distance())
		return false
	}
	r.seen++
	r.nearest = nil
	if r.seen < r.rule.Match.From {
		return false
	}
	// The dice fall for each call, so that what other rules do never changes which calls this one hits.
	lucky := r.dice == nil || r.dice.Float64() < r.rule.Match.Probability
	return lucky && !r.spent()
}

func (r *record) miss(c Call, distance int) {
	if r.seen == 0 && (r.nearest == nil || distance <= r.distance) {
		copied := c.clone()
		r.nearest, r.distance = &copied, distance
	}
}

func (r *record) spent() bool {
	return r.rule.Match.Times != Always && r.applied >= int(r.rule.Match.Times)
}

func (r *record) report() Report {
	report := Report{Rule: r.rule.clone(), Seen: r.seen, Applied: r.applied, Spent: r.spent()}
	if r.nearest != nil {
		report.NearMiss = &NearMiss{r.nearest.clone(), r.rule.Match.why(*r.nearest)}
	}
	return report
}
