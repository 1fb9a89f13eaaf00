package findings_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/internal/findings"
	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

// A ruleTest plays a rule in a way in which it must speak, or in one near to that in which it must
// not: what a correct client does, and what a server or a second tab makes of it.
type ruleTest struct {
	rule  string
	name  string
	found bool
	act   func(p *journaltest.Play)
}

func allRuleTests() []ruleTest {
	return slices.Concat(refreshRuleTests, expiredRuleTests, tokenRuleTests, loginRuleTests, repeatRuleTests,
		credentialRuleTests, requestRuleTests, oauthRuleTests, oauthSessionRuleTests)
}

func TestRulesSpeakWhenTheyShouldAndNotElse(t *testing.T) {
	for _, c := range allRuleTests() {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			p := journaltest.New(journal.Options{})
			c.act(p)
			list := foundWith(t, p, optionsOf(c.rule))
			i := slices.IndexFunc(list, func(f findings.Finding) bool { return f.ID == c.rule })
			if found := i >= 0; found != c.found {
				t.Fatalf("found is %t, want %t; findings: %+v; calls:\n%s", found, c.found, list,
					p.Lines())
			}
			if c.found {
				checkFinding(t, p, list[i])
			}
		})
	}
}

// found is what a play shows.
func found(t testing.TB, p *journaltest.Play) []findings.Finding {
	t.Helper()
	return foundWith(t, p, findings.Options{})
}

func foundWith(t testing.TB, p *journaltest.Play, o findings.Options) []findings.Finding {
	t.Helper()
	list, err := findings.In(t.Context(), p.Journal.Record(p.Now), o)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func optionsOf(rule string) findings.Options {
	return findings.Options{ExpectAppPasswords: rule == "account-password"}
}

// checkFinding wants a finding to say all it has to, about calls that are there.
func checkFinding(t *testing.T, p *journaltest.Play, f findings.Finding) {
	t.Helper()
	if f.Title == "" || f.Why == "" || f.Correct == "" || f.Happened == "" || f.Subject == "" ||
		f.Severity == "" {
		t.Errorf("something is missing in %+v", f)
	}
	if f.Docs != "findings.md#"+f.ID || strings.Contains(f.Happened, "%!") {
		t.Errorf("docs %q, happened %q", f.Docs, f.Happened)
	}
	if len(f.Entries) == 0 || len(f.Entries) > 20 || !slices.IsSorted(f.Entries) ||
		f.Entries[len(f.Entries)-1] > p.Journal.Last() {
		t.Errorf("entries are %v", f.Entries)
	}
}

func TestEachRuleIsTestedBothWays(t *testing.T) {
	for _, r := range findings.Rules() {
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
		p := journaltest.New(journal.Options{})
		c.act(p)
		for _, f := range foundWith(t, p, optionsOf(c.rule)) {
			if f.ID != c.rule {
				t.Errorf("%s/%s is found by %s too: %s", c.rule, c.name, f.ID, f.Happened)
			}
		}
	}
}

func TestACorrectClientHasNoFindings(t *testing.T) {
	p := journaltest.New(journal.Options{})
	tab := p.Login("alice.test", "laptop")
	for range 20 {
		for range 5 {
			p.GetSession(tab)
			p.Get(tab, "app.bsky.feed.getTimeline")
		}
		p.Wait(journaltest.AccessLife)
		expireTogether(p, tab, 4)
		p.Refresh(tab, journaltest.Lost)
		p.Wait(time.Second)
		tab = p.Refresh(tab)
	}
	p.Wait(time.Minute)
	tab = p.Refresh(tab) // the app is opened again
	p.GetSession(tab)
	p.Logout(tab)
	p.GetSession(p.Login("alice.test", "laptop"))
	if found := foundWith(t, p, findings.Options{ExpectAppPasswords: true}); len(found) != 0 {
		t.Errorf("findings %+v", found)
	}
}

func TestFindingsAreTheSameEachTimeAndSpeakOnceOfASession(t *testing.T) {
	p := journaltest.New(journal.Options{})
	for range 3 {
		g1 := p.Login("alice.test", "")
		p.Refresh(g1)
		p.Wait(time.Hour)
		p.Refresh(g1)
		p.Refresh(g1)
		p.Wait(2 * journaltest.Grace)
		p.RefuseRefresh(g1)
		p.RefuseRefresh(g1)
	}
	first := found(t, p)
	if len(first) != 6 {
		t.Errorf("%d findings, want 2 for each of 3 sessions", len(first))
	}
	want := "alice#1: refresh token g1 was used by #3 at 13:00:00, 1h0m0s after it was superseded; g2 had been delivered."
	if first[0].Happened != want || !slices.Equal(first[0].Entries, []int{2, 3, 4}) {
		t.Errorf("got %q by %v", first[0].Happened, first[0].Entries)
	}
	if again := found(t, p); !reflect.DeepEqual(shape(first), shape(again)) {
		t.Errorf("findings change from reading to reading")
	}
}

func shape(list []findings.Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprint(f.ID, f.Subject, f.Happened, f.Entries))
	}
	return out
}

func TestFindingsCanBeReadWhileCallsCome(t *testing.T) {
	p := journaltest.New(journal.Options{Entries: 50})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			found(t, p)
			p.Journal.Lineage(journaltest.Noon)
		}
	}()
	tab := p.Login("alice.test", "")
	for range 300 {
		tab = p.Refresh(tab)
		p.GetSession(tab)
	}
	stop()
	<-done
}
