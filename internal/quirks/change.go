package quirks

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// A Reply is what the server is about to send to a call.
type Reply struct {
	Status int
	Type   string // Content-Type
	Body   []byte // not compressed
	Header http.Header

	text string // in place of the body; "" for none
}

// A Refusal is what a refused call is told.
type Refusal struct {
	Status         int
	Error, Message string
}

// Change applies the quirks to the reply to a call of a method. It returns the names of those that
// changed it, and what a refused call would have been told without them. All that match apply, in
// order, and all look at the true reply. The fields of a reply that they change are sorted by name.
// SessionToken reports whether a session token of this server came with the call.
func (on *On) Change(
	method string, r *Reply, sessionToken func() bool,
) (names []string, truth Refusal) {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(r.Body, &fields)
	if !strings.HasPrefix(r.Type, "application/json") || fields == nil {
		return nil, truth // not an object
	}
	var told struct{ Error, Message string }
	_ = json.Unmarshal(r.Body, &told) // a success that has others of these names is left alone
	truth = Refusal{r.Status, told.Error, told.Message}
	method = method[strings.LastIndexByte(method, '.')+1:]
	for _, q := range on.quirks {
		if q.change(method, r, fields, truth, sessionToken) {
			names = append(names, q.Name)
		}
	}
	switch {
	case names == nil:
	case r.text != "":
		r.Type, r.Body = "text/plain; charset=utf-8", []byte(r.text)
	default:
		r.Body = encode(fields)
	}
	return names, truth
}

// change changes the fields of a success, or a refusal by the first row that matches. It reports
// whether it did.
func (q *Quirk) change(
	method string, r *Reply, fields map[string]json.RawMessage, truth Refusal,
	sessionToken func() bool,
) (changed bool) {
	if truth.Status == http.StatusOK {
		for _, row := range q.Fields {
			if slices.Contains(row.Methods, method) {
				changed = row.apply(fields) || changed
			}
		}
		return changed
	}
	for _, row := range q.Errors {
		if row.matches(method, truth, sessionToken) {
			row.apply(r, fields)
			return true
		}
	}
	return false
}

// apply leaves fields out and adds others. It reports whether that changes anything.
func (row *fieldRow) apply(fields map[string]json.RawMessage) (changed bool) {
	for _, name := range row.LeaveOut {
		changed = changed || fields[name] != nil
		delete(fields, name)
	}
	for name, value := range row.Add {
		if fields[name] == nil {
			fields[name], changed = value, true
		}
	}
	return changed
}

func (row *errorRow) matches(method string, truth Refusal, sessionToken func() bool) bool {
	w := &row.When
	return (w.Methods == nil || slices.Contains(w.Methods, method)) &&
		(w.Error == "" || w.Error == truth.Error) &&
		(w.Message == "" || w.Message == truth.Message) &&
		(!w.SessionToken || sessionToken())
}

func (row *errorRow) apply(r *Reply, fields map[string]json.RawMessage) {
	then := &row.Then
	r.Status = cmp.Or(then.Status, r.Status)
	if then.Error != "" {
		fields["error"] = encode(then.Error)
	}
	if then.Message != "" {
		fields["message"] = encode(then.Message)
	}
	if then.NoMessage {
		delete(fields, "message")
	}
	for name, value := range then.Headers {
		r.Header.Set(name, value)
	}
	r.text = cmp.Or(then.Text, r.text)
}

// encode writes JSON with <, > and & as they are.
func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(value) // texts and what was JSON always encode
	return bytes.TrimSpace(b.Bytes())
}
