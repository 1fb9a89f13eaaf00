package journal_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestWaitReturnsWhatIsThereAlready(t *testing.T) {
	p := journaltest.New(journal.Options{})
	tab := p.Login("alice.test", "")
	for range 3 {
		p.GetSession(tab)
	}
	got, err := p.Journal.Wait(t.Context(), journal.Filter{Method: "getSession"}, 2)
	if err != nil {
		t.Fatal(err)
	}
	numbers(t, got, 2, 3)
}

func TestWaitReturnsWhenTheLastCallHasCome(t *testing.T) {
	p := journaltest.New(journal.Options{Entries: 2}) // fewer than are waited for
	type result struct {
		entries []*journal.Call
		err     error
	}
	results := make(chan result)
	var started sync.WaitGroup
	started.Add(1)
	go func() {
		started.Done()
		entries, err := p.Journal.Wait(t.Context(), journal.Filter{Method: "a.b.c"}, 2)
		results <- result{entries, err}
	}()
	started.Wait()
	p.End(p.Call("GET", "a.b.c"))
	p.End(p.Call("GET", "a.b.c"))
	got := <-results
	if got.err != nil {
		t.Fatal(got.err)
	}
	numbers(t, got.entries, 1, 2)
}

func TestAWaitInVainTellsWhatCameClosest(t *testing.T) {
	p := journaltest.New(journal.Options{})
	tab := p.Login("alice.test", "")
	p.GetSession(tab)
	p.Refresh(tab)
	p.GetSession(tab, journaltest.Refused(400, "ExpiredToken"))
	p.End(p.Call("GET", "com.atproto.server.describeServer"))
	ctx, cancel := context.WithCancelCause(t.Context())
	tired := errors.New("tired")
	cancel(tired)
	for name, c := range map[string]struct {
		filter journal.Filter
		n      int
		want   string
	}{
		"another status": {
			journal.Filter{Method: "refreshSession", Account: "alice.test", Status: 400},
			1,
			"waited for 1 call of refreshSession by alice.test with status 400, saw 0; " +
				"closest is #3 POST com.atproto.server.refreshSession, but its status is 200, " +
				"not 400",
		},
		"the latest of equals": {
			journal.Filter{Method: "getSession", Status: 500},
			1,
			"waited for 1 call of getSession with status 500, saw 0; " +
				"closest is #4 GET com.atproto.server.getSession, but its status is 400, not 500",
		},
		"too few": {
			journal.Filter{Method: "getSession", Status: 200},
			2,
			"waited for 2 calls of getSession with status 200, saw 1; " +
				"closest is #4 GET com.atproto.server.getSession, but its status is 400, not 200",
		},
		"another method": {
			journal.Filter{Method: "deleteSession", Token: journal.KindRefresh},
			1,
			"waited for 1 call of deleteSession with token refresh, saw 0; " +
				"closest is #3 POST com.atproto.server.refreshSession, but its method is " +
				"com.atproto.server.refreshSession, not deleteSession",
		},
		"a method that was mistyped": {
			journal.Filter{Method: "createsession"},
			1,
			"waited for 1 call of createsession, saw 0; " +
				"closest is #1 POST com.atproto.server.createSession, but its method is " +
				"com.atproto.server.createSession, not createsession",
		},
		"an account that was mistyped": {
			journal.Filter{Account: "alice.tst"},
			1,
			"waited for 1 call of any method by alice.tst, saw 0; " +
				"closest is #4 GET com.atproto.server.getSession, but its account is alice.test, " +
				"not alice.tst",
		},
		"an error that was mistyped": {
			journal.Filter{Account: "alice.test", ErrorName: "ExpiredTokens"},
			1,
			"waited for 1 call of any method by alice.test with error ExpiredTokens, saw 0; " +
				"closest is #4 GET com.atproto.server.getSession, but its error is ExpiredToken, " +
				"not ExpiredTokens",
		},
		"another error rather than none": {
			journal.Filter{Account: "alice.test", ErrorName: "InvalidRequest"},
			1,
			"waited for 1 call of any method by alice.test with error InvalidRequest, saw 0; " +
				"closest is #4 GET com.atproto.server.getSession, but its error is ExpiredToken, " +
				"not InvalidRequest",
		},
		"a reply that was lost": {
			journal.Filter{Method: "refreshSession", Lost: true, Fault: "fault-1"},
			1,
			"waited for 1 call of refreshSession that met fault-1 whose reply was lost, saw 0; " +
				"closest is #3 POST com.atproto.server.refreshSession, but its fault is none, " +
				"not fault-1, its reply is delivered, not lost",
		},
		"nothing since": {
			journal.Filter{Since: 5},
			0,
			"waited for 1 call of any method after #5, saw 0; no other call came",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.Journal.Wait(ctx, c.filter, c.n)
			var miss *journal.NearMiss
			if !errors.As(err, &miss) || !errors.Is(err, tired) {
				t.Fatalf("error is %v", err)
			}
			if err.Error() != c.want {
				t.Errorf("\n got %s\nwant %s", err, c.want)
			}
		})
	}
}

func TestANearMissKeepsSecrets(t *testing.T) {
	p := journaltest.New(journal.Options{})
	token := journaltest.JWT(map[string]any{"scope": "com.atproto.access"})
	p.End(p.Call("GET", "", func(c *journal.RawCall) { c.Path = "/" + token }))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := p.Journal.Wait(ctx, journal.Filter{Method: "getSession"}, 1)
	if err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("error is %v", err)
	}
}

func TestFollowYieldsEachCallAsItComes(t *testing.T) {
	p := journaltest.New(journal.Options{})
	p.End(p.Call("GET", "a.b.c"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var got []*journal.Call
	for e := range p.Journal.Follow(ctx, journal.Filter{Method: "a.b.c"}) {
		got = append(got, e)
		switch len(got) {
		case 1:
			p.End(p.Call("GET", "x.y.z"))
			go p.Journal.Append(p.Call("GET", "a.b.c"))
		case 2:
			cancel()
			p.End(p.Call("GET", "a.b.c")) // which nobody follows any more
		}
	}
	numbers(t, got, 1, 3)
}

func TestFollowEndsWithItsReader(t *testing.T) {
	p := journaltest.New(journal.Options{})
	p.End(p.Call("GET", "a.b.c"))
	for range p.Journal.Follow(t.Context(), journal.Filter{}) {
		break
	}
}
