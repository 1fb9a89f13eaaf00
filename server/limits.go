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
	return c.Who.(*caller).did
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

// countCall counts a call against the limits that a test has set and, if they are on, against those
// of its method and the global one. A limit counts the call even if another refuses it.
func (p *protocol) countCall(c *xrpc.Call, limits []xrpc.Limit) error {
	all := p.limits.Count(c.Name, func() []string { return p.senderOf(c).Accounts })
	if c.Name == "com.atproto.server.createSession" {
		if q := p.quirks.On().Settings.LoginLimit; q.Points != 0 {
			rule := ratelimit.Rule{Points: q.Points, Window: q.Window()}
			p.meets(p.visitor(c), func(s *quirks.Settings) bool { return s.LoginLimit.Points != 0 })
			all = append(all, p.windows.Count("login:"+byIdentifier(c), rule, 1))
			limits = nil
		}
	}
	if p.config.RateLimits {
		for i, l := range limits {
			name, points := cmp.Or(l.Shared, fmt.Sprintf("%s-%d", c.Name, i)), 1
			if l.Cost != nil {
				points = l.Cost(c)
			}
			all = append(all, p.windows.Count(name+":"+l.Key(c), ruleOf(l), points))
		}
		all = append(all, p.windows.Count("global:"+byAddress(c), globalLimit, 1))
	}
	return p.withinLimits(c.Header, all)
}

func ruleOf(l xrpc.Limit) ratelimit.Rule {
	return ratelimit.Rule{Points: l.Points, Window: l.Window}
}

// withinLimits refuses a call that was one too many for a limit. It tells the client where it
// stands: with the limit that refuses the call, or else with the tightest.
func (p *protocol) withinLimits(h http.Header, all []ratelimit.Status) error {
	if len(all) == 0 {
		return nil
	}
	if i := slices.IndexFunc(all, func(s ratelimit.Status) bool { return s.Exceeded }); i >= 0 {
		writeExceeded(h, all[i], p.now())
		return errRateLimit
	}
	writeLimit(h, slices.MinFunc(all, func(a, b ratelimit.Status) int {
		return cmp.Compare(a.Remaining, b.Remaining)
	}))
	return nil
}

var errRateLimit = &xrpc.Error{
	Status: http.StatusTooManyRequests, Name: "RateLimitExceeded", Message: "Rate Limit Exceeded",
}

func writeLimit(h http.Header, s ratelimit.Status) {
	h.Set("RateLimit-Limit", strconv.Itoa(s.Points))
	h.Set("RateLimit-Reset", strconv.FormatInt(s.Reset.Unix(), 10))
	h.Set("RateLimit-Remaining", strconv.Itoa(s.Remaining))
	h.Set("RateLimit-Policy", fmt.Sprintf("%d;w=%d", s.Points, int(s.Window.Seconds())))
	h.Add("Access-Control-Expose-Headers",
		"RateLimit-Limit, RateLimit-Reset, RateLimit-Remaining, RateLimit-Policy")
}

// writeExceeded also writes when the window ends.
func writeExceeded(h http.Header, s ratelimit.Status, now time.Time) {
	writeLimit(h, s)
	wait := s.Reset.Sub(now).Seconds()
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait))))
	h.Add("Access-Control-Expose-Headers", "Retry-After")
}

// rulesOf returns the limits of a method, the shortest window first.
func rulesOf(m *xrpc.Method) []ratelimit.Rule {
	var rules []ratelimit.Rule
	for _, l := range m.Limits {
		rules = append(rules, ruleOf(l))
	}
	slices.SortStableFunc(rules, byWindow)
	return rules
}

func byWindow(a, b ratelimit.Rule) int { return cmp.Compare(a.Window, b.Window) }

// usualLimit returns the limit that the reference sets for a method: the one with the shortest
// window, or the global limit if the method has none.
func (t table) usualLimit(method string) ratelimit.Rule {
	m, _ := t.find(method)
	return append(rulesOf(&m), globalLimit)[0]
}

// writeUsedUp writes the headers of a window that is used up and ends after some mock time: the
// shortest of the method's windows and the global one that is long enough. If none is, the global
// one is said to be longer.
func (p *PDS) writeUsedUp(h http.Header, r *http.Request, left time.Duration) {
	rules := []ratelimit.Rule{globalLimit}
	if _, m := p.calls.Lookup(r); m != nil {
		rules = append(rulesOf(m), globalLimit)
		slices.SortStableFunc(rules, byWindow)
	}
	rule := ratelimit.Rule{Points: globalLimit.Points, Window: left}
	if i := slices.IndexFunc(rules, func(r ratelimit.Rule) bool { return r.Window >= left }); i >= 0 {
		rule = rules[i]
	}
	now := p.protocol.now()
	writeExceeded(h, ratelimit.Status{Rule: rule, Reset: now.Add(left), Exceeded: true}, now)
}
