package journal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestASessionIsAChainOfGenerations(t *testing.T) {
	p := journaltest.New(journal.Options{})
	g1 := p.Login("alice.test", "laptop") // #1
	p.GetSession(g1)                      // #2
	p.Wait(time.Hour)
	p.Refresh(g1, journaltest.Lost) // #3
	p.Wait(time.Minute)
	g2 := p.Refresh(g1)             // #4: the same generation again
	p.GetSession(g2)                // #5
	g3 := p.Refresh(g2)             // #6
	p.Refresh(g3, journaltest.Lost) // #7
	got := p.Journal.Lineage(p.Now)
	if len(got) != 1 || got[0].Label != "alice#1" || got[0].AppPassword != "laptop" ||
		got[0].OpenedBy != 1 {
		t.Fatalf("sessions are %+v", got)
	}
	hour := journaltest.Noon.Add(time.Hour)
	later := hour.Add(time.Minute)
	want := []journal.Generation{
		{
			Number: 1, State: journal.StateGrace, MintedAt: journaltest.Noon, MintedBy: 1,
			DeliveredBy: 1, AccessUses: 1, RefreshUses: 2,
			LastUsedBy: 4, SupersededAt: hour, SupersededBy: 3,
			GraceUntil: hour.Add(journaltest.Grace),
		},
		{
			Number: 2, State: journal.StateGrace, MintedAt: hour, MintedBy: 3, RemintedAt: later,
			RemintedBy: 4, DeliveredBy: 4, LostWith: 3, AccessUses: 1,
			RefreshUses: 1, LastUsedBy: 6, SupersededAt: later, SupersededBy: 6,
			GraceUntil: later.Add(journaltest.Grace),
		},
		{
			Number: 3, State: journal.StateGrace, MintedAt: later, MintedBy: 6, DeliveredBy: 6,
			RefreshUses: 1,
			LastUsedBy:  7, SupersededAt: later, SupersededBy: 7,
			GraceUntil: later.Add(journaltest.Grace),
		},
		{Number: 4, State: journal.StateLost, MintedAt: later, MintedBy: 7, LostWith: 7},
	}
	if len(got[0].Generations) != len(want) {
		t.Fatalf("%d generations, want %d", len(got[0].Generations), len(want))
	}
	for i, g := range got[0].Generations {
		g.AccessExpiresAt, g.RefreshExpiresAt = time.Time{}, time.Time{}
		if g != want[i] {
			t.Errorf("generation\n got %+v\nwant %+v", g, want[i])
		}
	}
}

func TestStatesFollowTheClock(t *testing.T) {
	p := journaltest.New(journal.Options{})
	g2 := p.Refresh(p.Login("alice.test", ""))
	state := func(generation int, at time.Duration) journal.State {
		return p.Journal.Lineage(journaltest.Noon.Add(at))[0].Generations[generation-1].State
	}
	for _, c := range []struct {
		generation int
		at         time.Duration
		want       journal.State
	}{
		{1, 0, journal.StateGrace},
		{1, journaltest.Grace - 1, journal.StateGrace},
		{1, journaltest.Grace, journal.StateSuperseded},
		{2, journaltest.Grace, journal.StateCurrent},
		{2, journaltest.RefreshLife - 1, journal.StateCurrent},
		{2, journaltest.RefreshLife, journal.StateExpired},
	} {
		if got := state(c.generation, c.at); got != c.want {
			t.Errorf("g%d after %s is %s, want %s", c.generation, c.at, got, c.want)
		}
	}
	p.Journal.Expired(journal.Expiry{
		DID: g2.DID, Kind: journal.KindRefresh,
		At: journaltest.Noon.Add(time.Minute),
	})
	if got := state(2, time.Hour); got != journal.StateExpired {
		t.Errorf("g2 is %s after it was made to expire", got)
	}
	p.Journal.Revoked(nil, journal.Revocation{DID: g2.DID, At: journaltest.Noon})
	if got := state(1, 0); got != journal.StateRevoked {
		t.Errorf("g1 is %s after all of the account were revoked", got)
	}
}

func TestRevokingOneGenerationLeavesTheOthers(t *testing.T) {
	p := journaltest.New(journal.Options{})
	g1 := p.Login("alice.test", "")
	p.Login("alice.test", "")
	p.Logout(g1)
	s := p.Journal.Lineage(p.Now)
	if g := s[0].Generations[0]; g.State != journal.StateRevoked || g.RevokedBy != 3 {
		t.Errorf("the session that was logged out is %s by #%d", g.State, g.RevokedBy)
	}
	if g := s[1].Generations[0]; g.State != journal.StateCurrent {
		t.Errorf("the other session is %s", g.State)
	}
}

func TestTokensAreKnownByNameFromTheMomentTheyAreMinted(t *testing.T) {
	p := journaltest.New(journal.Options{})
	g1 := p.Login("alice.test", "")
	c, g2 := p.BeginRefresh(g1)
	for text, want := range map[string]string{
		g1.Access: "alice#1/g1 access", g1.Refresh: "alice#1/g1 refresh",
		g2.Access: "alice#1/g2 access", g2.Refresh: "alice#1/g2 refresh",
	} {
		if got := p.Journal.Redact(text); got != "‹"+want+"›" {
			t.Errorf("token is %s, want %s", got, want)
		}
	}
	another := journaltest.JWT(map[string]any{"scope": "com.atproto.access", "sub": g1.DID})
	if got := p.Journal.Redact(another); !strings.HasPrefix(got, "‹access token, ") {
		t.Errorf("a token that was never minted is %s", got)
	}
	p.End(c)
}

