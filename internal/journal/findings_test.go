package journal_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/internal/journal"
)

// A ruleTest plays a rule in a way in which it must speak, or in one near to that in which it must not: what a correct client
// does, and what a server or a second tab makes of it.
type ruleTest struct {
	rule  string
	name  string
	found bool
	act   func(p *play)
}

func allRuleTests() []ruleTest {
	return slices.Concat(refreshRuleTests, tokenRuleTests, loginRuleTests, requestRuleTests)
}

func TestRulesSpeakWhenTheyShouldAndNotElse(t *testing.T) {
	for _, c := range allRuleTests() {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, journal.Options{ExpectAppPasswords: c.rule == "account-password"})
			c.act(p)
			i := slices.IndexFunc(p.journal.Findings(), func(f journal.Finding) bool { return f.ID == c.rule })
			if found := i >= 0; found != c.found {
				t.Fatalf("found is %t, want %t; findings: %+v; calls:\n%s", found, c.found, p.journal.Findings(), p.lines())
			}
			if c.found {
				checkFinding(t, p, p.journal.Findings()[i])
			}
		})
	}
}

func (p *play) lines() string {
	var b strings.Builder
	for _, e := range p.journal.Entries(journal.Filter{}) {
		b.WriteString(journal.Format(e) + "\n")
	}
	return b.String()
}

// checkFinding wants a finding to say all it has to, about calls that are there.
func checkFinding(t *testing.T, p *play, f journal.Finding) {
	t.Helper()
	if f.Title == "" || f.Why == "" || f.Correct == "" || f.Happened == "" || f.Subject == "" || f.Severity == "" {
		t.Errorf("something is missing in %+v", f)
	}
	if f.Docs != "findings.md#"+f.ID || strings.Contains(f.Happened, "%!") {
		t.Errorf("docs %q, happened %q", f.Docs, f.Happened)
	}
	if len(f.Entries) == 0 || len(f.Entries) > 20 || !slices.IsSorted(f.Entries) || f.Entries[len(f.Entries)-1] > p.journal.Last() {
		t.Errorf("entries are %v", f.Entries)
	}
}

func TestEachRuleIsTestedBothWays(t *testing.T) {
	for _, r := range journal.Rules() {
		for _, found := range []bool{true, false} {
			if !slices.ContainsFunc(allRuleTests(), func(c ruleTest) bool {
				return c.rule == r.ID && c.found == found
			}) {
				t.Errorf("rule %s has no test in which found is %t", r.ID, found)
			}
		}
	}
}

func TestAWrongClientIsNamedByOneRuleOnly(t *testing.T) {
	for _, c := range allRuleTests() {
		if !c.found {
			continue
		}
		p := newPlay(t, journal.Options{ExpectAppPasswords: c.rule == "account-password"})
		c.act(p)
		for _, f := range p.journal.Findings() {
			if f.ID != c.rule {
				t.Errorf("%s/%s is found by %s too: %s", c.rule, c.name, f.ID, f.Happened)
			}
		}
	}
}

func TestACorrectClientHasNoFindings(t *testing.T) {
	p := newPlay(t, journal.Options{ExpectAppPasswords: true})
	tab := p.login("alice.test", "laptop")
	for range 20 {
		for range 5 {
			p.getSession(tab)
			p.get(tab, "app.bsky.feed.getTimeline")
		}
		p.wait(accessLife)
		expireTogether(p, tab, 4)
		p.refresh(tab, lost)
		p.wait(time.Second)
		tab = p.refresh(tab)
	}
	p.wait(time.Minute)
	tab = p.refresh(tab) // the app is opened again
	p.getSession(tab)
	p.logout(tab)
	p.getSession(p.login("alice.test", "laptop"))
	if found := p.journal.Findings(); len(found) != 0 {
		t.Errorf("findings %+v", found)
	}
}

func TestFindingsAreTheSameEachTimeAndSpeakOnceOfASession(t *testing.T) {
	p := newPlay(t, journal.Options{})
	for range 3 {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		p.wait(time.Hour)
		p.refresh(g1)
		p.refresh(g1)
		p.wait(2 * grace)
		p.refuseRefresh(g1)
		p.refuseRefresh(g1)
	}
	first := p.journal.Findings()
	if len(first) != 6 {
		t.Errorf("%d findings, want 2 for each of 3 sessions", len(first))
	}
	want := "alice#1: refresh token g1 was used by #3 at 13:00:00, 1h0m0s after it was superseded; g2 had been delivered."
	if first[0].Happened != want || !slices.Equal(first[0].Entries, []uint64{2, 3, 4}) {
		t.Errorf("got %q by %v", first[0].Happened, first[0].Entries)
	}
	if again := p.journal.Findings(); !reflect.DeepEqual(shape(first), shape(again)) {
		t.Errorf("findings change from reading to reading")
	}
}

func shape(list []journal.Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprint(f.ID, f.Subject, f.Happened, f.Entries))
	}
	return out
}

func TestFindingsCanBeReadWhileCallsCome(t *testing.T) {
	p := newPlay(t, journal.Options{Entries: 50})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			p.journal.Findings()
			p.journal.Lineage(noon)
		}
	}()
	tab := p.login("alice.test", "")
	for range 300 {
		tab = p.refresh(tab)
		p.getSession(tab)
	}
	stop()
	<-done
}
