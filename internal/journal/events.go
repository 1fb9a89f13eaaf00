package journal

import (
	"slices"
	"time"
)

// A server reports these events while it answers, each before the client can know of it. The call that they happen in may be
// nil where it is not a client that causes them.

// Minted are the tokens of one reply. Times are mock time.
type Minted struct {
	At               time.Time
	Access, Refresh  string // their text; only a hash of it is kept
	AccessExpiresAt  time.Time
	RefreshExpiresAt time.Time
}

// An Opening is a login, or the sign-up of an account.
type Opening struct {
	DID         string
	Handle      string
	Session     int    // the account's how-manyth login, from 1
	AppPassword string // name of the app password; "" for the account's own password
	Tokens      Minted
}

// SessionOpened notes a new session with its first generation. A session that is kept under the same number is replaced.
func (j *Journal) SessionOpened(c *RawCall, o Opening) {
	j.mu.Lock()
	defer j.mu.Unlock()
	l, from := &j.lineage, originOf(c)
	s := l.open(o)
	s.opened = from
	g := l.mint(s, 1, from, o.Tokens)
	if c != nil {
		c.DID, c.Handle = o.DID, o.Handle
		c.minting.ownPassword = o.AppPassword == ""
		c.mints(s.owner, s.Number, g.Number, g, o.Tokens)
	}
}

// A Refresh is a refresh token exchanged for the next one.
type Refresh struct {
	DID        string
	Handle     string
	Session    int
	From, To   int       // generations; To may be there already, when From was used again within its grace period
	GraceUntil time.Time // until when From stays good
	Tokens     Minted
}

// Refreshed notes a refresh. Of a session that is not kept nothing but its tokens is.
func (j *Journal) Refreshed(c *RawCall, r Refresh) {
	j.mu.Lock()
	defer j.mu.Unlock()
	l, from := &j.lineage, originOf(c)
	s := l.sessions[sessionKey{r.DID, r.Session}]
	if s == nil {
		l.refreshedUnkept(c, r)
		return
	}
	if old := s.find(r.From); old != nil {
		old.GraceUntil = r.GraceUntil
		if old.SupersededAt.IsZero() {
			old.SupersededAt, old.superseded = r.Tokens.At, from
		}
	}
	if g := l.mint(s, r.To, from, r.Tokens); c != nil {
		c.mints(s.owner, s.Number, r.To, g, r.Tokens)
	}
}

// refreshedUnkept gives tokens a name whose session is not kept.
func (l *lineage) refreshedUnkept(c *RawCall, r Refresh) {
	o := l.owners.find(r.DID, r.Handle)
	l.index(o, r.Session, r.To, r.Tokens)
	if c != nil {
		c.mints(o, r.Session, r.To, nil, r.Tokens)
	}
}

// A Revocation makes refresh tokens void.
type Revocation struct {
	DID        string
	Session    int // 0 for all of the account
	Generation int // 0 for all of the session
	At         time.Time
}

// Revoked notes that refresh tokens were made void: by a logout, a new password, an administrator.
func (j *Journal) Revoked(c *RawCall, r Revocation) {
	j.mu.Lock()
	defer j.mu.Unlock()
	from := originOf(c)
	j.lineage.eachGeneration(r.DID, r.Session, r.Generation, func(g *generation) {
		if g.RevokedAt.IsZero() {
			g.RevokedAt, g.revoked = r.At, from
		}
	})
}

// An Expiry moves the end of tokens' lives.
type Expiry struct {
	DID        string
	Session    int // 0 for all of the account
	Generation int // 0 for all of the session
	Kind       TokenKind
	At         time.Time
}

// Expired notes that tokens were made to expire at another time than they were minted for. That they expire in their own
// time need not be told.
func (j *Journal) Expired(e Expiry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lineage.eachGeneration(e.DID, e.Session, e.Generation, func(g *generation) {
		if e.Kind == KindRefresh {
			g.RefreshExpiresAt, g.refreshCut = e.At, true
		} else {
			g.AccessExpiresAt, g.accessCut = e.At, true
		}
	})
}

func originOf(c *RawCall) *origin {
	if c == nil {
		return nil
	}
	if c.minting.origin == nil {
		c.minting.origin = &origin{}
	}
	return c.minting.origin
}

// mints notes which tokens a call's reply brings. The generation is nil where it is not kept.
func (c *RawCall) mints(o *owner, session, number int, g *generation, m Minted) {
	c.minting.generation, c.minting.label = g, label{o.name, session, number}
	c.minting.access, c.minting.refresh = m.Access, m.Refresh
}

func (l *lineage) open(o Opening) *session {
	key := sessionKey{o.DID, o.Session}
	if old := l.sessions[key]; old != nil {
		l.forget(old)
	}
	if len(l.sessions) >= l.bound {
		l.forget(l.recent.Back().Value.(*session))
	}
	by := l.owners.take(o.DID, o.Handle)
	s := &session{owner: by, Lineage: Lineage{
		Label: label{name: by.name, session: o.Session}.ofSession(), DID: o.DID, Handle: o.Handle, Number: o.Session,
		AppPassword: o.AppPassword, OpenedAt: o.Tokens.At,
	}}
	s.used, s.order = l.recent.PushFront(s), l.order.PushBack(s)
	l.sessions[key] = s
	return s
}

func (l *lineage) forget(s *session) {
	delete(l.sessions, sessionKey{s.DID, s.Number})
	l.recent.Remove(s.used)
	l.order.Remove(s.order)
	l.owners.drop(s.DID)
}

// mint adds tokens to a generation, which is made if it is the next one of its session. It returns nil for one that can
// neither be found nor be next.
func (l *lineage) mint(s *session, number int, from *origin, m Minted) *generation {
	l.index(s.owner, s.Number, number, m)
	g := s.find(number)
	if g == nil {
		if number != s.Forgotten+len(s.generations)+1 {
			return nil
		}
		g = &generation{minted: from}
		g.Number, g.MintedAt = number, m.At
		l.grow(s, g)
	} else {
		g.reminted, g.RemintedAt = from, m.At
	}
	g.AccessExpiresAt, g.accessCut = m.AccessExpiresAt, false
	g.RefreshExpiresAt = m.RefreshExpiresAt
	return g
}

// index makes tokens known by name.
func (l *lineage) index(o *owner, session, generation int, m Minted) {
	ref := packedRef{owner: o, session: uint32(session), generation: uint32(generation)} //nolint:gosec // both count from 1
	l.tokens.add(m.Access, ref)
	ref.refresh = true
	l.tokens.add(m.Refresh, ref)
}

func (l *lineage) grow(s *session, g *generation) {
	if len(s.generations) >= l.generations {
		s.generations = slices.Delete(s.generations, 0, 1)
		s.Forgotten++
	}
	s.generations = append(s.generations, g)
}

// eachGeneration visits generations; a session or generation of 0 stands for all.
func (l *lineage) eachGeneration(did string, number, generation int, visit func(*generation)) {
	for s := range l.each {
		if s.DID != did || number != 0 && s.Number != number {
			continue
		}
		for _, g := range s.generations {
			if generation == 0 || g.Number == generation {
				visit(g)
			}
		}
	}
}
