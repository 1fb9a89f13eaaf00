package records

import (
	"errors"

	"mockpds/internal/dagcbor"
	"mockpds/internal/lexicon"
)

// An Action is what a write does.
type Action string

// The actions. A record that is created may not be there, one that is updated or deleted has to be.
const (
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
)

// A Write is one change of one record.
type Write struct {
	Action          Action
	Collection, Key string
	Record          *Record // nil for Delete
	Swap            *string // the CID that the record must have now, "" for no record; nil is any
}

// errConflict means that a record is there and may not be, or is not and has to be. The reference
// has no name for it.
var errConflict = errors.New("record exists already, or does not exist")

// A Target is the repository to write to, with the commit that it has before the first one.
type Target struct {
	DID    string
	First  Head
	Swap   string // the CID that the latest commit must have; "" is any
	Import bool   // records may refer to blobs that are not there yet
}

// Apply makes writes in one commit: all of them or, with an error, none.
func (s *Store) Apply(to Target, writes ...Write) (Head, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.apply(to, writes)
}

// Create makes a record, and first deletes those of its collection that point at the same subject
// if replace is set.
func (s *Store) Create(to Target, w Write, replace bool) (Head, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var writes []Write
	if replace && w.Record.Subject != "" {
		for at, r := range s.repo(to.DID).Records {
			if collectionOf(at) == w.Collection && r.Subject == w.Record.Subject {
				writes = append(writes, Write{Action: Delete, Collection: w.Collection, Key: at[len(w.Collection)+1:]})
			}
		}
	}
	return s.apply(to, append(writes, w))
}

// Put creates or updates a record. It does nothing, and returns no head, if the record has that
// value already.
func (s *Store) Put(to Target, w Write) (*Head, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Action = Create
	if now := s.record(to.DID, path(w.Collection, w.Key)); now != nil {
		if now.CID == w.Record.CID {
			return nil, nil
		}
		w.Action = Update
	}
	head, err := s.apply(to, []Write{w})
	return &head, err
}

// Delete removes a record. It does nothing, and returns no head, if there is none.
func (s *Store) Delete(to Target, w Write) (*Head, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.record(to.DID, path(w.Collection, w.Key)) == nil {
		return nil, nil
	}
	w.Action = Delete
	head, err := s.apply(to, []Write{w})
	return &head, err
}

// apply is called with s.mu held for writing. Until nothing can fail any more it only notes what
// will change.
func (s *Store) apply(to Target, writes []Write) (Head, error) {
	r := s.repo(to.DID)
	head := r.Head
	if head.CID == "" {
		head = to.First
	}
	if to.Swap != "" && to.Swap != head.CID {
		return Head{}, refuse("InvalidSwap", "Commit was at %s", head.CID)
	}
	for _, w := range writes {
		if err := w.checkSwap(r.Records[path(w.Collection, w.Key)]); err != nil {
			return Head{}, err
		}
	}
	next := Head{Rev: s.tidAfter(head.Rev)}
	c := change{r, map[string]*Record{}, map[string]*Blob{}}
	for _, w := range writes {
		if err := c.write(w, next.Rev); err != nil {
			return Head{}, err
		}
	}
	if err := c.settleBlobs(writes, to.Import); err != nil {
		return Head{}, err
	}
	var err error
	if next.CID, err = commitCID(to.DID, next.Rev, head.CID, writes); err != nil {
		return Head{}, err
	}
	if err := s.grow(c.growth()); err != nil {
		return Head{}, err
	}
	install(r.Records, c.records)
	install(r.Blobs, c.blobs)
	r.Head = next
	return next, nil
}

// A change is what a commit will do to a repository. What it maps to nil will be removed.
type change struct {
	repo    *Repo
	records map[string]*Record
	blobs   map[string]*Blob
}

func install[T any](into, changed map[string]*T) {
	for key, v := range changed {
		if v == nil {
			delete(into, key)
		} else {
			into[key] = v
		}
	}
}

func (c *change) record(at string) *Record {
	if r, changed := c.records[at]; changed {
		return r
	}
	return c.repo.Records[at]
}

func (c *change) blob(cid string) *Blob {
	if b, changed := c.blobs[cid]; changed {
		return b
	}
	return c.repo.Blobs[cid]
}

// growth returns by how many bytes the repository will be larger.
func (c *change) growth() int {
	by := 0
	for at, r := range c.records {
		by += recordSize(at, r) - recordSize(at, c.repo.Records[at])
	}
	for cid, b := range c.blobs {
		by += b.size() - c.repo.Blobs[cid].size()
	}
	return by
}

func (w *Write) checkSwap(now *Record) error {
	was := ""
	if now != nil {
		was = now.CID
	}
	switch {
	case w.Swap == nil || *w.Swap == was:
		return nil
	case was == "":
		return refuse("InvalidSwap", "Record was at null")
	default:
		return refuse("InvalidSwap", "Record was at %s", was)
	}
}

// write notes one write. A record stays taken down when it is updated, but not when it is deleted
// and made again.
func (c *change) write(w Write, rev string) error {
	at := path(w.Collection, w.Key)
	now := c.record(at)
	if (now == nil) != (w.Action == Create) {
		return errConflict
	}
	c.records[at] = nil
	if w.Action == Delete {
		return nil
	}
	record := *w.Record
	record.Rev = rev
	if now != nil {
		record.TakedownRef = now.TakedownRef
	}
	c.records[at] = &record
	return nil
}

// commitCID returns the CID of a commit: of what it changed and of the commit before it, as there
// is no tree to name.
func commitCID(did, rev, previous string, writes []Write) (string, error) {
	commit := []lexicon.Value{did, rev, lexicon.Link(previous)}
	for _, w := range writes {
		commit = append(commit, string(w.Action), path(w.Collection, w.Key))
		if w.Record != nil {
			commit = append(commit, lexicon.Link(w.Record.CID))
		}
	}
	encoded, err := dagcbor.Encode(commit)
	return dagcbor.CID(encoded), err
}
