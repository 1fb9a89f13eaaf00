package mailbox_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"mockpds/internal/mailbox"
)

// subjects lists what is in the mail to an address.
func subjects(b *mailbox.Mailbox, to string) []string {
	list := []string{}
	for _, m := range b.Messages(to) {
		list = append(list, m.Subject)
	}
	return list
}

func numbered(n int) []mailbox.Message {
	list := make([]mailbox.Message, n)
	for i := range list {
		list[i] = mailbox.Message{To: "Alice@Example.com", Subject: fmt.Sprint(i)}
	}
	return list
}

func TestMailIsFoundByItsAddressInAnyCase(t *testing.T) {
	t.Parallel()
	var b mailbox.Mailbox
	if got := b.Messages(""); got == nil || len(got) != 0 {
		t.Errorf("an empty mailbox lists %v", got)
	}
	for _, m := range []mailbox.Message{
		{To: "Alice@Example.com", Subject: "one"}, {To: "bob@example.com", Subject: "two"}, {To: "alice@example.com", Subject: "three"},
	} {
		b.Deliver(m)
	}
	for to, want := range map[string][]string{
		"alice@example.com": {"one", "three"}, "ALICE@EXAMPLE.COM": {"one", "three"}, "bob@example.com": {"two"}, "carol@example.com": {},
		"": {"one", "two", "three"},
	} {
		if got := subjects(&b, to); !slices.Equal(got, want) {
			t.Errorf("to %q: %v, want %v", to, got, want)
		}
	}
	if to := b.Messages("")[0].To; to != "alice@example.com" {
		t.Errorf("the address is %q", to)
	}
}

func TestAFullMailboxLetsTheOldestGo(t *testing.T) {
	t.Parallel()
	const capacity = 10_000
	var b mailbox.Mailbox
	for _, m := range numbered(capacity) {
		b.Deliver(m)
	}
	if got := subjects(&b, ""); len(got) != capacity || got[0] != "0" {
		t.Errorf("%d messages from %s", len(got), got[0])
	}
	b.Deliver(mailbox.Message{Subject: "last"})
	got := subjects(&b, "")
	if got[0] != "1000" || got[len(got)-1] != "last" || len(got) != capacity-1000+1 {
		t.Errorf("%d messages from %s to %s", len(got), got[0], got[len(got)-1])
	}
}

func TestOtherMailIsPutInPlace(t *testing.T) {
	t.Parallel()
	var b mailbox.Mailbox
	b.Deliver(mailbox.Message{Subject: "before"})
	list := numbered(10_001)
	b.Replace(list)
	list[10_000].Subject = "changed"
	got := subjects(&b, "alice@example.com")
	if len(got) != 10_000 || got[0] != "1" || got[9_999] != "10000" {
		t.Errorf("%d messages from %s to %s", len(got), got[0], got[len(got)-1])
	}
	if list[0].To != "Alice@Example.com" {
		t.Errorf("the caller's own message is to %q now", list[0].To)
	}
	b.Replace(nil)
	if got := b.Messages(""); len(got) != 0 {
		t.Errorf("left are %v", got)
	}
}

func TestMailComesFromManySidesAtOnce(t *testing.T) {
	t.Parallel()
	var b mailbox.Mailbox
	var all sync.WaitGroup
	for _, m := range numbered(100) {
		all.Go(func() { b.Deliver(m); b.Messages("alice@example.com") })
	}
	all.Wait()
	got := subjects(&b, "")
	slices.Sort(got)
	if len(slices.Compact(got)) != 100 {
		t.Errorf("%d messages", len(got))
	}
}
