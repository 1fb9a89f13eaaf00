package journal

import (
	"fmt"
	"strings"
	"time"
)

// whyRefused says in words why the token of a call was answered with ExpiredToken, where that shows in the lineage: what became of its
// generation before the call began. What a fault answered has no other reason.
func (l *lineage) whyRefused(c *call) string {
	if !c.named || c.answeredByFault() {
		return ""
	}
	s := l.sessions[sessionKey{c.tokenDID, c.token.session}]
	if s == nil {
		return ""
	}
	g := s.find(c.Generation)
	switch {
	case g == nil:
		return ""
	case c.TokenKind == KindRefresh:
		return g.whyRefreshRefused(c.Began)
	default:
		return whyExpired(g.AccessExpiresAt, g.accessCut, c.Began)
	}
}

// answeredByFault tells whether a fault stood in the place of the method.
func (c *call) answeredByFault() bool {
	return strings.HasPrefix(c.fault.Effect, "error ") || strings.HasPrefix(c.fault.Effect, "preset ")
}

func (g *generation) whyRefreshRefused(now time.Time) string {
	switch {
	case !g.RevokedAt.IsZero() && !g.RevokedAt.After(now):
		return fmt.Sprintf("g%d was revoked %s", g.Number, g.revoked.orAt(g.RevokedAt, now))
	case !g.SupersededAt.IsZero() && g.GraceUntil.IsZero():
		return fmt.Sprintf("g%d was superseded %s, and had no grace", g.Number, g.superseded.orAt(g.SupersededAt, now))
	case !g.SupersededAt.IsZero() && !g.GraceUntil.After(now):
		return fmt.Sprintf("g%d was superseded %s, its grace ended %s", g.Number, g.superseded.orAt(g.SupersededAt, now), moment(g.GraceUntil, now))
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

// orAt names the call in which something happened, or the time where it was none or is in flight.
func (o *origin) orAt(t, now time.Time) string {
	if n := o.by(); n != 0 {
		return fmt.Sprintf("by #%d", n)
	}
	return "at " + moment(t, now)
}

// moment writes a mock time for somebody who knows the date of another one.
func moment(t, now time.Time) string {
	if t.UTC().Format(time.DateOnly) == now.UTC().Format(time.DateOnly) {
		return clockTime(t)
	}
	return t.UTC().Format(time.DateTime)
}
