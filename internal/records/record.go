package records

import (
	"encoding/json"
	"iter"
	"slices"
	"strings"

	"mockpds/internal/dagcbor"
	"mockpds/internal/lexicon"
	"mockpds/internal/syntax"
)

// A Record is one record of a repository. Its JSON form is that of snapshots.
type Record struct {
	CID     string          `json:"cid"`
	Value   json.RawMessage `json:"value"`
	Rev     string          `json:"rev" doc:"of the commit that wrote it"`
	Blobs   []BlobRef       `json:"blobs,omitempty" doc:"that the value refers to"`
	Subject string          `json:"subject,omitempty" doc:"what a follow, block, like or repost points at"`
}

// size is what the record at a path is counted as.
func (r *Record) size(at string) int { return perItem + len(at) + len(r.Value) }

// at returns the record as a commit writes it; nil if it is nil.
func (r *Record) at(rev string) *Record {
	if r == nil {
		return nil
	}
	written := *r
	written.Rev = rev
	return &written
}

// A BlobRef is a blob as a record refers to it.
type BlobRef struct {
	CID      string `json:"cid"`
	MimeType string `json:"mimeType"`
	Size     int64  `json:"size"`
}

// Typed returns a value with the collection's name for its $type. It fails with a Refusal on a
// value of another type.
func Typed(collection string, value *lexicon.Object) (*lexicon.Object, error) {
	switch kind, given := value.Value("$type"); {
	case !given:
		return value.With("$type", collection), nil
	case kind != lexicon.Value(collection):
		return nil, refuse("InvalidRequest", "Invalid $type: expected %s, got %s", collection, asText(kind))
	}
	return value, nil
}

// NewRecord makes a record of a value that Typed has returned. It fails with a Refusal on one that
// refers to a blob in the old form, and with another error on a number that the data model has no
// place for.
func NewRecord(collection string, value *lexicon.Object) (*Record, error) {
	r := &Record{Subject: subjectOf(collection, value)}
	if err := r.findBlobs(value); err != nil {
		return nil, err
	}
	encoded, err := dagcbor.Encode(value)
	if err != nil {
		return nil, err
	}
	r.CID = dagcbor.CID(encoded)
	r.Value, err = lexicon.SortedJSON(value)
	return r, err
}

// asText writes a value as JavaScript puts it into a text.
func asText(v lexicon.Value) string {
	switch v := v.(type) {
	case string:
		return v
	case *lexicon.Object:
		return "[object Object]"
	default:
		text, _ := lexicon.SortedJSON(v) // empty for an infinite number
		return string(text)
	}
}

// findBlobs notes the blobs that a value refers to, however deep.
func (r *Record) findBlobs(v lexicon.Value) error {
	switch v := v.(type) {
	case []lexicon.Value:
		for _, item := range v {
			if err := r.findBlobs(item); err != nil {
				return err
			}
		}
	case *lexicon.Object:
		if ref, ok := blobRefOf(v); ok {
			r.Blobs = append(r.Blobs, ref)
			return nil
		}
		if cid, ok := legacyBlob(v); ok {
			return refuse("InvalidRequest", "Legacy blobs are not allowed (%s)", cid)
		}
		for _, key := range v.Keys() {
			member, _ := v.Value(key)
			if err := r.findBlobs(member); err != nil {
				return err
			}
		}
	}
	return nil
}

// blobRefOf reads {"$type":"blob","ref":LINK,"mimeType":TYPE,"size":N} with nothing else in it. The
// size may be -1, for unknown.
func blobRefOf(o *lexicon.Object) (BlobRef, bool) {
	ref, _ := o.Value("ref")
	link, isLink := ref.(lexicon.Link)
	n, _ := o.Value("size")
	size, isNumber := n.(float64)
	mime := o.Text("mimeType")
	ok := o.Text("$type") == "blob" && isLink && isNumber && size >= -1 && strings.Contains(mime, "/") && len(o.Keys()) == 4
	return BlobRef{string(link), mime, int64(size)}, ok
}

// legacyBlob reads {"cid":CID,"mimeType":TYPE} with nothing else in it, which is how records once
// referred to blobs.
func legacyBlob(o *lexicon.Object) (cid string, ok bool) {
	cid = o.Text("cid")
	return cid, o.Text("mimeType") != "" && len(o.Keys()) == 2 && lexicon.IsCID(cid)
}

// subjectOf returns what a follow or block (a DID), or a like or repost (an AT-URI) points at; ""
// for other records. An account has at most one of each for one subject.
func subjectOf(collection string, value *lexicon.Object) string {
	switch collection {
	case "app.bsky.graph.follow", "app.bsky.graph.block":
		if did := value.Text("subject"); syntax.IsDID(did) {
			return did
		}
	case "app.bsky.feed.like", "app.bsky.feed.repost":
		subject, _ := value.Value("subject")
		if o, ok := subject.(*lexicon.Object); ok && strings.HasPrefix(o.Text("uri"), "at://") {
			return o.Text("uri")
		}
	}
	return ""
}

// Path returns where a repository keeps a record.
func Path(collection, key string) string { return collection + "/" + key }

// URI returns the AT-URI of a record.
func URI(did, collection, key string) string {
	return "at://" + did + "/" + Path(collection, key)
}

// An Entry is a record and where it is.
type Entry struct {
	URI   string          `json:"uri"`
	CID   string          `json:"cid"`
	Value json.RawMessage `json:"value"`
}

// Get returns a record. It reports false for one that is not there, that is taken down, or that has
// another CID than the one asked for, if any.
func (s *Store) Get(did, collection, key, cid string) (Entry, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, at := s.read(did), Path(collection, key)
	record := r.Records[at]
	if record == nil || r.Takedowns[at] != "" || cid != "" && cid != record.CID {
		return Entry{}, false
	}
	return Entry{URI(did, collection, key), record.CID, record.Value}, true
}

// A Page is a part of a sorted list.
type Page struct {
	Limit   int
	Cursor  string // what comes after it is in the page; "" is the beginning
	Reverse bool   // the highest first
}

// of returns those of some names that are in the page and that which reports true for, sorted, and
// the last of them, which is the cursor of the next page.
func (p Page) of(names iter.Seq[string], which func(string) bool) (list []string, last string) {
	list = []string{}
	for name := range names {
		after := p.Cursor == "" || name != p.Cursor && (name > p.Cursor) != p.Reverse
		if after && which(name) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	if p.Reverse {
		slices.Reverse(list)
	}
	list = list[:min(p.Limit, len(list))]
	if len(list) > 0 {
		last = list[len(list)-1]
	}
	return list, last
}

// keys returns the keys of the records in a collection, in any order.
func (r *Repo) keys(collection string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for at := range r.Records {
			if key, ok := strings.CutPrefix(at, collection+"/"); ok && !yield(key) {
				return
			}
		}
	}
}

// List returns records of a collection by their keys, without those that are taken down, and the
// cursor of the next page.
func (s *Store) List(did, collection string, page Page) (list []Entry, cursor string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.read(did)
	shown := func(key string) bool { return r.Takedowns[Path(collection, key)] == "" }
	keys, cursor := page.of(r.keys(collection), shown)
	list = make([]Entry, len(keys))
	for i, key := range keys {
		record := r.Records[Path(collection, key)]
		list[i] = Entry{URI(did, collection, key), record.CID, record.Value}
	}
	return list, cursor
}

// Collections returns the names of an account's collections, sorted.
func (s *Store) Collections(did string) []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	names := []string{}
	for at := range s.read(did).Records {
		collection, _, _ := strings.Cut(at, "/")
		names = append(names, collection)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
