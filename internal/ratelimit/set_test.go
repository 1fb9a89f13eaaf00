package ratelimit_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/internal/ratelimit"
)

const (
	login   = "com.atproto.server.createSession"
	profile = "app.bsky.actor.getProfile"
)

// A bench is a set whose clock the test moves. Limits without figures get 3 points in 10 seconds.
type bench struct {
	*ratelimit.Set
	t   *testing.T
	now time.Time
}

func newBench(t *testing.T, limits ...ratelimit.Limit) *bench {
	t.Helper()
	b := &bench{t: t, now: time.Unix(1_000_000, 0)}
	b.Set = ratelimit.NewSet(func() time.Time { return b.now }, func(string) ratelimit.Rule {
		return ratelimit.Rule{Points: 3, Window: 10 * time.Second}
	})
	for _, l := range limits {
		if _, err := b.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// call counts a call by somebody of these names and reports whether all limits let it pass.
func (b *bench) call(method string, names ...string) bool {
	for _, s := range b.Count(method, func() []string { return names }) {
		if s.Exceeded {
			return false
		}
	}
	return true
}

func (b *bench) is(want bool, method string, names ...string) {
	b.t.Helper()
	if got := b.call(method, names...); got != want {
		b.t.Errorf("%s of %v passes: %v, want %v", method, names, got, want)
	}
}

func TestALimitCountsTheCallsThatItIsFor(t *testing.T) {
	t.Parallel()
	b := newBench(t, ratelimit.Limit{Method: login, Account: "Alice.test", Points: 1, WindowSeconds: 60})
	b.is(true, login, "bob.test")
	b.is(true, profile, "alice.test")
	b.is(true, login)
	b.is(true, login, "did:web:a", "alice.test")
	b.is(false, login, "alice.test")
	b.is(true, login, "bob.test")
	b.now = b.now.Add(59 * time.Second)
	b.is(false, login, "alice.test")
	b.now = b.now.Add(time.Second)
	b.is(true, login, "alice.test")
	r := b.List()[0]
	if r.ID != "limit-1" || r.Calls != 4 || r.Refused != 2 || r.Remaining != 0 || !r.Exhausted || !r.EndsAt.Equal(b.now.Add(time.Minute)) {
		t.Errorf("report %+v, ends %v", r, r.EndsAt)
	}
	b.now = b.now.Add(time.Hour)
	if r := b.List()[0]; r.Remaining != 1 || r.Exhausted || r.EndsAt != nil {
		t.Errorf("after the window: %+v", r)
	}
}

func TestALimitForEverybodyNeedsNoNames(t *testing.T) {
	t.Parallel()
	b := newBench(t, ratelimit.Limit{Method: login, Points: 1, WindowSeconds: 60})
	names := func() []string { t.Error("the caller is looked up"); return nil }
	statuses := slices.Concat(b.Count(login, names), b.Count(login, names))
	if len(statuses) != 2 || statuses[0].Exceeded || !statuses[1].Exceeded || statuses[1].Points != 1 || statuses[1].Window != time.Minute {
		t.Errorf("%+v", statuses)
	}
	if got := newBench(t).Count(login, names); got != nil {
		t.Errorf("a set without limits says %+v", got)
	}
}

func TestFiguresThatAreLeftOutAreTheUsualOnes(t *testing.T) {
	t.Parallel()
	b := newBench(t, ratelimit.Limit{Method: login}, ratelimit.Limit{Method: login, Points: 7}, ratelimit.Limit{Method: login, WindowSeconds: 8})
	var got [][2]int
	for _, r := range b.List() {
		got = append(got, [2]int{r.Points, r.WindowSeconds})
	}
	if want := [][2]int{{3, 10}, {7, 10}, {3, 8}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestExhaustNeedsNoCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	hit, err := b.Exhaust(ratelimit.Limit{Method: login, Account: "alice.test"})
	if err != nil || len(hit) != 1 || hit[0].Remaining != 0 || !hit[0].Exhausted || hit[0].Calls != 0 {
		t.Fatalf("%+v %v", hit, err)
	}
	b.is(false, login, "alice.test")
	b.is(true, login, "bob.test")
	b.now = b.now.Add(10 * time.Second)
	b.is(true, login, "alice.test")
	if hit, err = b.Exhaust(ratelimit.Limit{Method: login, Account: "alice.test"}); err != nil || len(hit) != 1 || len(b.List()) != 1 {
		t.Errorf("a limit that was set is not hit: %+v %v", hit, err)
	}
	b.is(false, login, "alice.test")
}

func TestExhaustHitsTheLimitsThatItNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		l    ratelimit.Limit
		want string // ids of those that are exhausted then
	}{
		{"all of the method", ratelimit.Limit{Method: login}, "day five"},
		{"by points", ratelimit.Limit{Method: login, Points: 30}, "five"},
		{"by window", ratelimit.Limit{Method: login, WindowSeconds: 86400}, "day"},
		{"by id", ratelimit.Limit{Method: login, ID: "five"}, "five"},
		{"of the account", ratelimit.Limit{Method: login, Account: "alice.test"}, "alices"},
		{"another figure sets one", ratelimit.Limit{Method: login, Points: 5}, "limit-1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t,
				ratelimit.Limit{ID: "day", Method: login, Points: 300, WindowSeconds: 86400},
				ratelimit.Limit{ID: "five", Method: login, Points: 30, WindowSeconds: 300},
				ratelimit.Limit{ID: "alices", Method: login, Account: "alice.test"})
			if _, err := b.Exhaust(test.l); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range b.List() {
				if r.Exhausted {
					got = append(got, r.ID)
				}
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("exhausted: %v, want %s", got, test.want)
			}
		})
	}
}

