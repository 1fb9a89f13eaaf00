package server

import (
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/xrpc"
	"mockpds/ratelimit"
)

// globalLimit holds for all calls of one client address together, whatever the method. The reference's figure.
var globalLimit = ratelimit.Rule{Points: 3000, Window: 5 * time.Minute}

const day = 24 * time.Hour

// limit is one line of a method's limits in the method table.
func limit(points int, window time.Duration, key func(*xrpc.Call) string) xrpc.Limit {
	return xrpc.Limit{Points: points, Window: window, Key: key}
}

// byAddress counts calls of one client address.
func byAddress(c *xrpc.Call) string {
	return clientAddress(c.Request)
}

// byIdentifier counts log-ins of one client address to one identifier as it was typed.
func byIdentifier(c *xrpc.Call) string {
	return c.In.(*createSessionInput).Identifier + "-" + clientAddress(c.Request)
}

// byAccount counts calls of one account.
func byAccount(c *xrpc.Call) string {
	return c.Who().(caller).did
}

// limits counts calls and tells clients in headers where they stand.
type limits struct {
	counter *ratelimit.Limiter
	now     func() time.Time
}

// Count counts a call against its method's limits and the global one. All of them count it, also when one refuses it.
func (l *limits) Count(c *xrpc.Call, rules []xrpc.Limit) error {
	var tightest, refused *ratelimit.Status
	consider := func(s ratelimit.Status) {
		if s.Exceeded && refused == nil {
			refused = &s
		}
		if tightest == nil || s.Remaining < tightest.Remaining {
			tightest = &s
		}
	}
	for i, r := range rules {
		key := fmt.Sprintf("%s-%d:%s", c.Name, i, r.Key(c))
		consider(l.counter.Count(key, ratelimit.Rule{Points: r.Points, Window: r.Window}))
	}
	consider(l.counter.Count("global:"+clientAddress(c.Request), globalLimit))
	if refused == nil {
		l.tell(c.Header, tightest)
		return nil
	}
	l.tell(c.Header, refused)
	wait := refused.Reset.Sub(l.now()).Seconds()
	c.Header.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait))))
	c.Header.Add("Access-Control-Expose-Headers", "Retry-After")
	return &xrpc.Error{Status: http.StatusTooManyRequests, Name: "RateLimitExceeded", Message: "Rate Limit Exceeded"}
}

func (l *limits) tell(h http.Header, s *ratelimit.Status) {
	h.Set("RateLimit-Limit", strconv.Itoa(s.Points))
	h.Set("RateLimit-Reset", strconv.FormatInt(s.Reset.Unix(), 10))
	h.Set("RateLimit-Remaining", strconv.Itoa(s.Remaining))
	h.Set("RateLimit-Policy", fmt.Sprintf("%d;w=%d", s.Points, int(s.Window.Seconds())))
	h.Add("Access-Control-Expose-Headers", "RateLimit-Limit, RateLimit-Reset, RateLimit-Remaining, RateLimit-Policy")
}

// clientAddress is the address that a request comes from: of the chain that trusted proxies report, the last one that is
// not a trusted proxy itself.
func clientAddress(r *http.Request) string {
	address := r.RemoteAddr
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && trustedAddress(address); i-- {
		if next := strings.TrimSpace(chain[i]); next != "" {
			address = next
		}
	}
	return address
}

func trustedAddress(text string) bool {
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return false
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsPrivate()
}
