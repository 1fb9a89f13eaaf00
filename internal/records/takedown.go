package records

// TakeDownRecord takes a record out of view, or with an empty reference brings it back. Nothing
// happens if there is none.
func (s *Store) TakeDownRecord(did, collection, key, ref string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.record(did, path(collection, key)); r != nil {
		changed := *r
		changed.TakedownRef = ref
		s.repos[did].Records[path(collection, key)] = &changed
	}
}

// RecordStatus returns the CID of a record and the reference under which it is taken down, if it
// is.
func (s *Store) RecordStatus(did, collection, key string) (cid, ref string, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.record(did, path(collection, key))
	if r == nil {
		return "", "", false
	}
	return r.CID, r.TakedownRef, true
}

// TakeDownBlob takes a blob out of view, or with an empty reference brings it back. Nothing happens
// if there is none.
func (s *Store) TakeDownBlob(did, cid, ref string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.repos[did]; r != nil && r.Blobs[cid] != nil {
		changed := *r.Blobs[cid]
		changed.TakedownRef = ref
		r.Blobs[cid] = &changed
	}
}

// BlobStatus returns the reference under which a blob is taken down, if it is, and whether there is
// such a blob.
func (s *Store) BlobStatus(did, cid string) (ref string, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if r := s.repos[did]; r != nil && r.Blobs[cid] != nil {
		return r.Blobs[cid].TakedownRef, true
	}
	return "", false
}
