package ratelimit_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/internal/ratelimit"
	"mockpds/internal/words"
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
	r := b.Reports()[0]
	if r.ID != "limit-1" || r.Calls != 4 || r.Refused != 2 || r.Remaining != 0 || !r.Exhausted || !r.EndsAt.Equal(b.now.Add(time.Minute)) {
		t.Errorf("report %+v, ends %v", r, r.EndsAt)
	}
	b.now = b.now.Add(time.Hour)
	if r := b.Reports()[0]; r.Remaining != 1 || r.Exhausted || r.EndsAt != nil {
		t.Errorf("after the window: %+v", r)
	}
}

func TestALimitIsForTheMethodsOfItsPattern(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]bool{
		login: true, "createSession": true, "com.atproto.server.*": true, "getSession": false, "app.bsky.*": false,
	} {
		b := newBench(t, ratelimit.Limit{Method: pattern, Exhausted: true})
		b.is(!want, login)
	}
	b := newBench(t, ratelimit.Limit{Method: "createSession", Points: 5}, ratelimit.Limit{Method: "com.*", Points: 5})
	if hit, err := b.Exhaust(ratelimit.Limit{Method: login}); err != nil || len(hit) != 1 || hit[0].Method != "createSession" {
		t.Errorf("exhausted %+v, error %v", hit, err)
	}
}

func TestALimitThatCountedNothingTellsWhatCameClosest(t *testing.T) {
	t.Parallel()
	b := newBench(t, ratelimit.Limit{Method: "createSesion"}, ratelimit.Limit{Method: login, Account: "alice.tst"})
	b.is(true, login, "did:web:a", "alice.test")
	b.is(true, profile)
	for i, want := range []string{
		"method is " + login + ", not createSesion", "account is did:web:a / alice.test, not alice.tst",
	} {
		if near := b.Reports()[i].NearMiss; near == nil || near.Why != want {
			t.Errorf("near miss %+v, want %s", near, want)
		}
	}
	b.is(true, login, "alice.tst")
	if near := b.Reports()[1].NearMiss; near != nil {
		t.Errorf("a limit that counted a call has the near miss %+v", near)
	}
}

func TestASetWithoutLimitsNeedsNoNames(t *testing.T) {
	t.Parallel()
	names := func() []string { t.Error("the caller is looked up"); return nil }
	if got := newBench(t).Count(login, names); got != nil {
		t.Errorf("a set without limits says %+v", got)
	}
}

func TestFiguresThatAreLeftOutAreTheUsualOnes(t *testing.T) {
	t.Parallel()
	b := newBench(t, ratelimit.Limit{Method: login}, ratelimit.Limit{Method: login, Points: 7}, ratelimit.Limit{Method: login, WindowSeconds: 8})
	var got [][2]int
	for _, r := range b.Reports() {
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
	if hit, err = b.Exhaust(ratelimit.Limit{Method: login, Account: "alice.test"}); err != nil || len(hit) != 1 || len(b.Reports()) != 1 {
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
			for _, r := range b.Reports() {
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
		{ratelimit.Limit{}, "method is missing: write the NSID of one, such as com.atproto.server.createSession"},
		{ratelimit.Limit{Method: "/xrpc/x"}, "method is a path: write an NSID such as com.atproto.server.createSession, or a path such as /oauth/token"},
		{ratelimit.Limit{Method: login, ID: "a b"}, `id is "a b": write 1 to 64 of the characters A-Z a-z 0-9 . _ -`},
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
			var m words.Mistakes
			if !errors.As(err, &m) || len(m) != 1 || err.Error() != test.want {
				t.Errorf("%+v is refused with %v, want %s", test.l, err, test.want)
			}
		}
	}
}

func isTaken(err error, id string) bool {
	return err != nil && strings.HasPrefix(err.Error(), `id is "`+id+`", which another has: `)
}

func TestLimitsAreReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	b := newBench(t, ratelimit.Limit{ID: "old", Method: login})
	if err := b.Replace([]ratelimit.Limit{{Method: login, ID: "x"}, {Method: login, ID: "x"}}); !isTaken(err, "x") || b.Reports()[0].ID != "old" {
		t.Errorf("an id given twice: %v, %+v", err, b.Reports())
	}
	if err := b.Replace([]ratelimit.Limit{{Method: login, Exhausted: true}, {Method: profile, ID: "limit-1"}}); err != nil {
		t.Fatal(err)
	}
	b.is(false, login)
	b.is(true, profile)
	if _, err := b.Add(ratelimit.Limit{ID: "limit-2", Method: login}); !isTaken(err, "limit-2") {
		t.Errorf("an id that was made up is given: %v", err)
	}
	if !b.Remove("limit-2") || b.Remove("limit-2") {
		t.Error("a limit is there to be removed once")
	}
	b.is(true, login)
	b.Clear()
	if got := b.Count(profile, nil); got != nil || len(b.Reports()) > 0 {
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