func TestMistakesInALimit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		l    ratelimit.Limit
		want string
	}{
		{ratelimit.Limit{}, "the limit has no method: write the NSID of one, such as com.atproto.server.createSession"},
		{ratelimit.Limit{Method: "createSession"}, `method is "createSession": write an NSID such as com.atproto.server.createSession`},
		{ratelimit.Limit{Method: login, ID: "a b"}, `id is "a b": write letters, digits, dots, hyphens and underscores, or leave it out`},
		{ratelimit.Limit{Method: login, Account: "alice"}, `account is "alice": write a handle such as alice.test, a DID or an address`},
		{ratelimit.Limit{Method: login, Points: -1}, "points is -1: write at least 1; to have the next call refused, set exhausted"},
		{ratelimit.Limit{Method: login, WindowSeconds: -1}, "windowSeconds is -1: write at least 1 and at most a year, 31622400"},
		{ratelimit.Limit{Method: login, WindowSeconds: 31622401}, "windowSeconds is 31622401: write at least 1 and at most a year, 31622400"},
	}
	for _, test := range tests {
		b := newBench(t)
		_, errAdd := b.Add(test.l)
		_, errExhaust := b.Exhaust(test.l)
		for _, err := range []error{errAdd, errExhaust, b.Replace([]ratelimit.Limit{test.l})} {
			var m ratelimit.Mistakes
			if !errors.As(err, &m) || len(m) != 1 || err.Error() != test.want {
				t.Errorf("%+v is refused with %v, want %s", test.l, err, test.want)
			}
		}
	}
}

func TestLimitsAreReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	b := newBench(t, ratelimit.Limit{ID: "old", Method: login})
	if err := b.Replace([]ratelimit.Limit{{Method: login, ID: "x"}, {Method: login, ID: "x"}}); !errors.Is(err, ratelimit.ErrIDTaken) || b.List()[0].ID != "old" {
		t.Errorf("an id given twice: %v, %+v", err, b.List())
	}
	if err := b.Replace([]ratelimit.Limit{{Method: login, Exhausted: true}, {Method: profile, ID: "limit-1"}}); err != nil {
		t.Fatal(err)
	}
	b.is(false, login)
	b.is(true, profile)
	if _, err := b.Add(ratelimit.Limit{ID: "limit-2", Method: login}); !errors.Is(err, ratelimit.ErrIDTaken) {
		t.Errorf("an id that was made up is given: %v", err)
	}
	if err := b.Remove("limit-2"); err != nil {
		t.Error(err)
	}
	b.is(true, login)
	if err := b.Remove("limit-2"); !errors.Is(err, ratelimit.ErrNoLimit) {
		t.Errorf("removing what is not there: %v", err)
	}
	b.Clear()
	if got := b.Count(profile, nil); got != nil || len(b.List()) > 0 {
		t.Errorf("left after Clear: %+v", got)
	}
}

func TestOfManyCallsAtOnceExactlyThePointsPass(t *testing.T) {
	t.Parallel()
	b := newBench(t, ratelimit.Limit{Method: login, Account: "alice.test", Points: 50, WindowSeconds: 60})
	var all sync.WaitGroup
	var mu sync.Mutex // guards passed
	passed := 0
	for range 8 {
		all.Go(func() {
			for range 20 {
				ok := b.call(login, "alice.test")
				mu.Lock()
				if ok {
					passed++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if passed != 50 {
		t.Errorf("%d calls pass, want 50", passed)
	}
}
