package records

import (
	"maps"
	"slices"

	"mockpds/internal/dagcbor"
)

// A Blob is a file of an account. Its JSON form is that of snapshots.
type Blob struct {
	MimeType string `json:"mimeType"`
	Data     []byte `json:"data"`
}

// Upload keeps a blob for the records to come. It fails with a Refusal on one that is taken down,
// and with ErrFull. The bytes of a blob that is there already keep the type that they came with
// first.
func (s *Store) Upload(did, mimeType string, data []byte) (BlobRef, error) {
	ref := BlobRef{dagcbor.RawCID(data), mimeType, int64(len(data))}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repo(did)
	switch {
	case r.Takedowns[ref.CID] != "":
		return BlobRef{}, refuse("InvalidRequest", "Blob has been takendown, cannot re-upload")
	case r.Blobs[ref.CID] != nil:
		return ref, nil
	case s.bytes+perItem+len(data) > MostBytes:
		return BlobRef{}, ErrFull
	}
	s.setBlob(r, ref.CID, &Blob{mimeType, data})
	return ref, nil
}

// setBlob puts a blob where none is, or with nil removes the one that is there, if any. It is
// called with s.mu held for writing.
func (s *Store) setBlob(r *Repo, cid string, b *Blob) {
	if b != nil {
		r.Blobs[cid] = b
		s.grow(r, perItem+len(b.Data))
		return
	}
	s.grow(r, -r.blobSize(cid))
	delete(r.Blobs, cid)
	delete(r.Takedowns, cid)
}

func (r *Repo) blobSize(cid string) int {
	if b := r.Blobs[cid]; b != nil {
		return perItem + len(b.Data)
	}
	return 0
}

// checkBlob refuses a reference to a blob that is not there or that is another one. What a later
// record says of a blob is not looked at any more.
func (r *Repo) checkBlob(ref BlobRef) error {
	b := r.Blobs[ref.CID]
	switch {
	case b == nil || r.Takedowns[ref.CID] != "":
		return refuse("BlobNotFound", "Could not find blob: %s", ref.CID)
	case r.users[ref.CID] != nil:
		return nil
	case b.MimeType != ref.MimeType:
		return refuse("InvalidMimeType",
			"Referenced Mimetype does not match stored blob. Expected: %s, Got: %s", b.MimeType, ref.MimeType)
	case int64(len(b.Data)) != ref.Size:
		return refuse("InvalidSize",
			"Referenced Size does not match stored blob. Expected: %d, Got: %d", len(b.Data), ref.Size)
	}
	return nil
}

// unused returns the blobs that records referred to before and that none refers to now, and how
// many bytes these are.
func (r *Repo) unused(before []*Record) (cids []string, size int) {
	for _, was := range before {
		if was == nil {
			continue
		}
		for _, ref := range was.Blobs {
			if r.users[ref.CID] == nil && !slices.Contains(cids, ref.CID) {
				cids, size = append(cids, ref.CID), size+r.blobSize(ref.CID)
			}
		}
	}
	return cids, size
}

// Blob returns a blob that a record refers to, unless it is taken down.
func (s *Store) Blob(did, cid string) (Blob, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.read(did)
	if r.Blobs[cid] == nil || r.users[cid] == nil || r.Takedowns[cid] != "" {
		return Blob{}, false
	}
	return *r.Blobs[cid], true
}

// ListBlobs returns the CIDs of blobs that records refer to, if written after the revision since,
// and the cursor of the next page.
func (s *Store) ListBlobs(did, since string, page Page) (cids []string, cursor string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.read(did)
	return page.of(maps.Keys(r.users), func(cid string) bool {
		for at := range r.users[cid] {
			if r.Records[at].Rev > since {
				return true
			}
		}
		return false
	})
}

// A MissingBlob is a blob that a record refers to and that is not there.
type MissingBlob struct {
	CID       string `json:"cid"`
	RecordURI string `json:"recordUri"`
}

// MissingBlobs lists such blobs, and returns the cursor of the next page. Only records that were
// imported can lack one.
func (s *Store) MissingBlobs(did string, page Page) (list []MissingBlob, cursor string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.read(did)
	missing := func(cid string) bool { return r.Blobs[cid] == nil }
	cids, cursor := page.of(maps.Keys(r.users), missing)
	list = make([]MissingBlob, len(cids))
	for i, cid := range cids {
		at := slices.Min(slices.Collect(maps.Keys(r.users[cid])))
		list[i] = MissingBlob{cid, "at://" + did + "/" + at}
	}
	return list, cursor
}
