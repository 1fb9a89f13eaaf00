package journal

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
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

// String names the token as calls do: alice#2/g5 refresh, or alice.test refresh where it belongs to no session.
func (t Token) String() string {
	if t.Label == "" {
		return cmp.Or(t.Handle, t.DID) + " " + string(t.Kind)
	}
	return generationLabel(t.Label, t.Generation) + " " + string(t.Kind)
}

// sessionLabel names a session, as in alice#2.
func sessionLabel(owner string, session int) string {
	return owner + "#" + strconv.Itoa(session)
}

// generationLabel names a generation of a session, as in alice#2/g6.
func generationLabel(session string, generation int) string {
	return session + "/g" + strconv.Itoa(generation)
}

// Token recognizes a token by its text: one that the journal was told of when it was minted, or one
// that the server recognizes.
func (j *Journal) Token(text string) (Token, bool) {
	j.mu.Lock()
	t, ok := j.lineage.tokens.find(text)
	j.mu.Unlock()
	if ok || j.options.Recognise == nil {
		return t, ok
	}
	if kind := kindOf(text); kind != KindAccess && kind != KindRefresh {
		return t, false
	}
	t, ok = j.options.Recognise(text)
	if ok && t.Session != 0 {
		j.mu.Lock()
		defer j.mu.Unlock()
		t.Label = j.lineage.label(t.DID, t.Handle, t.Session)
	}
	return t, ok
}

// describe says what a JWT is, to be shown in its place.
func (j *Journal) describe(jwt string) string {
	if t, ok := j.Token(jwt); ok {
		return t.String()
	}
	if kind := kindOf(jwt); kind != KindUnreadable {
		return fmt.Sprintf("%s token, %d characters", kind, len(jwt))
	}
	return ""
}

// whose finds out what a call was authorized with.
func (j *Journal) whose(c *RawCall) Token {
	scheme, proof, _ := strings.Cut(c.requestHeader("Authorization"), " ")
	switch {
	case scheme == "":
		return Token{Kind: KindNone}
	case strings.EqualFold(scheme, "Basic"):
		return Token{Kind: KindBasic}
	}
	if t, ok := j.Token(proof); ok {
		return t
	}
	return Token{Kind: kindOf(proof)}
}

// A tokenIndex knows the newest tokens by a hash of their text, and keeps no text.
type tokenIndex struct {
	seed   maphash.Seed
	tokens map[uint64]Token
	order  []uint64 // a ring, once it is full
	next   int
	bound  int
}

func newTokenIndex(bound int) tokenIndex {
	return tokenIndex{seed: maphash.MakeSeed(), tokens: map[uint64]Token{}, bound: bound}
}

func (x *tokenIndex) find(text string) (Token, bool) {
	t, ok := x.tokens[maphash.String(x.seed, text)]
	return t, ok
}

func (x *tokenIndex) add(text string, t Token) {
	if text == "" {
		return
	}
	key := maphash.String(x.seed, text)
	_, known := x.tokens[key]
	x.tokens[key] = t
	switch {
	case known:
	case len(x.order) < x.bound:
		x.order = append(x.order, key)
	default:
		delete(x.tokens, x.order[x.next])
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
