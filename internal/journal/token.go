package journal

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"hash/maphash"
	"strconv"
	"strings"
)

// A Token is what the journal knows of a token.
type Token struct {
	Kind       TokenKind
	DID        string
	Handle     string
	Session    int // 0 for a token of no session, one that was minted to order or is of another world
	Generation int
	Label      string // of the session, as in alice#2
}

// String names the token as entries do: alice#2/g5 refresh, or alice.test refresh where it belongs to no session.
func (t Token) String() string {
	if t.Label == "" {
		return cmp.Or(t.Handle, t.DID) + " " + string(t.Kind)
	}
	return t.Label + "/g" + strconv.Itoa(t.Generation) + " " + string(t.Kind)
}

// Token recognises a token by its text: one that the journal was told of when it was minted, or one that the server recognises.
func (j *Journal) Token(text string) (Token, bool) {
	if ref, ok := j.find(text); ok {
		return Token{ref.kind, ref.owner.did, ref.owner.handle, ref.session, ref.generation, ref.label().ofSession()}, true
	}
	if kind := kindOf(text); j.options.Recognise == nil || kind != KindAccess && kind != KindRefresh {
		return Token{}, false
	}
	t, ok := j.options.Recognise(text)
	if ok && t.Session != 0 {
		j.mu.Lock()
		defer j.mu.Unlock()
		t.Label = label{name: j.lineage.ownerOf(t.DID, t.Handle, t.Session).name, session: t.Session}.ofSession()
	}
	return t, ok
}

func (j *Journal) find(text string) (tokenRef, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lineage.tokens.find(text)
}

// A tokenRef says where in the lineage a token belongs.
type tokenRef struct {
	owner               *owner
	session, generation int
	kind                TokenKind
}

func (t *tokenRef) label() label {
	return label{t.owner.name, t.session, t.generation}
}

// A tokenIndex knows the newest tokens by a hash of their text, and keeps no text.
type tokenIndex struct {
	seed  maphash.Seed
	refs  map[uint64]packedRef
	order []uint64 // a ring, once it is full
	next  int
	bound int
}

// A packedRef is a tokenRef in less memory.
type packedRef struct {
	owner               *owner
	session, generation uint32
	refresh             bool // or else access
}

func newTokenIndex(bound int) tokenIndex {
	return tokenIndex{seed: maphash.MakeSeed(), refs: map[uint64]packedRef{}, bound: bound}
}

func (x *tokenIndex) find(text string) (tokenRef, bool) {
	ref, ok := x.refs[maphash.String(x.seed, text)]
	if !ok {
		return tokenRef{}, false
	}
	kind := KindAccess
	if ref.refresh {
		kind = KindRefresh
	}
	return tokenRef{ref.owner, int(ref.session), int(ref.generation), kind}, true
}

func (x *tokenIndex) add(text string, ref packedRef) {
	if text == "" {
		return
	}
	key := maphash.String(x.seed, text)
	_, known := x.refs[key]
	x.refs[key] = ref
	switch {
	case known:
	case len(x.order) < x.bound:
		x.order = append(x.order, key)
	default:
		delete(x.refs, x.order[x.next])
		x.order[x.next] = key
		x.next = (x.next + 1) % x.bound
	}
}

// kindOf tells what a token that nobody told of claims to be.
func kindOf(token string) TokenKind {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return KindUnreadable
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return KindUnreadable
	}
	var claims struct {
		Scope string `json:"scope"`
		Iss   string `json:"iss"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return KindUnreadable
	}
	switch {
	case claims.Scope == "com.atproto.refresh":
		return KindRefresh
	case strings.HasPrefix(claims.Scope, "com.atproto."):
		return KindAccess
	case claims.Iss != "":
		return KindService
	default:
		return KindUnreadable
	}
}
