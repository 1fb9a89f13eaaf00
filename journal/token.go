package journal

import (
	"encoding/base64"
	"encoding/json"
	"hash/maphash"
	"strconv"
	"strings"
)

// A Token is what the journal knows of a token that it was told of when it was minted.
type Token struct {
	Kind       TokenKind
	DID        string
	Session    int
	Generation int
	Label      string // of the session, as in alice#2
}

// String names the token as entries do: alice#2/g5 refresh.
func (t Token) String() string {
	return t.generation() + " " + string(t.Kind)
}

func (t Token) generation() string {
	return t.Label + "/g" + strconv.Itoa(t.Generation)
}

// Token recognises a token by its text.
func (j *Journal) Token(text string) (Token, bool) {
	ref, ok := j.find(text)
	if !ok {
		return Token{}, false
	}
	s := ref.session
	return Token{ref.kind, s.DID, s.Number, ref.generation, s.Label}, true
}

func (j *Journal) find(text string) (tokenRef, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lineage.tokens.find(text)
}

// A tokenRef says where in the lineage a token belongs. Of the session only what never changes may be read without the lock.
type tokenRef struct {
	session    *session
	generation int
	kind       TokenKind
}

// A tokenIndex knows the newest tokens by a hash of their text, and keeps no text.
type tokenIndex struct {
	seed  maphash.Seed
	refs  map[uint64]tokenRef
	order []uint64 // a ring, once it is full
	next  int
	bound int
}

func newTokenIndex(bound int) tokenIndex {
	return tokenIndex{seed: maphash.MakeSeed(), refs: map[uint64]tokenRef{}, bound: bound}
}

func (x *tokenIndex) find(text string) (tokenRef, bool) {
	ref, ok := x.refs[maphash.String(x.seed, text)]
	return ref, ok
}

func (x *tokenIndex) add(text string, ref tokenRef) {
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
