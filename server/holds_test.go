package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/faults"
	"mockpds/server"
)

// hold adds a hold over HTTP and returns its path under /_mock/.
func (w *world) hold(rule string) string {
	w.t.Helper()
	r := w.send(http.MethodPost, "/_mock/holds", "", json.RawMessage(rule))
	r.is(w.t, 200, "")
	return "/_mock/holds/" + r.text("id")
}

// An answer is what comes of a call.
type answer struct {
	reply
	err error
}

// refreshLater makes a refresh that somebody keeps waiting.
func (w *world) refreshLater(token string) <-chan answer {
	later := make(chan answer, 1)
	go func() {
		r, err := w.try(context.Background(), http.MethodPost, "/xrpc/"+refreshSession, token)
		_ = json.Unmarshal([]byte(r.raw), &r.json)
		later <- answer{r, err}
	}()
	return later
}

// arrived waits until so many calls are in a hold.
func (w *world) arrived(hold string, n int) {
	w.t.Helper()
	w.send(http.MethodGet, fmt.Sprintf("%s/arrived?n=%d&timeoutSeconds=30", hold, n), "", nil).is(w.t, 200, "")
}

func TestTwoRefreshesAreReleasedInTheOtherOrder(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.clock.Freeze(time.Second) // so that the iat of a token tells when it was minted
	token := w.login("alice.test", "alice-pass").text("refreshJwt")
	hold := w.hold(`{"method": "refreshSession", "calls": 2}`)
	first := w.refreshLater(token)
	w.arrived(hold, 1)
	second := w.refreshLater(token)
	w.arrived(hold, 2)
	w.send(http.MethodPost, hold+"/release", "", object{"order": []int{2, 1}}).is(t, 200, "")
	one, two := <-first, <-second
	if one.err != nil || two.err != nil || id(t, one.reply) != id(t, two.reply) {
		t.Fatalf("%d %v, %d %v: two different next tokens", one.status, one.err, two.status, two.err)
	}
	issued := func(a answer) float64 {
		iat, _ := claims(t, a.text("accessJwt"))["iat"].(float64)
		return iat
	}
	if issued(one) <= issued(two) {
		t.Errorf("the first call was answered at %v, the second at %v", issued(one), issued(two))
	}
}

func TestAHeldCallIsAnsweredAsAnyOther(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	hold := w.hold(`{"calls": 2, "timeout": "1m"}`)
	w.send(http.MethodPost, hold+"/release", "", object{"order": []int{1, 2}}).is(t, 200, "")
	session := w.login("alice.test", "alice-pass")
	r := w.post("com.atproto.server.deleteSession", session.text("refreshJwt"), nil)
	r.is(t, 200, "")
	if r.raw != "" || r.header.Get("Content-Length") != "0" {
		t.Errorf("got %v %s", r.header, r.raw)
	}
	w.send(http.MethodPost, hold+"/release", "", nil).is(t, 409, "HoldOver")
}

func TestAHeldCallIsLost(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		when        string
		generations int
	}{{"before", 1}, {"after", 2}} {
		t.Run(test.when, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			token := w.login("alice.test", "alice-pass").text("refreshJwt")
			hold := w.hold(`{"method": "refreshSession", "account": "alice.test"}`)
			rule := w.fault(`{"match": {"method": "refreshSession"}, "effect": {"preset": "internal"}}`)
			lost := w.refreshLater(token)
			w.arrived(hold, 1)
			w.send(http.MethodPost, hold+"/drop", "", object{"call": 1, "when": test.when}).is(t, 200, "")
			if got := <-lost; got.err == nil {
				t.Errorf("got %d %s, want no answer", got.status, got.raw)
			}
			if n := w.generations(); n != test.generations {
				t.Errorf("%d generations, want %d", n, test.generations)
			}
			if report := w.pds.Control().ListFaults()[0]; report.Fault.ID != rule || report.Seen != 0 {
				t.Errorf("a rule saw the lost call: %+v", report)
			}
		})
	}
}

func TestAHoldThatNobodyReleasesEndsByItself(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("refreshJwt")
	w.hold(`{"method": "refreshSession", "calls": 2, "timeout": "10ms"}`)
	r := w.post(refreshSession, token, nil)
	r.is(t, 503, "HoldExpired")
	const want = "hold hold-1 on refreshSession waited 10ms and nobody released it; 1 of 2 calls had arrived. " +
		"Release what is held with POST /_mock/holds/hold-1/release, expect fewer calls, or give the hold a longer timeout."
	if r.text("message") != want {
		t.Errorf("got  %s\nwant %s", r.text("message"), want)
	}
	if w.generations() != 1 {
		t.Error("the call was processed")
	}
	w.post(refreshSession, token, nil).is(t, 200, "")
}

