package tokens

import (
	"encoding/binary"
	"strings"
	"sync"
	"testing"
)

func printOf(n int) (fp fingerprint) {
	binary.BigEndian.PutUint64(fp[:], uint64(n))
	return fp
}

func TestKnownTokensAreBounded(t *testing.T) {
	t.Parallel()
	var known knownTokens
	for n := range 5 * generationLen {
		known.add(printOf(n), session{typ: typeAccess})
		if held := len(known.young) + len(known.old); held > 2*generationLen {
			t.Fatalf("after %d tokens %d are held", n+1, held)
		}
	}
	if _, ok := known.find(printOf(0)); ok {
		t.Error("the first of all is still known")
	}
	if _, ok := known.find(printOf(4*generationLen + 1)); !ok {
		t.Error("one of the young generation is not known")
	}
}

func TestKnownTokensInUseStayKnown(t *testing.T) {
	t.Parallel()
	var known knownTokens
	kept := session{Claims: Claims{Subject: "did:plc:kept", Scope: ScopeRefresh, ID: "id"}, typ: typeRefresh, malformed: true, notBefore: 2, expiresAt: 3}
	known.add(printOf(-1), kept)
	for n := range 4 * generationLen {
		known.add(printOf(n), session{typ: typeAccess})
		if n%(generationLen/2) == 0 {
			if got, ok := known.find(printOf(-1)); !ok || got != kept {
				t.Fatalf("after %d others: %+v, %v", n+1, got, ok)
			}
		}
	}
}

func TestEndlessTextsAreNotRemembered(t *testing.T) {
	t.Parallel()
	for length, want := range map[int]bool{maxTextLen: true, maxTextLen + 1: false} {
		var known knownTokens
		s := session{typ: typeRefresh}
		s.Subject, s.ID = "did:plc:a", strings.Repeat("x", length-len("did:plc:a"))
		known.add(printOf(0), s)
		if got, ok := known.find(printOf(0)); ok != want || ok && got.ID != s.ID {
			t.Errorf("%d bytes of text: known is %v", length, ok)
		}
	}
}

func TestKnownTokensFromManyGoroutines(t *testing.T) {
	t.Parallel()
	var known knownTokens
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for n := range 1000 {
				known.add(printOf(g*1000+n), session{typ: typeAccess})
				if _, ok := known.find(printOf(g*1000 + n)); !ok {
					t.Error("not known")
				}
			}
		})
	}
	group.Wait()
}
