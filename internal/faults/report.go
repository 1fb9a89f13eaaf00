package faults

import (
	"fmt"
	"math/rand/v2"
)

// A Report is a rule and what became of it.
type Report struct {
	Rule    Rule `json:"rule"`    // with its ID, and what its empty fields stand for
	Seen    int  `json:"seen"`    // calls that matched
	Applied int  `json:"applied"` // calls that it hit
	Spent   bool `json:"spent"`   // it has hit as many calls as it should, and hits no more
	// NearMiss is nil once a call has matched, and before the first call.
	NearMiss *NearMiss `json:"nearMiss,omitempty"`
	// Unhit says why the calls that matched were not hit; "" before the first of them and once one was hit.
	Unhit string `json:"unhit,omitempty"`
}

// A NearMiss is the call that came closest to matching a rule or a hold: the latest of those that differ least. A call of another method is
// always further away than one of the right method; of other methods, one whose name looks mistyped is closer than the rest.
type NearMiss struct {
	Call Call   `json:"call"`
	Why  string `json:"why"` // such as: method is com.atproto.server.getSession, not refreshSession
}

// A record is a rule at work. The Set that holds it guards it.
type record struct {
	rule          Rule
	dice          *rand.Rand // nil for a rule without a probability
	seen, applied int
	nearness
	passed string // ID of the rule that hit the last call which this one could have hit, too
}

// A nearness keeps the call that came closest to what a match wants, the latest of equals.
type nearness struct {
	nearest  *Call
	distance int // of nearest
}

func (n *nearness) miss(m Match, c Call) {
	if distance := m.distance(c); n.nearest == nil || distance <= n.distance {
		copied := c.clone()
		n.nearest, n.distance = &copied, distance
	}
}

func (n *nearness) nearMiss(m Match) *NearMiss {
	if n.nearest == nil {
		return nil
	}
	return &NearMiss{n.nearest.clone(), m.why(*n.nearest)}
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
	if !r.rule.Match.fit(c).whole() {
		if r.seen == 0 {
			r.miss(r.rule.Match, c)
		}
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

func (r *record) spent() bool {
	return r.rule.Match.Times != Always && r.applied >= int(r.rule.Match.Times)
}

func (r *record) report() Report {
	return Report{
		Rule: r.rule.clone(), Seen: r.seen, Applied: r.applied, Spent: r.spent(),
		NearMiss: r.nearMiss(r.rule.Match), Unhit: r.unhit(),
	}
}

// unhit says why calls that matched were not hit.
func (r *record) unhit() string {
	m := r.rule.Match
	switch {
	case r.seen == 0 || r.applied > 0:
		return ""
	case r.seen < m.From:
		return fmt.Sprintf("%s matched, and it begins with number %d", calls(r.seen), m.From)
	case r.passed != "":
		return fmt.Sprintf("%s matched, and %s, which was added before, hit the last of them", calls(r.seen), r.passed)
	default:
		return fmt.Sprintf("%s matched, and chance spared them: probability is %v and seed %d", calls(r.seen), m.Probability, m.Seed)
	}
}

func calls(n int) string {
	if n == 1 {
		return "1 call"
	}
	return fmt.Sprintf("%d calls", n)
}
