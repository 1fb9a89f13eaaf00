package journal_test

import (
	"testing"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestAFilterChoosesByWhatItSays(t *testing.T) {
	p := journaltest.New(journal.Options{})
	alice := p.Login("alice.test", "")                                                      // #1
	p.Login("bob.test", "")                                                                 // #2
	g2 := p.Refresh(alice)                                                                  // #3
	p.GetSession(alice)                                                                     // #4
	p.GetSession(g2, journaltest.Refused(400, "ExpiredToken"))                              // #5
	p.Get(g2, "app.bsky.feed.getTimeline")                                                  // #6
	p.End(p.Call("GET", "", func(c *journal.RawCall) { c.Path = "/.well-known/did.json" })) // #7
	p.GetSession(alice, journaltest.Lost, func(c *journal.RawCall) {                        // #8
		c.Status, c.Fault = 0, &journal.Fault{Rule: "fault-1", Effect: "drop before"}
	})
	p.Refresh(g2, journaltest.Lost, func(c *journal.RawCall) { c.Fault = &journal.Fault{Rule: "hold-1", Effect: "drop after"} }) // #9
	for name, c := range map[string]struct {
		filter journal.Filter
		want   []int
	}{
		"all":       {journal.Filter{}, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		"last part": {journal.Filter{Method: "getSession"}, []int{4, 5, 8}},
		"pattern":   {journal.Filter{Method: "get*"}, []int{4, 5, 6, 8}},
		"NSID": {
			journal.Filter{Method: "com.atproto.server.refreshSession"},
			[]int{3, 9},
		},
		"namespace": {journal.Filter{Method: "com.atproto.*"}, []int{1, 2, 3, 4, 5, 8, 9}},
		"pattern in between": {
			journal.Filter{Method: "*.server.*Session"},
			[]int{1, 2, 3, 4, 5, 8, 9},
		},
		"path":   {journal.Filter{Method: "/.well-known/*"}, []int{7}},
		"verb":   {journal.Filter{Verb: "post"}, []int{1, 2, 3, 9}},
		"handle": {journal.Filter{Account: "Bob.test"}, []int{2}},
		"DID": {
			journal.Filter{Account: "did:plc:alice"},
			[]int{1, 3, 4, 5, 6, 8, 9},
		},
		"session":           {journal.Filter{Session: "alice#1"}, []int{3, 4, 5, 6, 8, 9}},
		"generation":        {journal.Filter{Session: "alice#1/g2"}, []int{5, 6, 9}},
		"token":             {journal.Filter{Token: journal.KindRefresh}, []int{3, 9}},
		"status":            {journal.Filter{Status: 400}, []int{5}},
		"error":             {journal.Filter{ErrorName: "ExpiredToken"}, []int{5}},
		"no reply":          {journal.Filter{Status: journal.NoReply}, []int{8}},
		"lost":              {journal.Filter{Lost: true}, []int{8, 9}},
		"fault":             {journal.Filter{Fault: "fault-1"}, []int{8}},
		"any fault":         {journal.Filter{Fault: "*"}, []int{8, 9}},
		"all of it":         {journal.Filter{Method: "getSession", Status: 200}, []int{4}},
		"none":              {journal.Filter{Method: "refresh"}, nil},
		"newest":            {journal.Filter{Limit: 2}, []int{8, 9}},
		"newest that match": {journal.Filter{Limit: 1, Verb: "POST"}, []int{9}},
		"next":              {journal.Filter{Since: 2, Limit: 2}, []int{3, 4}},
	} {
		t.Run(name, func(t *testing.T) { numbers(t, p.Journal.Calls(c.filter), c.want...) })
	}
}

func TestAFilterCanBeSaid(t *testing.T) {
	f := journal.Filter{
		Method: "com.atproto.server.getSession", Verb: "GET", Account: "alice.test",
		Session: "alice#1", Token: journal.KindAccess,
		Status: 400, ErrorName: "ExpiredToken", Fault: "fault-1", Lost: true, Since: 7,
	}
	want := "GET getSession by alice.test of session alice#1 with token access with status 400 with error ExpiredToken" +
		" that met fault-1 whose reply was lost after #7"
	if got := f.String(); got != want {
		t.Errorf("got %q", got)
	}
	if got := (journal.Filter{}).String(); got != "any method" {
		t.Errorf("got %q", got)
	}
}
