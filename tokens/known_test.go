package tokens

import (
	"encoding/binary"
	"fmt"
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
		known.add(printOf(n), timelessSession(typeAccess))
		if held := known.young.count + known.old.count; held > 2*generationLen {
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
	kept := session{subject: "did:plc:kept", scope: ScopeRefresh, id: "id", typ: typeRefresh, malformed: true, issuedAt: 1, notBefore: 2, expiresAt: 3}
	known.add(printOf(-1), kept)
	for n := range 4 * generationLen {
		known.add(printOf(n), timelessSession(typeAccess))
		if n%(generationLen/2) == 0 {
			if got, ok := known.find(printOf(-1)); !ok || got != kept {
				t.Fatalf("after %d others: %+v, %v", n+1, got, ok)
			}
		}
	}
}

func TestKnownTokensComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	var known knownTokens
	scopes := []string{ScopeAccess, ScopeRefresh, ScopeAppPass, ""}
	sessionOf := func(n int) session {
		s := timelessSession([]tokenType{typeAccess, typeRefresh}[n%2])
		s.scope, s.id = scopes[n%len(scopes)], strings.Repeat("i", n%50)
		if n%3 > 0 {
			s.subject = fmt.Sprintf("did:plc:%d", n/7)
		}
		s.issuedAt, s.expiresAt, s.serial, s.mark, s.malformed = float64(n), float64(n)/8, uint64(n), uint64(n)<<32, n%5 == 0
		if n%11 == 0 {
			s.notBefore = float64(n)
		}
		return s
	}
	for n := range 5000 {
		known.add(printOf(n), sessionOf(n))
		for _, m := range []int{n, n / 2, n / 3} {
			if got, ok := known.find(printOf(m)); !ok || got != sessionOf(m) {
				t.Fatalf("after %d tokens the token %d is %+v, %t", n+1, m, got, ok)
			}
		}
	}
}

func TestOfTokensThatLookAlikeOnlyTheSameIsFound(t *testing.T) {
	t.Parallel()
	var known knownTokens
	first, second := printOf(7), printOf(7)
	second[31] = 1
	known.add(first, timelessSession(typeAccess))
	if _, ok := known.find(second); ok {
		t.Error("another token is found")
	}
	known.add(second, timelessSession(typeRefresh))
	if s, ok := known.find(second); !ok || s.typ != typeRefresh {
		t.Errorf("found %+v, %t", s, ok)
	}
	if s, ok := known.find(first); ok && s.typ != typeAccess {
		t.Errorf("found %+v", s)
	}
}

func TestEndlessTextsAreNotRemembered(t *testing.T) {
	t.Parallel()
	for length, want := range map[int]bool{maxTextLen: true, maxTextLen + 1: false} {
		var known knownTokens
		s := timelessSession(typeRefresh)
		s.subject, s.id = "did:plc:a", strings.Repeat("x", length-len("did:plc:a"))
		known.add(printOf(0), s)
		if got, ok := known.find(printOf(0)); ok != want || ok && got.id != s.id {
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
				known.add(printOf(g*1000+n), timelessSession(typeAccess))
				if _, ok := known.find(printOf(g*1000 + n)); !ok {
					t.Error("not known")
				}
			}
		})
	}
	group.Wait()
}
