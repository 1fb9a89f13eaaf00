package identity

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"mockpds/internal/lexicon"
)

// A Subject is the account of a DID, as far as its DID document follows from it.
type Subject struct {
	DID       string
	Handle    string // that the account has now
	CreatedAt time.Time
	URL       string // of the server, as the caller knows it
}

// A History is what happened to the document of a DID. Until somebody asks for operations only
// the changes are kept, as nothing is signed before.
type History struct {
	First   string   `json:"first,omitempty" doc:"the first handle in the document"`
	Changes []Change `json:"changes,omitempty" doc:"what became of the document before the log was made"`
	Log     []Logged `json:"log,omitempty" doc:"operations, in order"`
	Home    string   `json:"home,omitempty" doc:"what the log calls this server, which may have other names"`
}

// A Change is one change of a document.
type Change struct {
	Handle string    `json:"handle"`
	Key    string    `json:"key,omitempty" doc:"did:key; left out if the key stays"`
	At     time.Time `json:"at"`
}

// A Logged is an operation in the log of a DID.
type Logged struct {
	DID       string     `json:"did"`
	Operation *Operation `json:"operation"`
	CID       string     `json:"cid"`
	Nullified bool       `json:"nullified"`
	CreatedAt time.Time  `json:"createdAt"`
}

// mostOperations is how many operations a directory keeps in all.
const mostOperations = 10_000

// inForce returns the operations that were not undone.
func (h *History) inForce() []Logged {
	return slices.DeleteFunc(slices.Clone(h.Log), func(l Logged) bool { return l.Nullified })
}

// Known reports whether the directory has an operation of a DID, which need not have an account
// here.
func (d *Directory) Known(did string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.memory.Histories[did]
	return h != nil && len(h.Log) > 0
}

// Log returns the operations of a DID, which are made if nobody asked for them yet.
func (d *Directory) Log(s Subject) ([]Logged, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h, err := d.log(s)
	if err != nil {
		return nil, err
	}
	return slices.Clone(h.Log), nil
}

// log is called with d.mu held.
func (d *Directory) log(s Subject) (*History, error) {
	h := d.memory.Histories[s.DID]
	if h != nil && len(h.Log) > 0 {
		return h, nil
	}
	if s.Handle == "" { // nobody's
		return nil, &Refusal{404, "DID not registered: " + s.DID}
	}
	if h == nil {
		h = &History{First: s.Handle}
	}
	made := &History{First: h.First, Home: s.URL}
	genesis := objectOf(map[string]any{
		"type": operationType,
		"verificationMethods": map[string]string{"atproto": didKeyPrefix +
			d.pair(keyName{did: s.DID}).multikey},
		"rotationKeys": d.rotationKeys(),
		"alsoKnownAs":  AlsoKnownAs(h.First),
		"services":     map[string]Service{"atproto_pds": {PDSType, s.URL}},
		"prev":         nil,
	})
	if err := d.append(made, s.DID, genesis, s.CreatedAt); err != nil {
		return nil, err
	}
	for _, c := range h.Changes {
		if err := d.appendChange(made, s.DID, c); err != nil {
			return nil, err
		}
	}
	d.memory.Histories[s.DID] = made
	return made, nil
}

// objectOf turns a Go value into an object of the data model.
func objectOf(v any) *lexicon.Object {
	text, err := json.Marshal(v)
	if err != nil {
		return new(lexicon.Object)
	}
	parsed, _ := lexicon.Parse(text)
	o, _ := parsed.(*lexicon.Object)
	return o
}

// append signs an operation with the server's rotation key, without an audit: the server makes no
// mistakes.
func (d *Directory) append(h *History, did string, fields *lexicon.Object, at time.Time) error {
	op, err := sign(fields, d.rotationKey())
	if err != nil {
		return err
	}
	cid, err := op.cid()
	if err != nil {
		return err
	}
	h.Log = append(h.Log, Logged{DID: did, Operation: op, CID: cid, CreatedAt: at})
	return nil
}

func (d *Directory) appendChange(h *History, did string, c Change) error {
	last := h.inForce()
	fields, err := nextFields(last[len(last)-1])
	if err != nil {
		return err
	}
	names, _ := textList(fields, "alsoKnownAs")
	fields = fields.With("alsoKnownAs", textValues(withHandle(names, c.Handle)))
	if c.Key != "" {
		methods, _ := fields.Value("verificationMethods")
		fields = fields.With("verificationMethods", methods.(*lexicon.Object).With("atproto", c.Key))
	}
	return d.append(h, did, fields, c.At)
}

// nextFields returns the fields of an operation that changes nothing about the one before.
func nextFields(last Logged) (*lexicon.Object, error) {
	if last.Operation.tombstone {
		return nil, refuse("Did is tombstoned")
	}
	return last.Operation.unsigned().With("prev", last.CID), nil
}

