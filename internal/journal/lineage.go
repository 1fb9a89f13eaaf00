package journal

import (
	"cmp"
	"container/list"
	"strings"
	"time"
)

// A Lineage is the story of one login, as a chain of generations: one for each refresh token.
type Lineage struct {
	Label       string       `json:"session"` // as in alice#2
	DID         string       `json:"did"`
	Handle      string       `json:"handle,omitempty"` // when it was opened
	Number      int          `json:"number"`           // the account's how-manyth login, from 1
	AppPassword string       `json:"appPassword,omitempty"`
	OpenedAt    time.Time    `json:"openedAt"`           // mock time
	OpenedBy    uint64       `json:"openedBy,omitempty"` // number of the call; 0 while it is in flight, or when there was none
	Generations []Generation `json:"generations"`        // oldest first
	Forgotten   int          `json:"forgotten,omitempty"`
}

// A Generation is one refresh token of a session and the access tokens that came with it. Times are mock time. Numbers are
// those of calls, 0 while a call is in flight or when there was none.
type Generation struct {
	Number           int       `json:"generation"` // from 1
	State            State     `json:"state"`
	MintedAt         time.Time `json:"mintedAt"`
	MintedBy         uint64    `json:"mintedBy,omitempty"`
	RemintedAt       time.Time `json:"remintedAt,omitzero"` // its newest access token, when a refresh was repeated
	RemintedBy       uint64    `json:"remintedBy,omitempty"`
	DeliveredBy      uint64    `json:"deliveredBy,omitempty"` // first call whose reply brought it to the client
	LostWith         uint64    `json:"lostWith,omitempty"`    // last call whose reply should have, and was lost
	AccessExpiresAt  time.Time `json:"accessExpiresAt,omitzero"`
	RefreshExpiresAt time.Time `json:"refreshExpiresAt,omitzero"`
	AccessUses       int       `json:"accessUses"`
	RefreshUses      int       `json:"refreshUses"`
	LastUsedBy       uint64    `json:"lastUsedBy,omitempty"`
	SupersededAt     time.Time `json:"supersededAt,omitzero"`
	SupersededBy     uint64    `json:"supersededBy,omitempty"`
	GraceUntil       time.Time `json:"graceUntil,omitzero"` // until when the superseded refresh token is still good
	RevokedAt        time.Time `json:"revokedAt,omitzero"`
	RevokedBy        uint64    `json:"revokedBy,omitempty"`
}

// A State says what a generation's refresh token is good for.
type State string

// The states, in the order in which they are looked for.
const (
	StateRevoked    State = "revoked"
	StateGrace      State = "grace"      // superseded, and good for the same next generation until GraceUntil
	StateSuperseded State = "superseded" // and past its grace period
	StateExpired    State = "expired"
	StateLost       State = "lost" // minted, and the client was never told
	StateCurrent    State = "current"
)

// accessMintedAt is when the newest access token was minted.
func (g *Generation) accessMintedAt() time.Time {
	if g.RemintedAt.IsZero() {
		return g.MintedAt
	}
	return g.RemintedAt
}

func (g *Generation) stateAt(now time.Time) State {
	switch {
	case !g.RevokedAt.IsZero():
		return StateRevoked
	case !g.SupersededAt.IsZero() && now.Before(g.GraceUntil):
		return StateGrace
	case !g.SupersededAt.IsZero():
		return StateSuperseded
	case !g.RefreshExpiresAt.IsZero() && !now.Before(g.RefreshExpiresAt):
		return StateExpired
	case g.LostWith != 0 && g.DeliveredBy == 0:
		return StateLost
	default:
		return StateCurrent
	}
}

// Lineage lists the sessions that are kept, in the order in which they were opened, in the state they are in at a mock time.
func (j *Journal) Lineage(now time.Time) []Lineage {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lineage.snapshot(now)
}

// An origin stands for a call before it has a number.
type origin struct{ number uint64 }

func (o *origin) by() uint64 {
	if o == nil {
		return 0
	}
	return o.number
}

// A session is a Lineage in the making.
type session struct {
	Lineage
	owner       *owner
	opened      *origin
	generations []*generation
	used        *list.Element // in lineage.recent
	order       *list.Element // in lineage.order
}

// An owner is an account as its sessions are named after it. It never changes: one that is called otherwise is another.
type owner struct{ name, did, handle string }

type generation struct {
	Generation
	minted, reminted, superseded, revoked *origin

	accessCut, refreshCut bool // made to expire at another time than they were minted for
}

// find returns a generation by its number, or nil.
func (s *session) find(number int) *generation {
	i := number - 1 - s.Forgotten
	if i < 0 || i >= len(s.generations) {
		return nil
	}
	return s.generations[i]
}

type sessionKey struct {
	did    string
	number int
}

