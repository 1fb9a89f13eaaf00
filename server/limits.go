package server

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"mockpds/internal/exchange"
	"mockpds/internal/quirks"
	"mockpds/internal/ratelimit"
	"mockpds/internal/xrpc"
)

// globalLimit holds for all calls of one client address together. The reference's figure.
var globalLimit = ratelimit.Rule{Points: 3000, Window: 5 * time.Minute}

const day = 24 * time.Hour

// limit returns one limit of a line of the method table.
func limit(points int, window time.Duration, key func(*xrpc.Call) string) xrpc.Limit {
	return xrpc.Limit{Points: points, Window: window, Key: key}
}

// byAddress counts the calls of one client address.
func byAddress(c *xrpc.Call) string {
	return exchange.ClientAddress(c.Request)
}

// byIdentifier counts the log-ins from one client address with one identifier.
func byIdentifier(c *xrpc.Call) string {
	return c.In.(*createSessionInput).Identifier + "-" + exchange.ClientAddress(c.Request)
}

// byAccount counts the calls of one account.
func byAccount(c *xrpc.Call) string {
	return c.Who().(caller).did
}

// writes are the two limits that all methods share by which an account writes records. A create
// costs three points, an update two and a delete one.
func writes(cost func(*xrpc.Call) int) []xrpc.Limit {
	return []xrpc.Limit{
		{Points: 5000, Window: time.Hour, Key: byAccount, Shared: "repo-write-hour", Cost: cost},
		{Points: 35000, Window: day, Key: byAccount, Shared: "repo-write-day", Cost: cost},
	}
}

func points(n int) func(*xrpc.Call) int {
	return func(*xrpc.Call) int { return n }
}

// limits counts calls and writes the headers that tell clients where they stand.
type limits struct {
	counter  *ratelimit.Limiter // of the limits in the method table; nil when these do not hold
	windows  *ratelimit.Limiter // the same, but never nil
	quirks   *quirks.Set
	onDemand *ratelimit.Set
	sender   func(*xrpc.Call) exchange.Sender
	now      func() time.Time
}

// Count counts a call against its method's limits and the global one, if these are on, and
// against those that a test has set. A limit counts the call even if another refuses it.
func (l *limits) Count(c *xrpc.Call, rules []xrpc.Limit) error {
	var tightest, refused *ratelimit.Status
	for _, s := range l.count(c, rules) {
		if s.Exceeded && refused == nil {
			refused = &s
		}
		if tightest == nil || s.Remaining < tightest.Remaining {
			tightest = &s
		}
	}
	switch {
	case tightest == nil:
		return nil
	case refused == nil:
		writeLimit(c.Header, tightest)
		return nil
	}
	writeExceeded(c.Header, refused, l.now())
	return &xrpc.Error{
		Status: http.StatusTooManyRequests, Name: "RateLimitExceeded",
		Message: "Rate Limit Exceeded",
	}
}

// count returns where the limits of a call stand, those that a test has set first.
func (l *limits) count(c *xrpc.Call, rules []xrpc.Limit) []ratelimit.Status {
	var all []ratelimit.Status
	if l.onDemand.Any() {
		all = l.onDemand.Count(c.Name, func() []string { return l.sender(c).Accounts })
	}
	if c.Name == "com.atproto.server.createSession" {
		if q := l.quirks.On().Settings.LoginLimit; q.Points != 0 {
			rule := ratelimit.Rule{Points: q.Points, Window: q.Window()}
			all = append(all, l.windows.Count("login:"+byIdentifier(c), rule, 1))
			rules = nil
		}
	}
	if l.counter == nil {
		return all
	}
	for i, r := range rules {
		name, points := cmp.Or(r.Shared, fmt.Sprintf("%s-%d", c.Name, i)), 1
		if r.Cost != nil {
			points = r.Cost(c)
		}
		all = append(all,
			l.counter.Count(name+":"+r.Key(c), ratelimit.Rule{Points: r.Points, Window: r.Window}, points))
	}
	return append(all, l.counter.Count("global:"+exchange.ClientAddress(c.Request), globalLimit, 1))
}

func writeLimit(h http.Header, s *ratelimit.Status) {
	h.Set("RateLimit-Limit", strconv.Itoa(s.Points))
	h.Set("RateLimit-Reset", strconv.FormatInt(s.Reset.Unix(), 10))
	h.Set("RateLimit-Remaining", strconv.Itoa(s.Remaining))
	h.Set("RateLimit-Policy", fmt.Sprintf("%d;w=%d", s.Points, int(s.Window.Seconds())))
	h.Add("Access-Control-Expose-Headers",
		"RateLimit-Limit, RateLimit-Reset, RateLimit-Remaining, RateLimit-Policy")
}

// writeExceeded also writes when the window ends.
func writeExceeded(h http.Header, s *ratelimit.Status, now time.Time) {
	writeLimit(h, s)
	wait := s.Reset.Sub(now).Seconds()
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait))))
	h.Add("Access-Control-Expose-Headers", "Retry-After")
}

// usualLimit returns the limit that the reference sets for a method: the one with the shortest
// window, or the global limit if the method has none.
func (t methodTable) usualLimit(method string) ratelimit.Rule {
	usual := globalLimit
	m, _ := t.find(method)
	for i, l := range m.Limits() {
		if i == 0 || l.Window < usual.Window {
			usual = ratelimit.Rule{Points: l.Points, Window: l.Window}
		}
	}
	return usual
}

// writeUsedUp writes the headers of a window that is used up and ends after some mock time: the
// shortest of the method's windows and the global one that is long enough. If none is, the global
// one is said to be longer.
func (p *PDS) writeUsedUp(h http.Header, r *http.Request, left time.Duration) {
	var rules []ratelimit.Rule
	if _, m := p.calls.Lookup(r); m != nil {
		for _, l := range m.Limits() {
			rules = append(rules, ratelimit.Rule{Points: l.Points, Window: l.Window})
		}
	}
	rules = slices.DeleteFunc(append(rules, globalLimit),
		func(rule ratelimit.Rule) bool { return rule.Window < left })
	slices.SortStableFunc(rules,
		func(a, b ratelimit.Rule) int { return cmp.Compare(a.Window, b.Window) })
	rules = append(rules, ratelimit.Rule{Points: globalLimit.Points, Window: left})
	now := p.protocol.now()
	writeExceeded(h, &ratelimit.Status{Rule: rules[0], Reset: now.Add(left), Exceeded: true}, now)
}