// withHandle puts a handle in the place of the first one among names.
func withHandle(names []string, handle string) []string {
	fresh := AlsoKnownAs(handle)
	i := slices.IndexFunc(names, func(name string) bool { return strings.HasPrefix(name, "at://") })
	if i < 0 {
		return append(fresh, names...)
	}
	return slices.Concat(names[:i], fresh, names[i+1:])
}

func textValues(texts []string) []lexicon.Value {
	list := make([]lexicon.Value, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}

// Sign returns the next operation of a DID, with some of its fields replaced, signed with the
// server's rotation key. Nothing of it is kept, and nobody has looked whether the fields are what
// they should be.
func (d *Directory) Sign(s Subject, replace map[string]lexicon.Value) (*Operation, error) {
	if _, err := d.catchUp(s.DID); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	h, err := d.log(s)
	if err != nil {
		return nil, err
	}
	fields, err := nextFields(h.Log[len(h.Log)-1])
	if err != nil {
		return nil, err
	}
	if services, ok := serviceMap(fields, "services"); ok &&
		services["atproto_pds"].Endpoint == h.Home {
		services["atproto_pds"] = Service{services["atproto_pds"].Type, s.URL}
		fields = fields.With("services", objectOf(services))
	}
	for _, key := range []string{"rotationKeys", "alsoKnownAs", "verificationMethods", "services"} {
		if v, ok := replace[key]; ok {
			fields = fields.With(key, v)
		}
	}
	return sign(fields, d.rotationKey())
}

// Submit adds an operation to the log of a DID if it stands up to an audit; otherwise it fails
// with a Refusal, or with an error that the directory has no words for. A DID that nobody has is
// made by its first operation.
func (d *Directory) Submit(s Subject, op *Operation, now time.Time) error {
	known, err := d.catchUp(s.DID)
	switch {
	case err != nil:
		return err
	case known:
		return d.send(s.DID, op)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	h, err := d.log(s)
	if err != nil {
		h = &History{}
	}
	before := h.inForce()
	kept, err := op.check(s.DID, before, now)
	if err != nil {
		return err
	}
	if d.operations() >= mostOperations {
		return &Refusal{507, "This mock keeps at most 10000 PLC operations: reset it"}
	}
	cid, err := op.cid()
	if err != nil {
		return err
	}
	next := *h
	next.Log = slices.Clone(h.Log)
	for i := range next.Log {
		undone := slices.ContainsFunc(before[kept:],
			func(l Logged) bool { return l.CID == next.Log[i].CID })
		next.Log[i].Nullified = next.Log[i].Nullified || undone
	}
	next.Log = append(next.Log, Logged{DID: s.DID, Operation: op, CID: cid, CreatedAt: now})
	if !op.tombstone && op.Service("atproto_pds").Endpoint == s.URL {
		next.Home = s.URL
	}
	d.memory.Histories[s.DID] = &next
	return nil
}

func (d *Directory) operations() int {
	n := 0
	for _, h := range d.memory.Histories {
		n += len(h.Log)
	}
	return n
}

// handle returns the handle in a document before there is a log.
func (h *History) handle() string {
	if n := len(h.Changes); n > 0 {
		return h.Changes[n-1].Handle
	}
	return h.First
}

// Publish makes the document of a DID show a handle, and a key if it is given. The account had
// the handle before until now.
func (d *Directory) Publish(did, before, handle, key string, now time.Time) error {
	known, err := d.catchUp(did)
	if err != nil {
		return err
	}
	d.mu.Lock()
	next, err := d.changed(did, before, Change{handle, key, now})
	if err == nil && !known {
		d.memory.Histories[did] = next
	}
	d.mu.Unlock()
	if err != nil || !known {
		return err
	}
	return d.send(did, next.Log[len(next.Log)-1].Operation)
}

// changed returns the history of a DID with one more change. It is called with d.mu held.
func (d *Directory) changed(did, before string, c Change) (*History, error) {
	next := History{First: before}
	if h := d.memory.Histories[did]; h != nil {
		next = *h
	}
	switch {
	case len(next.Log) == 0 && c.Key == "" && c.Handle == next.handle():
	case len(next.Log) == 0:
		next.Changes = append(slices.Clone(next.Changes), c)
	default:
		next.Log = slices.Clone(next.Log)
		if err := d.appendChange(&next, did, c); err != nil {
			return nil, err
		}
	}
	return &next, nil
}

func cloneHistories(histories map[string]*History) map[string]*History {
	clone := make(map[string]*History, len(histories))
	maps.Copy(clone, histories) // a history is replaced and never changed
	return clone
}
