package faults

import (
	"fmt"
	"strings"
	"time"

	"mockpds/internal/ruleset"
)

const (
	idRemedy          = "write 1 to 64 of the characters A-Z a-z 0-9 . _ -"
	statusRemedy      = "write an HTTP status from 200 to 599"
	contentTypeRemedy = "write a media type such as text/html"
	bodyRemedy        = "write text of at most 1 MiB"
	retryAfterRemedy  = "write a duration of whole seconds such as 30s, at most 1h"
	headerRemedy      = "write printable text without line breaks or spaces around it"

	longestID   = 64
	longestBody = 1 << 20
)

func presetRemedy() string {
	var names []string
	for _, p := range Presets() {
		names = append(names, string(p))
	}
	return "write " + list(names, "or")
}

func (r *Rule) check() Mistakes {
	var m Mistakes
	m.checkID(r.ID)
	r.Match.check(&m)
	r.Effect.check(&m)
	if r.Effect.Error != nil {
		r.Effect.Error.check(&m)
	}
	return m
}

func (m *Mistakes) checkID(id string) {
	if len(id) > longestID || strings.ContainsFunc(id, notInID) {
		m.add("id", "is "+quote(id), idRemedy)
	}
}

// notInID keeps to what needs no escape in the path of a URL.
func notInID(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("._-", c)
}

func (m *Mistakes) checkMethod(path, pattern string) {
	if !ruleset.ValidPattern(pattern) {
		m.add(path, "is "+quote(pattern), ruleset.PatternRemedy)
	}
}

func (m *Mistakes) checkAccount(path, name string) {
	if name != "" && !strings.ContainsAny(name, ".:") || strings.ContainsAny(name, "@/ ") {
		m.add(path, "is "+quote(name), accountRemedy)
	}
}

func (m Match) check(out *Mistakes) {
	out.checkMethod("match.method", m.Method)
	out.checkAccount("match.account", m.Account)
	out.checkCount("match.session", m.Session)
	out.checkCount("match.generation", m.Generation)
	out.checkCount("match.from", m.From)
	if m.Times < Always {
		out.add("match.times", fmt.Sprintf("is %d", m.Times), timesRemedy)
	}
	m.checkChance(out)
}

func (m *Mistakes) checkCount(path string, n int) {
	if n < 0 {
		m.add(path, fmt.Sprintf("is %d", n), countRemedy)
	}
}

func (m Match) checkChance(out *Mistakes) {
	switch {
	case m.Probability == 0 && m.Seed != 0:
		out.add("match.probability", "is missing beside seed", probabilityRemedy)
	case m.Probability == 0:
	case !(m.Probability > 0 && m.Probability <= 1): // so that NaN is refused
		out.add("match.probability", fmt.Sprintf("is %v", m.Probability), probabilityRemedy)
	case m.Seed == 0:
		out.add("match.seed", "is missing beside probability", seedRemedy)
	}
}

func (e Effect) check(m *Mistakes) {
	switch given := e.given(); len(given) {
	case 1:
	case 0:
		m.add("effect", "is missing", "write exactly one of "+effectNames)
	default:
		m.add("effect", "has "+list(given, "and"), "write exactly one of "+effectNames)
	}
	if _, known := e.Preset.error(); e.Preset != "" && !known {
		m.add("effect.preset", "is "+quote(string(e.Preset)), presetRemedy())
	}
	if e.Drop != "" && !e.Drop.known() {
		m.add("effect.drop", "is "+quote(string(e.Drop)), dropRemedy)
	}
	m.checkContentType("effect.contentType", e.ContentType)
	m.checkDuration("effect.delay", e.Delay)
	m.checkDuration("effect.slowBody", e.SlowBody)
	e.checkRetryAfter(m)
}

func (m *Mistakes) checkDuration(path string, d Duration) {
	if d != 0 && !d.allowed() {
		m.add(path, "is "+d.String(), durationRemedy)
	}
}

func (e Effect) checkRetryAfter(m *Mistakes) {
	const path = "effect.retryAfter"
	switch d := e.RetryAfter; {
	case d == 0:
	case e.Preset != RateLimited && e.Preset != Unavailable:
		m.add(path, "stands beside neither preset that has one", "write preset rate-limited or unavailable, or the header Retry-After of an error")
	case !d.allowed() || time.Duration(d)%time.Second != 0:
		m.add(path, "is "+d.String(), retryAfterRemedy)
	}
}

func (m *Mistakes) checkContentType(path, contentType string) {
	if contentType != "" && !isHeaderValue(contentType) {
		m.add(path, "is "+quote(contentType), contentTypeRemedy)
	}
}

func (m *Mistakes) checkStatus(path string, status int) {
	switch {
	case status == 0:
		m.add(path, "is missing", statusRemedy)
	case status < 200, status > 599:
		m.add(path, fmt.Sprintf("is %d", status), statusRemedy)
	}
}

func (e Error) check(m *Mistakes) {
	const path = "effect.error"
	m.checkStatus(path+".status", e.Status)
	m.checkContentType(path+".contentType", e.ContentType)
	if len(e.Body) > longestBody {
		m.add(path+".body", fmt.Sprintf("has %d bytes", len(e.Body)), bodyRemedy)
	}
	switch bodiless := e.Status == 204 || e.Status == 205 || e.Status == 304; {
	case bodiless && (e.Body != "" || e.ContentType != ""):
		m.add(path, fmt.Sprintf("has a body, and its status is %d", e.Status), "write a status that can have one, or leave out body and contentType")
	case e.Status != 0 && e.Raw() && (e.Name != "" || e.Message != ""):
		m.add(path, "is both an XRPC error and a body of its own",
			"write name and message with a status from 400, or body and contentType")
	}
	e.checkHeaders(m)
}