func TestWaitingForCallsThatDoNotCome(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	hold := w.hold(`{"method": "refreshSession", "calls": 2}`)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := w.pds.Control().AwaitHeld(ctx, "hold-1", 2)
	if err == nil || !strings.Contains(err.Error(), "hold hold-1 on refreshSession: 0 of 2 calls had arrived") {
		t.Error(err)
	}
	for _, test := range []struct {
		path, err string
		status    int
	}{
		{hold + "/arrived?n=3", "InvalidRequest", 400},
		{hold + "/arrived?n=-1", "InvalidRequest", 400},
		{hold + "/arrived?timeoutSeconds=601", "InvalidRequest", 400},
		{hold + "x/arrived", "NotFound", 404},
	} {
		w.send(http.MethodGet, test.path, "", nil).is(t, test.status, test.err)
	}
}

func TestMistakesWithAHold(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	hold := w.hold(`{"calls": 2}`)
	w.send(http.MethodPost, hold+"/release", "", object{"order": []int{1, 3}}).is(t, 400, "InvalidRequest")
	w.send(http.MethodPost, hold+"/drop", "", object{"call": 1, "when": "later"}).is(t, 400, "InvalidRequest")
	w.send(http.MethodDelete, "/_mock/faults/hold-1", "", nil).is(t, 404, "NotFound")
	rule := w.fault(`{"effect": {"drop": "before"}}`)
	w.send(http.MethodDelete, "/_mock/holds/"+rule, "", nil).is(t, 404, "NotFound")
	w.send(http.MethodDelete, "/_mock/faults", "", nil).is(t, 200, "")
	w.send(http.MethodDelete, hold, "", nil).is(t, 200, "")
	w.send(http.MethodPost, hold+"/release", "", nil).is(t, 404, "NotFound")
	w.login("alice.test", "alice-pass")
}

func TestAResetLetsHeldCallsGoOn(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("refreshJwt")
	hold := w.hold(`{"calls": 2}`)
	held := w.refreshLater(token)
	w.arrived(hold, 1)
	w.send(http.MethodPost, "/_mock/reset", "", nil).is(t, 200, "")
	if got := <-held; got.err != nil || got.status != 400 {
		t.Errorf("got %d %v, want a refusal by the new world", got.status, got.err)
	}
}

func TestAServerThatEndsDoesNotWaitForItsHolds(t *testing.T) {
	t.Parallel()
	pds, err := server.New(server.Config{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- pds.Serve(ctx, l) }()
	w := &world{t, "http://" + l.Addr().String(), pds, &clock.Clock{}}
	hold := w.hold(`{"timeout": "1h"}`)
	held := w.refreshLater("")
	w.arrived(hold, 1)
	stop()
	if got := <-held; got.err == nil {
		t.Errorf("got %d %s, want no answer", got.status, got.raw)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestFaultsAndHoldsComeAndGoUnderLoad(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	const rounds = 15
	var clients, steering sync.WaitGroup
	for range 12 {
		clients.Go(func() {
			for range rounds {
				session := w.login("alice.test", "alice-pass")
				r, err := w.try(context.Background(), http.MethodPost, "/xrpc/"+refreshSession, session.text("refreshJwt"))
				if err == nil && r.status != 200 && r.status != 503 {
					t.Errorf("got %d %s", r.status, r.raw)
				}
			}
		})
	}
	for range 4 {
		steering.Go(func() {
			c := w.pds.Control()
			for _, effect := range []faults.Effect{
				{Drop: faults.DropAfter}, {Truncate: true}, {Preset: faults.Unavailable}, {SlowBody: faults.Duration(time.Millisecond)}, {Drop: faults.DropBefore},
			} {
				match := faults.Match{Method: "refreshSession", Times: 3}
				if _, err := c.AddFault(context.Background(), faults.Fault{Match: match, Effect: effect}); err != nil {
					t.Error(err)
				}
				h, err := c.AddHold(context.Background(), faults.Hold{Method: "refreshSession", Calls: 2, Timeout: faults.Duration(time.Minute)})
				if err != nil {
					t.Error(err)
				}
				c.ListFaults()
				c.ListHolds()
				if err := c.RemoveHold(h.ID); err != nil {
					t.Error(err)
				}
			}
		})
	}
	clients.Wait()
	steering.Wait()
}
