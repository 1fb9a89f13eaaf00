package journal

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
)

// Tokens that the journal knows by name are not kept. They would be most of what a journal is, and are never shown.

// A cutter has what is needed to leave tokens out of one body after the other.
type cutter struct {
	body, token, cuts []byte
	lastCuts          string
}

// cutMinted leaves the tokens that a reply brings out of its body, where they stand in it one after the other, and says in cuts how many
// bytes are left before each of them. What it leaves of the body is good until the next call.
func (k *cutter) cutMinted(c *call) {
	rest := c.ReplyBody
	if !c.mints || len(rest) == 0 {
		return
	}
	k.body, k.cuts = k.body[:0], k.cuts[:0]
	for _, token := range [...]string{c.minting.access, c.minting.refresh} {
		k.token = append(k.token[:0], token...)
		at := bytes.Index(rest, k.token)
		if at < 0 || token == "" {
			return
		}
		k.body = append(k.body, rest[:at]...)
		k.cuts = binary.AppendUvarint(k.cuts, uint64(at))
		rest = rest[at+len(token):]
	}
	k.body = append(k.body, rest...)
	if k.lastCuts != string(k.cuts) {
		k.lastCuts = string(k.cuts)
	}
	c.ReplyBody, c.cuts = k.body, k.lastCuts
}

// reply is the body of the reply with names in place of the tokens that were left out of it.
func (c *call) reply() string {
	if c.cuts == "" {
		return c.replyBody
	}
	var b strings.Builder
	body, cuts := c.replyBody, packed(c.cuts)
	for _, kind := range [...]TokenKind{KindAccess, KindRefresh} {
		at := cuts.count()
		b.WriteString(body[:at] + nameOf(c.brings, kind))
		body = body[at:]
	}
	return b.String() + body
}

// requestLines is the header of the request with a name in place of the token that was left out of it.
func (c *call) requestLines() lines {
	if !c.proven {
		return c.requestHeader
	}
	all := slices.Clone(c.requestHeader)
	for i := range all {
		if all[i].Name == "Authorization" {
			all[i].Value += nameOf(c.token, c.TokenKind)
			break
		}
	}
	return all
}

// names are what stands in the call in place of tokens that were left out of it.
func (c *call) names() []string {
	var list []string
	if c.proven {
		list = append(list, nameOf(c.token, c.TokenKind))
	}
	if c.cuts != "" {
		list = append(list, nameOf(c.brings, KindAccess), nameOf(c.brings, KindRefresh))
	}
	return list
}

// nameOf is what is shown in the place of a token.
func nameOf(l label, kind TokenKind) string {
	return "‹" + l.String() + " " + string(kind) + "›"
}
