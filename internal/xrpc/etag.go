package xrpc

import (
	"crypto/sha1" //nolint:gosec // an entity tag is no secret
	"encoding/base64"
	"hash/maphash"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
)

// entityTag is a weak one in the form of the reference's web framework: W/"LENGTH-HASH".
func entityTag(body []byte) string {
	sum := sha1.Sum(body) //nolint:gosec // an entity tag is no secret
	tag := append(make([]byte, 0, 48), `W/"`...)
	tag = strconv.AppendInt(tag, int64(len(body)), 16)
	tag = base64.RawStdEncoding.AppendEncode(append(tag, '-'), sum[:])
	return string(append(tag, '"'))
}

// A tagMemo remembers the entity tags of bodies that came twice, as most do that hold no token: to hash one is most of what it takes to
// write it. It is safe for concurrent use.
type tagMemo struct {
	seed  maphash.Seed
	slots [256]tagSlot
}

// A tagSlot has the body that came last of those with some hash, once it came a second time.
type tagSlot struct {
	lastHash atomic.Uint64
	known    atomic.Pointer[taggedBody]
}

type taggedBody struct {
	body string
	tag  []string // as a header's values
}

// longestTagged is how many bytes a body may have whose tag is remembered.
const longestTagged = 8 << 10

// knownTags is the memo of all servers: a tag depends on nothing but the body.
var knownTags = tagMemo{seed: maphash.MakeSeed()}

// tag is the entity tag of a body, as a header's values, which nobody may change.
func (m *tagMemo) tag(body []byte) []string {
	if len(body) > longestTagged {
		return []string{entityTag(body)}
	}
	hash := maphash.Bytes(m.seed, body)
	slot := &m.slots[hash%uint64(len(m.slots))]
	if known := slot.known.Load(); known != nil && known.body == string(body) {
		return known.tag
	}
	tag := []string{entityTag(body)}
	if slot.lastHash.Swap(hash) == hash {
		slot.known.Store(&taggedBody{string(body), tag})
	}
	return tag
}

// unchanged reports whether the client has this very reply (RFC 9110 section 13.1.2).
func unchanged(r *http.Request, tag string) bool {
	asked := FirstHeader(r, "If-None-Match")
	if asked == "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if strings.Contains(FirstHeader(r, "Cache-Control"), "no-cache") {
		return false
	}
	if asked == "*" {
		return true
	}
	for candidate := range strings.SplitSeq(asked, ",") {
		if strings.TrimPrefix(strings.TrimSpace(candidate), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