func TestLineageIsBounded(t *testing.T) {
	p := journaltest.New(journal.Options{Sessions: 2, Generations: 3})
	first := p.Login("alice.test", "")
	p.Login("bob.test", "")
	p.GetSession(first)
	p.Login("carol.test", "") // drops bob's, the one not used for longest
	sessions := p.Journal.Lineage(p.Now)
	if len(sessions) != 2 || sessions[0].Label != "alice#1" || sessions[1].Label != "carol#1" {
		t.Fatalf("sessions are %+v", sessions)
	}
	tab := first
	for range 9 {
		tab = p.Refresh(tab)
	}
	s := p.Journal.Lineage(p.Now)[0]
	if len(s.Generations) != 3 || s.Forgotten != 7 || s.Generations[2].Number != 10 {
		t.Errorf("%d generations, %d forgotten, newest %d", len(s.Generations), s.Forgotten,
			s.Generations[2].Number)
	}
}

func TestSessionLabelsAreShortAndTellAccountsApart(t *testing.T) {
	j := journal.New(journal.Options{})
	open := func(did, handle string, session int) {
		j.SessionOpened(nil, journal.Opening{DID: did, Handle: handle, Session: session})
	}
	open("did:plc:a", "alice.test", 1)
	open("did:plc:b", "alice.example.com", 1)
	open("did:plc:c", "handle.invalid", 1)
	open("did:plc:a", "renamed.test", 2)
	open("did:plc:d", "alice.test", 1)
	want := []string{"alice#1", "alice.example.com#1", "did:plc:c#1", "alice#2", "alice.test#1"}
	for i, s := range j.Lineage(journaltest.Noon) {
		if s.Label != want[i] {
			t.Errorf("session %d is %s, want %s", i, s.Label, want[i])
		}
	}
}

func TestTokensOfForgottenSessionsAreNamed(t *testing.T) {
	p := journaltest.New(journal.Options{Sessions: 1})
	g1 := p.Login("alice.test", "") // #1
	p.Login("bob.test", "")         // #2: alice's session is forgotten
	p.GetSession(g1)                // #3
	g2 := p.Refresh(g1)             // #4
	p.GetSession(g2)                // #5
	last := p.GetSession(g2, journaltest.Replies(200, `{"accessJwt":"`+g2.Access+`"}`))
	if got := p.Journal.Lineage(p.Now); len(got) != 1 || got[0].Handle != "bob.test" {
		t.Errorf("the lineage has %+v", got)
	}
	for number, want := range map[int]string{
		3: "alice#1/g1 access",
		4: "alice#1/g1 refresh → alice#1/g2", 5: "alice#1/g2 access", last: "alice#1/g2 access",
	} {
		e := p.Journal.Calls(journal.Filter{
			Since: number - 1, Limit: 1, Account: "alice.test",
			Session: "alice#1",
		})
		if len(e) != 1 || e[0].Number != number || e[0].Handle != "alice.test" {
			t.Fatalf("#%d is not of alice's session: %+v", number, e)
		}
		got := fmt.Sprintf("%s/g%d %s", e[0].Session, e[0].Generation, e[0].Token)
		if e[0].Minted != "" {
			got += " → " + e[0].Minted
		}
		if got != want || strings.Contains(fmt.Sprint(e[0]), "characters›") {
			t.Errorf("#%d is %s, want %s: %+v", number, got, want, e[0])
		}
	}
	if e := p.Journal.Calls(journal.Filter{Since: 3, Limit: 1}); !strings.Contains(e[0].Reply.Body,
		`"accessJwt":"‹alice#1/g2 access›","refreshJwt":"‹alice#1/g2 refresh›"`) {
		t.Errorf("the refresh is shown as %s", e[0].Reply.Body)
	}
	if e := p.Journal.Calls(journal.Filter{Limit: 1}); !strings.Contains(e[0].Reply.Body, `"‹alice#1/g2 access›"`) {
		t.Errorf("the last reply is shown as %s", e[0].Reply.Body)
	}
}

func TestATokenOfNoSessionIsNamedAfterItsAccount(t *testing.T) {
	token := journaltest.JWT(map[string]any{"scope": "com.atproto.refresh"})
	p := journaltest.New(journal.Options{Recognize: func(text string) (journal.Token, bool) {
		return journal.Token{Kind: journal.KindRefresh, DID: "did:plc:alice", Handle: "alice.test"},
			text == token
	}})
	p.End(p.Call("POST", "com.atproto.server.refreshSession", journaltest.Bearer(token),
		journaltest.Refused(400, "ExpiredToken")))
	e := p.Journal.Calls(journal.Filter{Account: "alice.test"})
	if len(e) != 1 || e[0].Session != "" || !strings.Contains(journal.Format(e[0]),
		" alice.test refresh ") {
		t.Fatalf("the journal has %+v", e)
	}
	if got := fmt.Sprint(e[0].Request.Headers); !strings.Contains(got, "Bearer ‹alice.test refresh›") {
		t.Errorf("the headers are %s", got)
	}
}
