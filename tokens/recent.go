package tokens

import (
	"hash/maphash"
	"sync/atomic"
)

// recentTokens are a few of the tokens that came last, whole, so that a client that sends one again and again costs a comparison
// instead of a hash. It is safe for concurrent use.
type recentTokens struct {
	seed  maphash.Seed
	slots [64]atomic.Pointer[recentToken] // each for the tokens with some hash
}

// recentToken is a token that was found among the known ones. It never changes.
type recentToken struct {
	text string
	session
}

func newRecentTokens() *recentTokens {
	return &recentTokens{seed: maphash.MakeSeed()}
}

// slot is where a token is, if it is anywhere. Tokens differ in their ends, which are signatures.
func (r *recentTokens) slot(token string) *atomic.Pointer[recentToken] {
	end := token[max(0, len(token)-16):]
	return &r.slots[maphash.String(r.seed, end)%uint64(len(r.slots))]
}

func (r *recentTokens) find(token string) (session, bool) {
	if t := r.slot(token).Load(); t != nil && t.text == token {
		return t.session, true
	}
	return session{}, false
}

// add must be called only for a token that is a known one.
func (r *recentTokens) add(token string, s session) {
	r.slot(token).Store(&recentToken{token, s})
}
