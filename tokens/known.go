package tokens

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"sync"
)

const (
	// generationLen is how many tokens one generation remembers.
	generationLen = 1 << 15
	// maxTextLen is how much subject, scope and id of a token may take together;
	// tokens with more are not remembered.
	maxTextLen = 512
)

// fingerprint is the SHA-256 of a whole token, its signature included.
type fingerprint [sha256.Size]byte

// knownTokens remembers what was said in tokens whose signature is known to be
// good, so that a token that comes again costs a hash instead of curve arithmetic.
// It holds no token, only fingerprints.
//
// It holds at most two generations of 32,768 tokens, some 9 MB with texts of
// usual length. When the young one is full it becomes the old one, and what was old
// is forgotten; a token that is used moves to the young one. Forgetting costs a full
// verification the next time and changes no answer.
type knownTokens struct {
	mu         sync.Mutex // guards young and old
	young, old generation
}

// generation keeps its tokens in pages without pointers, so that the garbage collector need not walk through them, and so that room is
// made for a few of them at a time.
type generation struct {
	places   map[uint64]uint32 // of the token with some beginning of its fingerprint; of several, the last
	records  [][]record        // record n is record n%recordsLen of page n/recordsLen
	count    uint32
	texts    [][]byte
	subject  string // of the last token, which the next one often has too,
	place    place  // and where it is
	scopes   []string
	notValid map[uint32]float64 // notBefore of the few tokens that say it
}

const (
	recordsLen = 128
	textsLen   = 8 << 10
	maxScopes  = 100 // there are six
)

// place is where a text begins: in which page of texts, and after how many bytes.
type place struct{ page, offset uint16 }

// record is a session whose texts are elsewhere.
type record struct {
	fingerprint         fingerprint
	issuedAt, expiresAt float64
	serial, mark        uint64
	subject, id         place
	subjectLen, idLen   uint16
	scope               uint8
	typ                 tokenType
	malformed, notValid bool
}

func (k *knownTokens) find(fp fingerprint) (session, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s, ok := k.young.find(fp); ok {
		return s, true
	}
	s, ok := k.old.find(fp)
	if ok {
		k.insert(fp, s)
	}
	return s, ok
}

// add must be called only for a token that was signed here, or whose signature
// was verified in full.
func (k *knownTokens) add(fp fingerprint, s session) {
	if len(s.subject)+len(s.scope)+len(s.id) > maxTextLen {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.insert(fp, s)
}

func (k *knownTokens) insert(fp fingerprint, s session) {
	if k.young.count >= generationLen {
		k.old, k.young = k.young, generation{}
	}
	k.young.insert(fp, s)
}

// key is what a token is looked for by: enough to tell it from nearly all others.
func (fp fingerprint) key() uint64 {
	return binary.LittleEndian.Uint64(fp[:])
}

func (g *generation) insert(fp fingerprint, s session) {
	if _, ok := g.lookUp(fp); ok {
		return
	}
	scope, ok := g.scopeOf(s.scope)
	if !ok {
		return
	}
	if g.places == nil {
		g.places, g.notValid = map[uint64]uint32{}, map[uint32]float64{}
	}
	if s.subject != g.subject || g.count == 0 {
		g.subject, g.place = s.subject, g.write(s.subject)
	}
	n := g.count
	if n%recordsLen == 0 {
		g.records = append(g.records, make([]record, recordsLen))
	}
	g.records[n/recordsLen][n%recordsLen] = record{
		fingerprint: fp,
		issuedAt:    s.issuedAt,
		expiresAt:   s.expiresAt,
		serial:      s.serial,
		mark:        s.mark,
		subject:     g.place,
		id:          g.write(s.id),
		subjectLen:  uint16(len(s.subject)), //nolint:gosec // at most maxTextLen
		idLen:       uint16(len(s.id)),      //nolint:gosec // at most maxTextLen
		scope:       scope,
		typ:         s.typ,
		malformed:   s.malformed,
		notValid:    !math.IsInf(s.notBefore, -1),
	}
	if !math.IsInf(s.notBefore, -1) {
		g.notValid[n] = s.notBefore
	}
	g.places[fp.key()] = n
	g.count++
}

// scopeOf is the number of a scope. There are few, but for tokens that somebody else signed with the issuer's key; one with yet another
// is not remembered.
func (g *generation) scopeOf(scope string) (uint8, bool) {
	n := slices.Index(g.scopes, scope)
	if n < 0 {
		n = len(g.scopes)
		if n == maxScopes {
			return 0, false
		}
		g.scopes = append(g.scopes, scope)
	}
	return uint8(n), true //nolint:gosec // below maxScopes
}

// write keeps a text.
func (g *generation) write(text string) place {
	last := len(g.texts) - 1
	if last < 0 || len(g.texts[last])+len(text) > textsLen {
		g.texts = append(g.texts, make([]byte, 0, textsLen))
		last++
	}
	at := place{uint16(last), uint16(len(g.texts[last]))} //nolint:gosec // at most generationLen * 2 * maxTextLen / textsLen pages
	g.texts[last] = append(g.texts[last], text...)
	return at
}

func (g *generation) read(at place, size uint16) []byte {
	return g.texts[at.page][at.offset:][:size]
}

func (g *generation) lookUp(fp fingerprint) (n uint32, ok bool) {
	n, ok = g.places[fp.key()]
	return n, ok && g.records[n/recordsLen][n%recordsLen].fingerprint == fp
}

func (g *generation) find(fp fingerprint) (session, bool) {
	n, ok := g.lookUp(fp)
	if !ok {
		return session{}, false
	}
	r := &g.records[n/recordsLen][n%recordsLen]
	s := session{
		scope:     g.scopes[r.scope],
		issuedAt:  r.issuedAt,
		notBefore: math.Inf(-1),
		expiresAt: r.expiresAt,
		serial:    r.serial,
		mark:      r.mark,
		typ:       r.typ,
		malformed: r.malformed,
	}
	var room [maxTextLen]byte
	text := string(append(append(room[:0], g.read(r.subject, r.subjectLen)...), g.read(r.id, r.idLen)...)) // one copy for both
	s.subject, s.id = text[:r.subjectLen], text[r.subjectLen:]
	if r.notValid {
		s.notBefore = g.notValid[n]
	}
	return s, true
}
