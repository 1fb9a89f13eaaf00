package findings_test

import (
	"context"
	"testing"

	"mockpds/internal/findings"
	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestThoseWhoAskAtOnceShareALook(t *testing.T) {
	t.Parallel()
	p := journaltest.New(journal.Options{})
	loginAt(p, "@alice.test")
	judge := findings.NewJudge(p.Journal, findings.Options{})
	look := func() []findings.Finding {
		list, err := judge.Findings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	first, second := look(), look()
	if len(first) != 1 || &first[0] != &second[0] {
		t.Errorf("%d findings, and the calls were looked at twice", len(first))
	}
	loginAt(p, "@bob.test")
	if third := look(); len(third) != 2 {
		t.Errorf("%d findings after another call", len(third))
	}
}

func TestALookEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	p := journaltest.New(journal.Options{})
	loginAt(p, "@alice.test")
	judge := findings.NewJudge(p.Journal, findings.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if list, err := judge.Findings(ctx); err == nil {
		t.Errorf("findings for nobody: %+v", list)
	}
	if list, err := judge.Findings(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("then %+v, %v", list, err)
	}
}

func TestAFilterChoosesFindings(t *testing.T) {
	t.Parallel()
	p := journaltest.New(journal.Options{})
	for _, host := range []string{"one.test", "two.test"} {
		p.End(p.Call("GET", "chat.bsky.convo.listConvos",
			func(c *journal.RawCall) { c.Host, c.Client = host, host }))
	}
	of := func(f journal.Filter) (subjects []string) {
		for _, one := range found(t, p) {
			if one.Concerns(f) {
				subjects = append(subjects, one.Subject)
			}
		}
		return subjects
	}
	if got := of(journal.Filter{Host: "two.test"}); len(got) != 1 || got[0] != "two.test" {
		t.Errorf("of two.test: %q", got)
	}
	if got := of(journal.Filter{Host: "three.test"}); got != nil {
		t.Errorf("of three.test: %q", got)
	}
}

// BenchmarkFindings is what it costs to look at a full journal.
func BenchmarkFindings(b *testing.B) {
	p := journaltest.New(journal.Options{})
	for range 1_000 {
		tab := p.Login("alice.test", "")
		for range 4 {
			p.GetSession(tab)
			loginAt(p, "bob.test")
		}
		p.Refresh(tab)
	}
	for b.Loop() {
		found(b, p)
	}
}
