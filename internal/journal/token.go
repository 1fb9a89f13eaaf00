package journal

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A Token is what the journal knows of a token.
type Token struct {
	Kind       TokenKind
	DID        string
	Handle     string
	OAuth      bool // a token of an OAuth session, which are numbered apart
	Session    int  // 0 if it is of no session: minted to order, or of another world
	Generation int
	Label      string // of the session, as in alice#2
}

// String names the token as calls do: alice#2/g5 refresh, or alice.test refresh where it belongs to
// no session.
func (t Token) String() string {
	if t.Label == "" {
		return cmp.Or(t.Handle, t.DID) + " " + string(t.Kind)
	}
	return generationLabel(t.Label, t.Generation) + " " + string(t.Kind)
}

// sessionLabel names a session, as in alice#2, or alice~oauth#2.
func sessionLabel(owner string, session int, oauth bool) string {
	if oauth {
		owner += "~oauth"
	}
	return owner + "#" + strconv.Itoa(session)
}

// generationLabel names a generation of a session, as in alice#2/g6.
func generationLabel(session string, generation int) string {
	return session + "/g" + strconv.Itoa(generation)
}

// recognize returns whose a token is, and reports whether the server knows.
func (j *Journal) recognize(text string) (Token, bool) {
	if j.options.Recognize == nil {
		return Token{}, false
	}
	t, ok := j.options.Recognize(text)
	if ok && t.Session != 0 {
		j.mu.Lock()
		defer j.mu.Unlock()
		t.Label = j.lineage.label(t.key(), t.Handle)
	}
	return t, ok
}

// describe says what a JWT is, to be shown in its place.
func (j *Journal) describe(jwt string) string {
	if t, ok := j.recognize(jwt); ok {
		return t.String()
	}
	if kind := kindOf(jwt); kind != KindUnreadable {
		return fmt.Sprintf("%s token, %d characters", kind, len(jwt))
	}
	return ""
}

func (t Token) key() sessionKey { return sessionKey{t.DID, t.Session, t.OAuth} }

// whose returns what a call was authorized with.
func (j *Journal) whose(c *RawCall) Token {
	if t := c.Came; t != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		t.Label = j.lineage.label(t.key(), t.Handle)
		return *t
	}
	scheme, proof, _ := strings.Cut(c.RequestHeader.Get("Authorization"), " ")
	switch {
	case scheme == "":
		return Token{Kind: KindNone}
	case strings.EqualFold(scheme, "Basic"):
		return Token{Kind: KindBasic}
	}
	if t, ok := j.recognize(proof); ok {
		return t
	}
	return Token{Kind: kindOf(proof)}
}

// kindOf returns what a token that nobody recognizes claims to be.
func kindOf(token string) TokenKind {
	var claims struct {
		Scope string `json:"scope"`
		Iss   string `json:"iss"`
	}
	switch {
	case !readPart(token, 1, &claims):
		return KindUnreadable
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

// readPart reads a part of a JWT, counted from 0, and reports whether it can be read.
func readPart(jwt string, part int, into any) bool {
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[part])
	return err == nil && json.Unmarshal(text, into) == nil
}
