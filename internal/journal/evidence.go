package journal

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Evidence is what rules look at: calls by the order in which they ended, and the stories of sessions.
type evidence struct {
	options Options
	calls   []*call
	stories []*story // by their first call
}

// A story is the calls made with the tokens of one session, and its lineage.
type story struct {
	Lineage
	calls []*call
}

func (l *look) evidence() *evidence {
	e := &evidence{options: l.options, calls: slices.Collect(l.stretch.forward())}
	known := map[sessionKey]*story{}
	for _, s := range l.sessions {
		known[sessionKey{s.DID, s.Number}] = &story{Lineage: s}
	}
	for _, c := range e.calls {
		if !c.named {
			continue
		}
		s := known[sessionKey{c.tokenDID, c.token.session}]
		if s == nil || s.Label != c.token.ofSession() {
			continue // the session is not kept any more
		}
		if s.calls == nil {
			e.stories = append(e.stories, s)
		}
		s.calls = append(s.calls, c)
	}
	return e
}

// call finds a call by its number, or nil when it is not kept.
func (e *evidence) call(number uint64) *call {
	i, ok := slices.BinarySearchFunc(e.calls, number, func(c *call, n uint64) int {
		switch {
		case c.number < n:
			return -1
		case c.number > n:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return e.calls[i]
}

// generation finds a generation by its number, or nil when it is not kept.
func (s *story) generation(number int) *Generation {
	i := number - 1 - s.Forgotten
	if i < 0 || i >= len(s.Generations) {
		return nil
	}
	return &s.Generations[i]
}

// refreshes are the session's calls of refreshSession with refresh tokens, by when they began.
func (s *story) refreshes() []*call {
	return byBegin(s.pick(func(c *call) bool { return c.is("refreshSession") && c.TokenKind == KindRefresh }))
}

func (s *story) pick(want func(*call) bool) []*call {
	return pick(s.calls, want)
}

func pick(calls []*call, want func(*call) bool) []*call {
	var list []*call
	for _, c := range calls {
		if want(c) {
			list = append(list, c)
		}
	}
	return list
}

func byBegin(calls []*call) []*call {
	slices.SortStableFunc(calls, func(a, b *call) int { return a.RealTime.Compare(b.RealTime) })
	return calls
}

// begunAfter tells whether the client could know a reply when it made a call.
func begunAfter(c, reply *call) bool {
	return c.number > reply.number && !c.RealTime.Before(reply.end())
}

// overlap tells whether two calls were in flight at once.
func overlap(a, b *call) bool {
	return a.RealTime.Before(b.end()) && b.RealTime.Before(a.end())
}

// refusedToken tells whether a call was answered that its access token is no good.
func refusedToken(c *call) bool {
	return c.TokenKind == KindAccess && (c.Status == 401 || c.ErrorName == "ExpiredToken" || c.ErrorName == "InvalidToken")
}

// expired tells whether a call was answered that its access token has expired.
func expired(c *call) bool {
	return c.TokenKind == KindAccess && c.ErrorName == "ExpiredToken" && !c.Lost
}

// A loginInput is what a login was tried with.
type loginInput struct{ Identifier, Password string }

func (c *call) loginInput() (in loginInput) {
	if !c.is("createSession") || json.Unmarshal([]byte(c.sent()), &in) != nil {
		return loginInput{}
	}
	return in
}

// identifier is the name that a login was tried with.
func (c *call) identifier() string {
	return c.loginInput().Identifier
}

// typed is an identifier as findings name it, unless there is something else in it than a name.
func (in loginInput) typed() string {
	if len(in.Identifier) > longestName || kindOf(in.Identifier) != KindUnreadable || in.Password != "" && strings.Contains(in.Identifier, in.Password) {
		return ""
	}
	return in.Identifier
}

// longestName is how many bytes a handle may have, and what is no longer than an address or a DID usually is.
const longestName = 253

// app tells clients at one address apart by what they call themselves.
func (c *call) app() string {
	return c.Client + "\x00" + c.requestHeader.get("User-Agent")
}

// who is an account as findings name it; what somebody tried to log in as, or somebody at an address, when it is not known.
func (c *call) who() string {
	return cmp.Or(c.Handle, c.DID, c.loginInput().typed(), c.Client, "somebody")
}

// short is the last part of a method's name, or a path.
func (c *call) short() string {
	return strings.TrimPrefix(c.target(), "com.atproto.server.")
}

// ref names a call in a sentence.
func (c *call) ref() string {
	return fmt.Sprintf("#%d at %s", c.number, clockTime(c.Began))
}

func clockTime(t time.Time) string {
	return t.UTC().Format("15:04:05")
}

// each groups calls, or what is about calls, by a key, keeping their order, and visits the groups in the order of their first ones.
func each[T any](list []*T, key func(*T) string, visit func(key string, group []*T)) {
	groups := map[string][]*T{}
	var order []string
	for _, one := range list {
		k := key(one)
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], one)
	}
	for _, k := range order {
		visit(k, groups[k])
	}
}
