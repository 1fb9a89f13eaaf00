package records

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mockpds/internal/dagcbor"
)

// An Action is what a write does.
type Action string

// The actions.
const (
	Create Action = "create" // fails if the record is there
	Update Action = "update" // fails if it is not
	Delete Action = "delete" // fails if it is not
	Put    Action = "put"    // creates or updates; does nothing if the record has that value
	Remove Action = "remove" // deletes; does nothing if the record is not there
)

// A Write is one change of one record.
type Write struct {
	Action          Action
	Collection, Key string
	Record          *Record // nil for Delete and Remove
	Swap            *string // the CID that the record must have now, "" for no record; nil is any
	Replace         bool    // first delete the records of the collection that have the same subject
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

// Commit makes writes in one commit: all of them or, with an error, none. It returns no head if
// its only write does nothing.
func (s *Store) Commit(to Target, writes ...Write) (*Head, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repo(to.DID)
	head := r.Head
	if head.CID == "" {
		head = to.First
	}
	if len(writes) == 1 {
		if writes = r.steps(writes[0]); len(writes) == 0 {
			return nil, nil
		}
	}
	if to.Swap != "" && to.Swap != head.CID {
		return nil, refuse("InvalidSwap", "Commit was at %s", head.CID)
	}
	next := Head{Rev: s.tidAfter(head.Rev)}
	var before []*Record
	undo := func(err error) (*Head, error) {
		for i, was := range slices.Backward(before) {
			s.setRecord(r, writes[i].path(), was)
		}
		return nil, err
	}
	for _, w := range writes {
		if err := r.check(w, to.Import); err != nil {
			return undo(err)
		}
		before = append(before, s.setRecord(r, w.path(), w.Record.at(next.Rev)))
	}
	next.CID = commitCID(to.DID, next.Rev, head.CID, writes)
	if err := s.settle(r, writes, before); err != nil {
		return undo(err)
	}
	r.Head = next
	return &next, nil
}

// settle drops the blobs that records referred to before a commit and that none refers to now, and
// the takedowns of records that it deletes. It fails, and drops nothing, if the store is too large.
func (s *Store) settle(r *Repo, writes []Write, before []*Record) error {
	unused, size := r.unused(before)
	if s.bytes-size > MostBytes {
		return ErrFull
	}
	for _, cid := range unused {
		s.setBlob(r, cid, nil)
	}
	for _, w := range writes {
		if w.Record == nil {
			delete(r.Takedowns, w.path())
		}
	}
	return nil
}

func (w *Write) path() string { return Path(w.Collection, w.Key) }

// steps returns the creates, updates and deletes that a write consists of.
func (r *Repo) steps(w Write) (list []Write) {
	now := r.Records[w.path()]
	switch {
	case w.Action == Put && now == nil:
		w.Action = Create
	case w.Action == Put && now.CID != w.Record.CID:
		w.Action = Update
	case w.Action == Remove && now != nil:
		w.Action = Delete
	case w.Action == Put || w.Action == Remove:
		return nil
	case w.Replace && w.Record.Subject != "":
		list = r.deletes(w.Collection, w.Record.Subject)
	}
	return append(list, w)
}

// deletes returns writes that delete the records of a collection with a subject, by their keys.
func (r *Repo) deletes(collection, subject string) (list []Write) {
	for key := range r.keys(collection) {
		if r.Records[Path(collection, key)].Subject == subject {
			list = append(list, Write{Action: Delete, Collection: collection, Key: key})
		}
	}
	slices.SortFunc(list, func(a, b Write) int { return strings.Compare(a.Key, b.Key) })
	return list
}

// check refuses a write that the record, or the blobs of its value, do not allow.
func (r *Repo) check(w Write, mayLackBlobs bool) error {
	now := r.Records[w.path()]
	switch {
	case w.Swap != nil && now == nil && *w.Swap != "":
		return refuse("InvalidSwap", "Record was at null")
	case w.Swap != nil && now != nil && *w.Swap != now.CID:
		return refuse("InvalidSwap", "Record was at %s", now.CID)
	case (now == nil) != (w.Action == Create):
		return errConflict
	case w.Record == nil || mayLackBlobs:
		return nil
	}
	for _, ref := range w.Record.Blobs {
		if err := r.checkBlob(ref); err != nil {
			return err
		}
	}
	return nil
}

// setRecord puts a record at a path, or nothing with nil, and returns the one that was there. It is
// called with s.mu held for writing.
func (s *Store) setRecord(r *Repo, at string, record *Record) (was *Record) {
	was = r.Records[at]
	if was != nil {
		delete(r.Records, at)
		s.grow(r, -was.size(at))
		for _, ref := range was.Blobs {
			delete(r.users[ref.CID], at)
			if len(r.users[ref.CID]) == 0 {
				delete(r.users, ref.CID)
			}
		}
	}
	if record != nil {
		r.Records[at] = record
		s.grow(r, record.size(at))
		for _, ref := range record.Blobs {
			if r.users[ref.CID] == nil {
				r.users[ref.CID] = map[string]bool{}
			}
			r.users[ref.CID][at] = true
		}
	}
	return was
}

// commitCID returns the CID of a commit: of what it changed and of the commit before it, as there
// is no tree to name.
func commitCID(did, rev, previous string, writes []Write) string {
	var commit strings.Builder
	fmt.Fprintln(&commit, did, rev, previous)
	for _, w := range writes {
		fmt.Fprintln(&commit, w.Action, w.path())
		if w.Record != nil {
			fmt.Fprintln(&commit, w.Record.CID)
		}
	}
	return dagcbor.CID([]byte(commit.String()))
}
