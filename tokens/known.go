package tokens

import (
	"crypto/sha256"
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
// It never holds a token, only its fingerprint.
//
// It holds at most two generations of 32,768 tokens, some 16 MB with texts of
// usual length. When the young one is full it becomes the old one, and what was old
// is forgotten; a token that is used moves to the young one. Forgetting costs a full
// verification the next time and changes no answer.
type knownTokens struct {
	mu         sync.Mutex // guards young and old
	young, old generation
}

// generation has no pointers within, so that the garbage collector need not walk
// through its tokens.
type generation struct {
	records map[fingerprint]record
	texts   []byte // subject, scope and id of one record after the other
}

// record is a session whose texts are elsewhere.
type record struct {
	issuedAt, notBefore, expiresAt float64
	serial, mark                   uint64

	offset                      uint32 // of the subject
	subjectLen, scopeLen, idLen uint16
	typ                         tokenType
	malformed                   bool
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
	if len(k.young.records) >= generationLen {
		k.old, k.young = k.young, generation{}
	}
	k.young.insert(fp, s)
}

func (g *generation) insert(fp fingerprint, s session) {
	if _, ok := g.records[fp]; ok {
		return
	}
	if g.records == nil {
		g.records = make(map[fingerprint]record)
	}
	g.records[fp] = record{
		issuedAt:   s.issuedAt,
		notBefore:  s.notBefore,
		expiresAt:  s.expiresAt,
		serial:     s.serial,
		mark:       s.mark,
		offset:     uint32(len(g.texts)),   //nolint:gosec // below generationLen * maxTextLen
		subjectLen: uint16(len(s.subject)), //nolint:gosec // at most maxTextLen
		scopeLen:   uint16(len(s.scope)),   //nolint:gosec // at most maxTextLen
		idLen:      uint16(len(s.id)),      //nolint:gosec // at most maxTextLen
		typ:        s.typ,
		malformed:  s.malformed,
	}
	g.texts = append(g.texts, s.subject...)
	g.texts = append(g.texts, s.scope...)
	g.texts = append(g.texts, s.id...)
}

func (g *generation) find(fp fingerprint) (session, bool) {
	r, ok := g.records[fp]
	if !ok {
		return session{}, false
	}
	scope := int(r.subjectLen)
	id := scope + int(r.scopeLen)
	end := id + int(r.idLen)
	text := string(g.texts[r.offset : int(r.offset)+end]) // one copy for all three
	return session{
		subject:   text[:scope],
		scope:     text[scope:id],
		id:        text[id:],
		issuedAt:  r.issuedAt,
		notBefore: r.notBefore,
		expiresAt: r.expiresAt,
		serial:    r.serial,
		mark:      r.mark,
		typ:       r.typ,
		malformed: r.malformed,
	}, true
}
