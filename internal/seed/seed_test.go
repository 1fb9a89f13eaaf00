package seed_test

import (
	"encoding/base64"
	"sync"
	"testing"

	"mockpds/internal/seed"
)

func TestTheSameSeedDrawsTheSame(t *testing.T) {
	t.Parallel()
	one, two, other := seed.New("x"), seed.New("x"), seed.New("y")
	for i := range 3 {
		a, b := one.Next("code"), two.Next("code")
		if a != b {
			t.Errorf("draw %d differs", i+1)
		}
		if a == other.Next("code") {
			t.Errorf("draw %d is the same of another seed", i+1)
		}
	}
	if one.Next("code") == two.Next("did") {
		t.Error("two kinds are drawn alike")
	}
	if one.Drawn() != 4 || one.Text() != "x" {
		t.Errorf("%d draws of %q", one.Drawn(), one.Text())
	}
}

func TestASourceGoesOnFromAnyDraw(t *testing.T) {
	t.Parallel()
	s := seed.New("x")
	s.Next("code")
	second := s.Next("code")
	s.GoOn(1)
	if s.Next("code") != second {
		t.Error("the second draw is another one now")
	}
}

func TestNoTwoDrawsAtOnceAreAlike(t *testing.T) {
	t.Parallel()
	const draws = 200
	s := seed.New("x")
	var seen sync.Map
	var all sync.WaitGroup
	for range draws {
		all.Go(func() {
			if _, twice := seen.LoadOrStore(s.Next("code"), true); twice {
				t.Error("the same was drawn twice")
			}
		})
	}
	all.Wait()
	if s.Drawn() != draws {
		t.Errorf("%d draws are counted", s.Drawn())
	}
}

func TestNoTwoListsOfLabelsRunTogether(t *testing.T) {
	t.Parallel()
	lists := [][]string{{}, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"b", "a"}, {"a", "", "b"}}
	seen := map[[32]byte][]string{}
	for _, labels := range lists {
		b := seed.New("x").Bytes(labels...)
		if before, twice := seen[b]; twice {
			t.Errorf("%q and %q are alike", before, labels)
		}
		if b != seed.New("x").Bytes(labels...) {
			t.Errorf("%q differs from itself", labels)
		}
		seen[b] = labels
	}
}

func TestHowDrawsAreWritten(t *testing.T) {
	t.Parallel()
	b := [32]byte{0, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf}
	if got := seed.Letters(b, 16); got != "abcdefghijklmnop" {
		t.Errorf("letters: %q", got)
	}
	if got := seed.Letters(b, 52); len(got) != 52 {
		t.Errorf("%d letters", len(got))
	}
	if got := seed.Base64(b); len(got) != base64.RawStdEncoding.EncodedLen(32) || got[:4] != "AEQy" {
		t.Errorf("base64: %q", got)
	}
	for letters, want := range map[string]string{
		"": "", "abc": "abc", "abcde": "abcde", "abcdef": "abcde-f", "abcdefghij": "abcde-fghij", "abcdefghijk": "abcde-fghij-k",
	} {
		if got := seed.Groups(letters, 5); got != want {
			t.Errorf("%q in groups: %q, want %q", letters, got, want)
		}
	}
}
