package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mockpds/internal/journal"
)

// Evidence is what rules look at: calls in the order in which they ended, and sessions with the
// calls that used them.
type evidence struct {
	options Options
	calls   []*journal.Call
	stories []*story // by their first call

	found []Finding // by the rule that looks
}

// A story is the calls made with the tokens of one session, and its lineage.
type story struct {
	journal.Lineage

	calls []*journal.Call
}

func evidenceOf(r journal.Record, o Options) *evidence {
	e := &evidence{options: o, calls: truthOf(r.Calls)}
	known := map[[2]string]*story{}
	for _, l := range r.Lineage {
		known[[2]string{l.DID, l.Label}] = &story{Lineage: l}
	}
	for _, c := range e.calls {
		s := known[[2]string{c.DID, c.Session}]
		if s == nil || c.Facts.TokenOfOther {
			continue // there is none, or it is not kept any more
		}
		if s.calls == nil {
			e.stories = append(e.stories, s)
		}
		s.calls = append(s.calls, c)
	}
	return e
}

// truthOf returns the calls as they would have been answered without quirks, so that a client is
// judged alike by all makes of server.
func truthOf(calls []*journal.Call) []*journal.Call {
	calls = slices.Clone(calls)
	for i, c := range calls {
		if truth := c.Facts.Truth; truth != nil {
			same := *c
			same.Status, same.Error, same.Message = truth.Status, truth.Error, truth.Message
			calls[i] = &same
		}
	}
	return calls
}

// call returns a call by its number, or nil if it is not kept.
func (e *evidence) call(number int) *journal.Call {
	i, ok := slices.BinarySearchFunc(e.calls, number,
		func(c *journal.Call, n int) int { return c.Number - n })
	if !ok {
		return nil
	}
	return e.calls[i]
}

// generation returns a generation by its number, or nil if it is not kept.
func (s *story) generation(number int) *journal.Generation {
	i := number - 1 - s.Forgotten
	if i < 0 || i >= len(s.Generations) {
		return nil
	}
	return &s.Generations[i]
}

// newest returns the session's newest generation.
func (s *story) newest() *journal.Generation {
	return &s.Generations[len(s.Generations)-1]
}

// isRefresh reports whether a call exchanges a refresh token for the next one.
func isRefresh(c *journal.Call) bool {
	return (c.Is("refreshSession") || c.Path == tokenPath) && c.Token == journal.KindRefresh
}

// opensSession reports whether a call is a login that succeeded.
func opensSession(c *journal.Call) bool {
	return c.Is("createSession") && c.Answered() && c.Minted != ""
}

// refreshes are the session's refreshes, by when they began.
func (s *story) refreshes() []*journal.Call {
	return byBegin(s.pick(isRefresh))
}

func (s *story) pick(want func(*journal.Call) bool) []*journal.Call {
	return pick(s.calls, want)
}

func pick(calls []*journal.Call, want func(*journal.Call) bool) []*journal.Call {
	var list []*journal.Call
	for _, c := range calls {
		if want(c) {
			list = append(list, c)
		}
	}
	return list
}

// byBegin returns calls in the order in which they began.
func byBegin(calls []*journal.Call) []*journal.Call {
	calls = slices.Clone(calls)
	slices.SortStableFunc(calls,
		func(a, b *journal.Call) int { return a.RealTime.Compare(b.RealTime) })
	return calls
}

// inARow returns the first n calls in a row that are what is wanted, seen with the call after them,
// and the call after the last one; or nil.
func inARow(calls []*journal.Call, n int, want func(c, next *journal.Call) bool) []*journal.Call {
	row := 0
	for i := range len(calls) - 1 {
		if row++; !want(calls[i], calls[i+1]) {
			row = 0
		}
		if row == n {
			return calls[i+1-n : i+2]
		}
	}
	return nil
}

// begunAfter reports whether the client could have a reply when it made a call.
func begunAfter(c, reply *journal.Call) bool {
	return c.Number > reply.Number && !c.RealTime.Before(reply.End())
}

// refusedToken reports whether a call was answered that its access token is no good.
func refusedToken(c *journal.Call) bool {
	return c.Token == journal.KindAccess && (c.Status == 401 && c.Error != "use_dpop_nonce" ||
		c.Error == "ExpiredToken" || c.Error == "InvalidToken")
}

// expired reports whether a call was answered that its access token has expired.
func expired(c *journal.Call) bool {
	return c.Token == journal.KindAccess && c.Error == "ExpiredToken" && !c.Lost
}

// longestName is how many bytes a handle may have, and what is no longer than an address or a DID
// usually is.
const longestName = 253

// typed returns the identifier that a login was tried with, or "" if it cannot be a name.
func typed(c *journal.Call) string {
	if name := c.Facts.Identifier; len(name) <= longestName && !strings.Contains(name, "‹") {
		return name
	}
	return ""
}

// app returns what tells the clients at one address apart: what they call themselves.
func app(c *journal.Call) string {
	return c.Client + "\x00" + c.Request.Header("User-Agent")
}

// accountAndApp is equal for the calls of an app about an account.
func accountAndApp(c *journal.Call) string {
	return c.DID + "\x00" + app(c)
}

// who returns an account as findings name it: by what somebody tried to log in as, or by the
// client's address, if it is not known.
func who(c *journal.Call) string {
	return cmp.Or(c.Handle, c.DID, typed(c), c.Client, "somebody")
}

// ref returns the name of a call in a sentence.
func ref(c *journal.Call) string {
	return fmt.Sprintf("#%d at %s", c.Number, clockTime(c.Time))
}

func clockTime(t time.Time) string {
	return t.UTC().Format("15:04:05")
}

// each groups calls, or what is about calls, by a key, keeping their order, and visits the groups
// in the order of their first ones.
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
