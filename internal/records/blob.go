package records

import (
	"maps"
	"slices"

	"mockpds/internal/dagcbor"
)

// A Blob is a file of an account. Its JSON form is that of snapshots.
type Blob struct {
	MimeType    string `json:"mimeType"`
	Data        []byte `json:"data"`
	Kept        bool   `json:"kept,omitempty" doc:"a record refers to it, or did when it was made"`
	TakedownRef string `json:"takedownRef,omitempty"`
}

func (b *Blob) size() int {
	if b == nil {
		return 0
	}
	return perItem + len(b.Data)
}

// Upload keeps a blob for the records to come. It fails with a Refusal on one that is taken down,
// and with ErrFull. The bytes of a blob that is there already keep the type that they came with
// first. A blob that a record waits for is kept at once.
func (s *Store) Upload(did, mimeType string, data []byte) (BlobRef, error) {
	ref := BlobRef{dagcbor.RawCID(data), mimeType, int64(len(data))}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repo(did)
	if b := r.Blobs[ref.CID]; b != nil {
		if b.TakedownRef != "" {
			return BlobRef{}, refuse("InvalidRequest", "Blob has been takendown, cannot re-upload")
		}
		return ref, nil
	}
	_, awaited := r.references("")[ref.CID]
	b := &Blob{MimeType: mimeType, Data: data, Kept: awaited}
	if err := s.grow(b.size()); err != nil {
		return BlobRef{}, err
	}
	r.Blobs[ref.CID] = b
	return ref, nil
}

// Blob returns a blob that a record refers to, unless it is taken down.
func (s *Store) Blob(did, cid string) (Blob, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if r := s.repos[did]; r != nil {
		if b := r.Blobs[cid]; b != nil && b.Kept && b.TakedownRef == "" {
			return *b, true
		}
	}
	return Blob{}, false
}

// ListBlobs returns the CIDs of the blobs that records refer to, sorted: those after cursor, of
// records written after since.
func (s *Store) ListBlobs(did, since, cursor string, limit int) []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.blobs(did, since, cursor, limit, func(*Repo, string) bool { return true })
}

// A MissingBlob is a blob that a record refers to and that is not there.
type MissingBlob struct {
	CID       string `json:"cid"`
	RecordURI string `json:"recordUri"`
}

// MissingBlobs lists such blobs in the order of their CIDs. Only records that were imported can
// lack one.
func (s *Store) MissingBlobs(did, cursor string, limit int) []MissingBlob {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := []MissingBlob{}
	for _, cid := range s.blobs(did, "", cursor, limit, func(r *Repo, cid string) bool { return r.Blobs[cid] == nil }) {
		list = append(list, MissingBlob{cid, "at://" + did + "/" + s.repos[did].references("")[cid]})
	}
	return list
}

func (s *Store) blobs(did, since, cursor string, limit int, which func(*Repo, string) bool) []string {
	list := []string{}
	r := s.repos[did]
	if r == nil {
		return list
	}
	for _, cid := range slices.Sorted(maps.Keys(r.references(since))) {
		if cid > cursor && len(list) < limit && which(r, cid) {
			list = append(list, cid)
		}
	}
	return list
}

// references returns the blobs that records refer to, by CID, with the lowest path of such a
// record.
func (r *Repo) references(since string) map[string]string {
	found := map[string]string{}
	for at, record := range r.Records {
		if record.Rev <= since {
			continue
		}
		for _, ref := range record.Blobs {
			if before, ok := found[ref.CID]; !ok || at < before {
				found[ref.CID] = at
			}
		}
	}
	return found
}

// settleBlobs notes the blobs that no record will refer to any more, and those that writes refer
// to.
func (c *change) settleBlobs(writes []Write, mayLack bool) error {
	if lost := c.dereferenced(); len(lost) > 0 {
		left := c.references()
		for _, cid := range lost {
			if !left[cid] {
				c.blobs[cid] = nil
			}
		}
	}
	for _, w := range writes {
		if w.Record == nil {
			continue
		}
		for _, ref := range w.Record.Blobs {
			if err := c.keepBlob(ref); err != nil && !mayLack {
				return err
			}
		}
	}
	return nil
}

// dereferenced lists the blobs that the changed records refer to as they were.
func (c *change) dereferenced() []string {
	var cids []string
	for at := range c.records {
		if before := c.repo.Records[at]; before != nil {
			for _, ref := range before.Blobs {
				cids = append(cids, ref.CID)
			}
		}
	}
	return cids
}

// references returns the blobs that records will refer to: those that do not change, and those that
// do.
func (c *change) references() map[string]bool {
	found := map[string]bool{}
	note := func(r *Record) {
		for _, ref := range r.Blobs {
			found[ref.CID] = true
		}
	}
	for at, r := range c.repo.Records {
		if _, changed := c.records[at]; !changed {
			note(r)
		}
	}
	for _, r := range c.records {
		if r != nil {
			note(r)
		}
	}
	return found
}

// keepBlob checks a reference to a blob and keeps it. What a later record says of the blob is not
// looked at any more.
func (c *change) keepBlob(ref BlobRef) error {
	b := c.blob(ref.CID)
	switch {
	case b == nil || b.TakedownRef != "":
		return refuse("BlobNotFound", "Could not find blob: %s", ref.CID)
	case b.Kept:
		return nil
	case b.MimeType != ref.MimeType:
		return refuse("InvalidMimeType", "Referenced Mimetype does not match stored blob. Expected: %s, Got: %s", b.MimeType, ref.MimeType)
	case int64(len(b.Data)) != ref.Size:
		return refuse("InvalidSize", "Referenced Size does not match stored blob. Expected: %d, Got: %d", len(b.Data), ref.Size)
	}
	kept := *b
	kept.Kept = true
	c.blobs[ref.CID] = &kept
	return nil
}
