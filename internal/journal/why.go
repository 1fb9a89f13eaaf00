package journal

import (
	"fmt"
	"strings"
	"time"
)

// whyRefused says why the token of a call was answered with ExpiredToken, as in "g1 was superseded
// by #4, its grace ended 06:59:53", or returns "" if the lineage does not show it. What a fault
// answered has no other reason.
func (l *lineage) whyRefused(c *Call, t Token) string {
	s := l.sessions[t.key()]
	if s == nil || c.answeredByFault() {
		return ""
	}
	g := s.find(t.Generation)
	switch {
	case g == nil:
		return ""
	case t.Kind == KindRefresh:
		return g.whyRefreshRefused(c.Time)
	default:
		return whyExpired(g.AccessExpiresAt, g.accessCut, c.Time)
	}
}

// answeredByFault reports whether a fault answered in place of the method.
func (c *Call) answeredByFault() bool {
	return c.Fault != nil && (strings.HasPrefix(c.Fault.Effect, "error ") ||
		strings.HasPrefix(c.Fault.Effect, "preset "))
}

func (g *generation) whyRefreshRefused(now time.Time) string {
	switch {
	case !g.RevokedAt.IsZero() && !g.RevokedAt.After(now):
		return fmt.Sprintf("g%d was revoked %s", g.Number, byOrAt(g.RevokedBy, g.RevokedAt, now))
	case !g.SupersededAt.IsZero() && g.GraceUntil.IsZero():
		return fmt.Sprintf("g%d was superseded %s, and had no grace", g.Number,
			byOrAt(g.SupersededBy, g.SupersededAt, now))
	case !g.SupersededAt.IsZero() && !g.GraceUntil.After(now):
		return fmt.Sprintf("g%d was superseded %s, its grace ended %s", g.Number,
			byOrAt(g.SupersededBy, g.SupersededAt, now), moment(g.GraceUntil, now))
	default:
		return whyExpired(g.RefreshExpiresAt, g.refreshCut, now)
	}
}

func whyExpired(end time.Time, cut bool, now time.Time) string {
	switch {
	case end.IsZero() || end.After(now):
		return ""
	case cut:
		return "it was made to expire at " + moment(end, now)
	default:
		return "its life ended " + moment(end, now)
	}
}

// byOrAt names the call in which something happened, or the time if it was none or is in flight.
func byOrAt(call int, t, now time.Time) string {
	if call != 0 {
		return fmt.Sprintf("by #%d", call)
	}
	return "at " + moment(t, now)
}

// moment formats a mock time, with its date if that is not the date of now.
func moment(t, now time.Time) string {
	if t.UTC().Format(time.DateOnly) == now.UTC().Format(time.DateOnly) {
		return t.UTC().Format(time.TimeOnly)
	}
	return t.UTC().Format(time.DateTime)
}
