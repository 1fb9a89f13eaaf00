package quirks

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
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
}

// A Refusal is what a refused call is told.
type Refusal struct {
	Status         int
	Error, Message string
}

// Change applies the quirks to the reply to a call of a method. It returns the names of those that
// changed it, and what a refused call would have been told without them. All that match apply, in
// order, and all look at the true reply. SessionToken reports whether a session token of this
// server came with the call.
func (on *On) Change(
	method string, r *Reply, sessionToken func() bool,
) (names []string, truth Refusal) {
	fields, ok := readFields(r.Body)
	if !ok || !strings.HasPrefix(r.Type, "application/json") {
		return nil, truth
	}
	truth = Refusal{r.Status, fields.text("error"), fields.text("message")}
	method = method[strings.LastIndexByte(method, '.')+1:]
	text := ""
	for _, q := range on.quirks {
		before := len(names)
		if truth.Status == http.StatusOK {
			names = q.changeFields(method, &fields, names)
			continue
		}
		for _, row := range q.Errors {
			if len(names) == before && row.matches(method, truth, sessionToken) {
				names = append(names, q.Name)
				row.apply(r, &fields)
				text = cmp.Or(row.Then.Text, text)
			}
		}
	}
	switch {
	case names == nil:
	case text != "":
		r.Type, r.Body = "text/plain; charset=utf-8", []byte(text)
	default:
		r.Body = fields.json()
	}
	return names, truth
}

// changeFields leaves fields out of a success and adds others. It adds the quirk's name if that
// changes anything.
func (q *Quirk) changeFields(method string, fields *fields, names []string) []string {
	for _, row := range q.Fields {
		if !slices.Contains(row.Methods, method) {
			continue
		}
		if left, added := fields.remove(row.LeaveOut), fields.add(row.Add); left || added {
			return append(names, q.Name)
		}
	}
	return names
}

func (row *errorRow) matches(method string, truth Refusal, sessionToken func() bool) bool {
	w := &row.When
	return (w.Methods == nil || slices.Contains(w.Methods, method)) &&
		(w.Error == "" || w.Error == truth.Error) &&
		(w.Message == "" || w.Message == truth.Message) &&
		(!w.SessionToken || sessionToken())
}

func (row *errorRow) apply(r *Reply, fields *fields) {
	if row.Then.Status != 0 {
		r.Status = row.Then.Status
	}
	if row.Then.Error != "" {
		fields.set("error", row.Then.Error)
	}
	if row.Then.Message != "" {
		fields.set("message", row.Then.Message)
	}
	if row.Then.NoMessage {
		fields.remove([]string{"message"})
	}
	for name, value := range row.Then.Headers {
		r.Header.Set(name, value)
	}
}

// fields are those of a JSON object, in its order.
type fields []field

type field struct {
	name  string
	value json.RawMessage
}

// readFields reads an object. It reports false for anything else.
func readFields(body []byte) (list fields, ok bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, false
		}
		f := field{}
		f.name, _ = name.(string) // as the names of an object are
		if d.Decode(&f.value) != nil {
			return nil, false
		}
		list = append(list, f)
	}
	return list, true
}

func (l fields) text(name string) (text string) {
	if i := l.index(name); i >= 0 {
		_ = json.Unmarshal(l[i].value, &text) // another type is no text
	}
	return text
}

func (l fields) index(name string) int {
	return slices.IndexFunc(l, func(f field) bool { return f.name == name })
}

// set replaces a text, or adds it.
func (l *fields) set(name, text string) {
	value := quote(text)
	if i := l.index(name); i >= 0 {
		(*l)[i].value = value
		return
	}
	*l = append(*l, field{name, value})
}

// remove reports whether there was a field of these names.
func (l *fields) remove(names []string) bool {
	before := len(*l)
	*l = slices.DeleteFunc(*l, func(f field) bool { return slices.Contains(names, f.name) })
	return len(*l) < before
}

// add adds fields that are not there, by their names, and reports whether there were any.
func (l *fields) add(more map[string]json.RawMessage) bool {
	before := len(*l)
	for _, name := range slices.Sorted(maps.Keys(more)) {
		if l.index(name) < 0 {
			*l = append(*l, field{name, more[name]})
		}
	}
	return len(*l) > before
}

func (l fields) json() []byte {
	b := []byte("{")
	for i, f := range l {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, quote(f.name)...), ':'), f.value...)
	}
	return append(b, '}')
}

// quote writes a text as JSON, with <, > and & as they are.
func quote(text string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text always encodes
	return bytes.TrimSpace(b.Bytes())
}