// A lineage holds the most recently used sessions.
type lineage struct {
	sessions    map[sessionKey]*session
	recent      *list.List // of *session; the most recently used first
	order       *list.List // of *session; as opened
	owners      owners
	tokens      tokenIndex
	bound       int
	generations int
}

// tokensPerSession is how many tokens are known here for each session that is kept, on average. Others are left to Options.Recognise.
const (
	tokensPerSession = 4
	fewestTokens     = 20 // whatever the sessions
)

func (l *lineage) init(o Options) {
	*l = lineage{
		sessions: map[sessionKey]*session{}, recent: list.New(), order: list.New(), owners: newOwners(),
		tokens: newTokenIndex(max(fewestTokens, o.Sessions*tokensPerSession)), bound: o.Sessions, generations: o.Generations,
	}
}

// ended notes what a call with a number means for the tokens that came and went with it.
func (l *lineage) ended(c *call) {
	if c.minting.origin != nil {
		c.minting.origin.number = c.number
	}
	switch g := c.minting.generation; {
	case g == nil:
	case !c.answered():
		g.LostWith = c.number
	case g.DeliveredBy == 0:
		g.DeliveredBy = c.number
	}
	s := l.sessions[sessionKey{c.tokenDID, c.token.session}]
	if s == nil {
		return
	}
	l.recent.MoveToFront(s.used)
	if g := s.find(c.Generation); g != nil {
		g.LastUsedBy = c.number
		if c.TokenKind == KindRefresh {
			g.RefreshUses++
		} else {
			g.AccessUses++
		}
	}
}

// name gives the session of a call's token its name, where only its number was known. A token that is of no session is kept as it came.
func (l *lineage) name(c *call) {
	switch {
	case c.named:
	case c.Session == 0:
		c.proof = ""
	default:
		o := l.ownerOf(c.DID, c.Handle, c.Session)
		c.named, c.token, c.tokenDID, c.Handle = true, label{o.name, c.Session, c.Generation}, c.DID, cmp.Or(c.Handle, o.handle)
	}
}

// ownerOf is the account as a session of it is named after, also one that is not kept.
func (l *lineage) ownerOf(did, handle string, session int) *owner {
	if s := l.sessions[sessionKey{did, session}]; s != nil {
		return s.owner
	}
	return l.owners.find(did, handle)
}

// each yields the sessions as they were opened.
func (l *lineage) each(yield func(*session) bool) {
	for e := l.order.Front(); e != nil; e = e.Next() {
		if !yield(e.Value.(*session)) {
			return
		}
	}
}

func (l *lineage) snapshot(now time.Time) []Lineage {
	list := make([]Lineage, 0, l.order.Len())
	for s := range l.each {
		shown := s.Lineage
		shown.OpenedBy = s.opened.by()
		for _, g := range s.generations {
			one := g.Generation
			one.MintedBy, one.RemintedBy = g.minted.by(), g.reminted.by()
			one.SupersededBy, one.RevokedBy = g.superseded.by(), g.revoked.by()
			one.State = one.stateAt(now)
			shown.Generations = append(shown.Generations, one)
		}
		list = append(list, shown)
	}
	return list
}

// owners gives accounts short names for their sessions: the first part of the handle where no other account has that.
type owners struct {
	accounts map[string]*account // by DID
	names    map[string]string   // DID by name
}

// An account is the owner of some sessions.
type account struct {
	owner    *owner
	sessions int
}

func newOwners() owners {
	return owners{map[string]*account{}, map[string]string{}}
}

// take counts one more session of an account, which keeps its name while it has sessions.
func (o *owners) take(did, handle string) *owner {
	a := o.accounts[did]
	switch {
	case a == nil:
		a = &account{owner: &owner{o.nameFor(did, handle), did, handle}}
		o.accounts[did], o.names[a.owner.name] = a, did
	case a.owner.handle != handle:
		a.owner = &owner{a.owner.name, did, handle}
	}
	a.sessions++
	return a.owner
}

// find is an account by the name that its sessions have, or would have.
func (o *owners) find(did, handle string) *owner {
	a := o.accounts[did]
	switch {
	case a == nil:
		return &owner{o.nameFor(did, handle), did, handle}
	case handle == "" || a.owner.handle == handle:
		return a.owner
	default:
		return &owner{a.owner.name, did, handle}
	}
}

func (o *owners) nameFor(did, handle string) string {
	if handle == "" || handle == "handle.invalid" {
		return did
	}
	short, _, _ := strings.Cut(handle, ".")
	for _, name := range []string{short, handle} {
		if _, taken := o.names[name]; !taken {
			return name
		}
	}
	return did
}

// drop counts one session less.
func (o *owners) drop(did string) {
	a := o.accounts[did]
	if a.sessions--; a.sessions == 0 {
		delete(o.accounts, did)
		delete(o.names, a.owner.name)
	}
}
