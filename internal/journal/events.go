package journal

import (
	"slices"
	"time"
)

// A server reports these events while it answers, each before the client can know of it. The call
// is nil if it is not a client that causes them.

// Minted are the tokens of one reply. Times are mock time.
type Minted struct {
	At               time.Time
	AccessExpiresAt  time.Time
	RefreshExpiresAt time.Time
}

// An Opening is a login, or the sign-up of an account.
type Opening struct {
	DID         string
	Handle      string
	Session     int    // the account's logins are numbered from 1
	AppPassword string // name of the app password; "" for the account's own password
	ClientID    string // of the OAuth client; "" for a session of createSession
	Tokens      Minted
}

// SessionOpened notes a new session with its first generation. A session that is kept under the
// same number is replaced.
func (j *Journal) SessionOpened(c *RawCall, o Opening) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.version++
	s := j.lineage.open(o)
	c.numbers(&s.OpenedBy)
	g := j.lineage.mint(s, 1, c, o.Tokens)
	if c != nil {
		c.DID, c.Handle = o.DID, o.Handle
		c.minting.ownPassword = o.AppPassword == "" && o.ClientID == ""
		c.minting.generation, c.minting.label = g, generationLabel(s.Label, 1)
	}
}

// A Refresh is a refresh token exchanged for the next one.
type Refresh struct {
	DID        string
	Handle     string
	OAuth      bool
	Session    int
	From, To   int       // generations; To is there already if From was used again within its grace
	GraceUntil time.Time // until when From stays good
	Tokens     Minted
}

// Refreshed notes a refresh.
func (j *Journal) Refreshed(c *RawCall, r Refresh) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.version++
	l := &j.lineage
	key := sessionKey{r.DID, r.Session, r.OAuth}
	label := l.label(key, r.Handle)
	var g *generation
	if s := l.sessions[key]; s != nil {
		if old := s.find(r.From); old != nil {
			old.GraceUntil = r.GraceUntil
			if old.SupersededAt.IsZero() {
				old.SupersededAt = r.Tokens.At
				c.numbers(&old.SupersededBy)
			}
		}
		g = l.mint(s, r.To, c, r.Tokens)
	}
	if c != nil {
		c.minting.generation, c.minting.label = g, generationLabel(label, r.To)
	}
}

// A Revocation makes refresh tokens void.
type Revocation struct {
	DID        string
	OAuth      bool
	Session    int // 0 for all of the account
	Generation int // 0 for all of the session
	At         time.Time
}

// Revoked notes that refresh tokens were made void: by a logout, a new password, an administrator.
func (j *Journal) Revoked(c *RawCall, r Revocation) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.version++
	j.lineage.eachGeneration(sessionKey{r.DID, r.Session, r.OAuth}, r.Generation, func(g *generation) {
		if g.RevokedAt.IsZero() {
			g.RevokedAt = r.At
			c.numbers(&g.RevokedBy)
		}
	})
}

// An Expiry moves the end of tokens' lives.
type Expiry struct {
	DID        string
	OAuth      bool
	Session    int // 0 for all of the account
	Generation int // 0 for all of the session
	Kind       TokenKind
	At         time.Time
}

// Expired notes that tokens were made to expire at another time than they were minted for.
func (j *Journal) Expired(e Expiry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.version++
	j.lineage.eachGeneration(sessionKey{e.DID, e.Session, e.OAuth}, e.Generation, func(g *generation) {
		if e.Kind == KindRefresh {
			g.RefreshExpiresAt, g.refreshCut = e.At, true
		} else {
			g.AccessExpiresAt, g.accessCut = e.At, true
		}
	})
}

// mint adds tokens to a generation, which is added if it is the next one of its session. It returns
// nil for a generation that is forgotten or not next.
func (l *lineage) mint(s *session, number int, c *RawCall, m Minted) *generation {
	g := s.find(number)
	if g == nil {
		if number != s.Forgotten+len(s.generations)+1 {
			return nil
		}
		g = &generation{Generation: Generation{Number: number, MintedAt: m.At}}
		c.numbers(&g.MintedBy)
		if len(s.generations) >= l.generations {
			s.generations = slices.Delete(s.generations, 0, 1)
			s.Forgotten++
		}
		s.generations = append(s.generations, g)
	} else {
		g.RemintedAt, g.RemintedBy = m.At, 0
		c.numbers(&g.RemintedBy)
	}
	g.AccessExpiresAt, g.accessCut = m.AccessExpiresAt, false
	g.RefreshExpiresAt = m.RefreshExpiresAt
	return g
}

// eachGeneration visits generations; a session or generation of 0 stands for all.
func (l *lineage) eachGeneration(of sessionKey, generation int, visit func(*generation)) {
	for key, s := range l.sessions {
		if key.did != of.did || key.oauth != of.oauth || of.number != 0 && key.number != of.number {
			continue
		}
		for _, g := range s.generations {
			if generation == 0 || g.Number == generation {
				visit(g)
			}
		}
	}
}
