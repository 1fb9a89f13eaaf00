package journal

import (
	"cmp"
	"container/list"
	"maps"
	"slices"
	"time"
)

// A Lineage is one session as a chain of generations, one for each refresh token.
type Lineage struct {
	Label       string       `json:"session"` // as in alice#2, or alice~oauth#2
	DID         string       `json:"did"`
	Handle      string       `json:"handle,omitempty"` // when it was opened
	Number      int          `json:"number"`           // the account's logins are numbered from 1
	AppPassword string       `json:"appPassword,omitempty"`
	ClientID    string       `json:"clientId,omitempty"` // of the OAuth client; OAuth sessions are numbered apart
	OpenedAt    time.Time    `json:"openedAt"`           // mock time
	OpenedBy    int          `json:"openedBy,omitempty"` // number of the call; 0 if it is in flight
	Generations []Generation `json:"generations"`        // oldest first
	Forgotten   int          `json:"forgotten,omitempty"`
}

// A Generation is one refresh token of a session and the access tokens that came with it. Times are
// mock time. Numbers are those of calls, 0 while a call is in flight or when there was none.
type Generation struct {
	Number           int       `json:"generation"` // from 1
	State            State     `json:"state"`
	MintedAt         time.Time `json:"mintedAt"`
	MintedBy         int       `json:"mintedBy,omitempty"`
	RemintedAt       time.Time `json:"remintedAt,omitzero"` // when a repeated refresh minted access again
	RemintedBy       int       `json:"remintedBy,omitempty"`
	DeliveredBy      int       `json:"deliveredBy,omitempty"` // first reply that brought it to the client
	LostWith         int       `json:"lostWith,omitempty"`    // last reply that should have and was lost
	AccessExpiresAt  time.Time `json:"accessExpiresAt,omitzero"`
	RefreshExpiresAt time.Time `json:"refreshExpiresAt,omitzero"`
	AccessUses       int       `json:"accessUses"`
	RefreshUses      int       `json:"refreshUses"`
	LastUsedBy       int       `json:"lastUsedBy,omitempty"`
	SupersededAt     time.Time `json:"supersededAt,omitzero"`
	SupersededBy     int       `json:"supersededBy,omitempty"`
	GraceUntil       time.Time `json:"graceUntil,omitzero"` // until when it is good though superseded
	RevokedAt        time.Time `json:"revokedAt,omitzero"`
	RevokedBy        int       `json:"revokedBy,omitempty"`
}

// A State says what a generation's refresh token is good for.
type State string

// The states. The first that holds counts.
const (
	StateRevoked    State = "revoked"
	StateGrace      State = "grace"      // superseded, and leads to the next one until GraceUntil
	StateSuperseded State = "superseded" // and past its grace period
	StateExpired    State = "expired"
	StateLost       State = "lost" // minted, and the client was never told
	StateCurrent    State = "current"
)

// AccessMintedAt is when the newest access token was minted.
func (g *Generation) AccessMintedAt() time.Time {
	if g.RemintedAt.IsZero() {
		return g.MintedAt
	}
	return g.RemintedAt
}

// StateAt is the state that a generation is in at a mock time.
func (g *Generation) StateAt(now time.Time) State {
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

// Lineage lists the sessions that are kept, in the order in which they were opened, in the state
// they are in at a mock time.
func (j *Journal) Lineage(now time.Time) []Lineage {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lineage.snapshot(now)
}

// A session is a Lineage that still changes.
type session struct {
	Lineage

	opening     int // counts the sessions of the journal
	generations []*generation
	use         *list.Element // in lineage.byUse
}

type generation struct {
	Generation

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
	oauth  bool
}

func (l *Lineage) key() sessionKey { return sessionKey{l.DID, l.Number, l.ClientID != ""} }

// A lineage holds the most recently used sessions.
type lineage struct {
	sessions    map[sessionKey]*session
	byUse       *list.List // of *session, the least recently used one first
	openings    int
	owners      owners
	bound       int
	generations int
}

func (l *lineage) init(o Options) {
	*l = lineage{
		sessions: map[sessionKey]*session{}, byUse: list.New(),
		owners: owners{map[string]*owner{}, map[string]string{}},
		bound:  o.Sessions, generations: o.Generations,
	}
}

// ended notes with which call tokens were used, minted, delivered and lost.
func (l *lineage) ended(c *RawCall, number int, came Token) {
	for _, by := range c.minting.numbers {
		*by = number
	}
	switch g := c.minting.generation; {
	case g == nil:
	case !c.answered():
		g.LostWith = number
	case g.DeliveredBy == 0:
		g.DeliveredBy = number
	}
	s := l.sessions[came.key()]
	if s == nil {
		return
	}
	l.byUse.MoveToBack(s.use)
	if g := s.find(came.Generation); g != nil {
		g.LastUsedBy = number
		if came.Kind == KindRefresh {
			g.RefreshUses++
		} else {
			g.AccessUses++
		}
	}
}

// label names a session, also one that is not kept.
func (l *lineage) label(key sessionKey, handle string) string {
	if s := l.sessions[key]; s != nil {
		return s.Label
	}
	return sessionLabel(l.owners.name(key.did, handle), key.number, key.oauth)
}

// open adds a session. If there are too many, the least recently used one is forgotten.
func (l *lineage) open(o Opening) *session {
	key := sessionKey{o.DID, o.Session, o.ClientID != ""}
	if old := l.sessions[key]; old != nil {
		l.forget(old)
	}
	if len(l.sessions) >= l.bound {
		l.forget(l.byUse.Front().Value.(*session))
	}
	name := l.owners.take(o.DID, o.Handle)
	l.openings++
	s := &session{opening: l.openings, Lineage: Lineage{
		Label: sessionLabel(name, o.Session, key.oauth), DID: o.DID, Handle: o.Handle, Number: o.Session,
		AppPassword: o.AppPassword, ClientID: o.ClientID, OpenedAt: o.Tokens.At,
	}}
	l.sessions[key], s.use = s, l.byUse.PushBack(s)
	return s
}

func (l *lineage) forget(s *session) {
	delete(l.sessions, s.key())
	l.byUse.Remove(s.use)
	l.owners.drop(s.DID)
}

func (l *lineage) snapshot(now time.Time) []Lineage {
	lineages := make([]Lineage, 0, len(l.sessions))
	asOpened := slices.SortedFunc(maps.Values(l.sessions),
		func(a, b *session) int { return cmp.Compare(a.opening, b.opening) })
	for _, s := range asOpened {
		shown := s.Lineage
		shown.Generations = make([]Generation, len(s.generations))
		for i, g := range s.generations {
			shown.Generations[i] = g.Generation
			shown.Generations[i].State = g.StateAt(now)
		}
		lineages = append(lineages, shown)
	}
	return lineages
}
