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
	Handle    string // that the account has now; "" for nobody's DID
	CreatedAt time.Time
	URL       string // of the server, as the caller knows it
}

// A Logged is a state of a DID, and the operation that made it.
type Logged struct {
	Data      *Data      `json:"data" doc:"of a tombstone, those before it; this server is a service without an endpoint"`
	Operation *Operation `json:"operation,omitempty" doc:"signed when somebody asks for it"`
	CID       string     `json:"cid,omitempty" doc:"of the operation"`
	Nullified bool       `json:"nullified,omitempty" doc:"a later operation undid it"`
	CreatedAt time.Time  `json:"createdAt"`
}

// mostOperations is how many operations a directory keeps in all.
const mostOperations = 10_000

// Known reports whether the directory has a state of a DID, which need not have an account here.
func (d *Directory) Known(did string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.memory.Logs[did] != nil
}

// inForce returns the operations of a log that were not undone.
func inForce(log []Logged) []Logged {
	return slices.DeleteFunc(slices.Clone(log), func(l Logged) bool { return l.Nullified })
}

// Log returns the operations of a DID, all of them signed.
func (d *Directory) Log(s Subject) ([]Logged, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log(s)
}

// log is called with d.mu held.
func (d *Directory) log(s Subject) ([]Logged, error) {
	if s.Handle == "" && d.memory.Logs[s.DID] == nil {
		return nil, &Refusal{404, "DID not registered: " + s.DID}
	}
	log, prev := d.states(s), ""
	for i := range log {
		l := &log[i]
		if l.Operation == nil {
			op, err := sign(l.Data.at(s.URL).operation(prev), d.rotationKey())
			if err != nil {
				return nil, err
			}
			if l.CID, err = op.cid(); err != nil {
				return nil, err
			}
			l.Operation = op
		}
		if !l.Nullified {
			prev = l.CID
		}
	}
	d.memory.Logs[s.DID] = log
	return slices.Clone(log), nil
}

// states returns a copy of the log of a DID, in which not all operations need be signed. Without a
// log it is the state that follows from the account. It is called with d.mu held.
func (d *Directory) states(s Subject) []Logged {
	if log := d.memory.Logs[s.DID]; log != nil {
		return slices.Clone(log)
	}
	data := d.plainData(s)
	return []Logged{{Data: &data, CreatedAt: s.CreatedAt}}
}

// operation returns the fields of an operation that makes this state, but for its signature.
func (d Data) operation(prev string) *lexicon.Object {
	var before any
	if prev != "" {
		before = prev
	}
	text, err := json.Marshal(map[string]any{
		"type": operationType, "prev": before, "rotationKeys": d.RotationKeys,
		"alsoKnownAs": d.AlsoKnownAs, "verificationMethods": d.VerificationMethods, "services": d.Services,
	})
	if err != nil {
		return new(lexicon.Object)
	}
	parsed, _ := lexicon.Parse(text)
	o, _ := parsed.(*lexicon.Object)
	return o
}

// Publish makes the document of a DID, which has s.Handle now, show a handle, and a key (did:key)
// unless that is "".
func (d *Directory) Publish(s Subject, handle, key string, now time.Time) error {
	known, err := d.catchUp(s.DID)
	if err != nil {
		return err
	}
	d.mu.Lock()
	log := d.states(s)
	last := log[len(log)-1] // which is in force, or others are after it
	if last.isTombstone() {
		d.mu.Unlock()
		return refuse("Did is tombstoned")
	}
	data := *last.Data
	data.AlsoKnownAs = withHandle(data.AlsoKnownAs, handle)
	if key != "" {
		data.VerificationMethods = maps.Clone(data.VerificationMethods)
		data.VerificationMethods["atproto"] = key
	}
	if !known {
		defer d.mu.Unlock()
		if key != "" || !slices.Equal(data.AlsoKnownAs, last.Data.AlsoKnownAs) {
			d.memory.Logs[s.DID] = append(log, Logged{Data: &data, CreatedAt: now})
		}
		return nil
	}
	op, err := sign(data.operation(last.CID), d.rotationKey())
	d.mu.Unlock()
	if err != nil {
		return err
	}
	return d.send(s.DID, op)
}

// Keep makes the document of a DID stay as it is, whatever becomes of the account.
func (d *Directory) Keep(s Subject) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.memory.Logs[s.DID] = d.states(s)
}

func (l *Logged) isTombstone() bool { return l.Operation != nil && l.Operation.tombstone }

// withHandle puts a handle in the place of the first one among names.
func withHandle(names []string, handle string) []string {
	fresh := AlsoKnownAs(handle)
	i := slices.IndexFunc(names, func(name string) bool { return strings.HasPrefix(name, "at://") })
	if i < 0 {
		return append(fresh, names...)
	}
	return slices.Concat(names[:i], fresh, names[i+1:])
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
	log, err := d.log(s)
	if err != nil {
		return nil, err
	}
	last := log[len(log)-1]
	if last.isTombstone() {
		return nil, refuse("Did is tombstoned")
	}
	fields := last.Data.at(s.URL).operation(last.CID)
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
	log, _ := d.log(s) // none of a DID that is not registered yet
	before := inForce(log)
	kept, err := op.check(s.DID, before, now)
	if err != nil {
		return err
	}
	if d.operations() >= mostOperations {
		return &Refusal{507, "This mock keeps at most 10000 PLC operations: reset it"}
	}
	next := Logged{Data: &op.Data, Operation: op, CreatedAt: now}
	if next.CID, err = op.cid(); err != nil {
		return err
	}
	if op.tombstone {
		next.Data = before[kept-1].Data
	} else if op.Services[pdsService].Endpoint == s.URL {
		data := op.withEndpoint("")
		next.Data = &data
	}
	for i := range log {
		undone := func(l Logged) bool { return l.CID == log[i].CID }
		log[i].Nullified = log[i].Nullified || slices.ContainsFunc(before[kept:], undone)
	}
	d.memory.Logs[s.DID] = append(log, next)
	return nil
}

func (d *Directory) operations() int {
	n := 0
	for _, log := range d.memory.Logs {
		n += len(log)
	}
	return n
}
