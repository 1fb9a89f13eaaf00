package conformance

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Difference is one value in an answer that is not as recorded.
type Difference struct {
	Step int    // counted from 0
	Name string // of the step
	Path string // in the answer, for instance json.error
	Want string // as JSON, or "(absent)"
	Got  string
}

const absent = "(absent)"

// Compare returns the differences between the recorded answer of a step and another. Without strict
// it looks at the status, the body (but not at HTML) and the headers that clients act on:
// content-type, www-authenticate, retry-after and ratelimit-*. With strict it looks at every
// recorded header and at HTML too.
func Compare(want, got Answer, strict bool) ([]Difference, error) {
	a, err := want.tree()
	if err != nil {
		return nil, err
	}
	b, err := got.tree()
	if err != nil {
		return nil, err
	}
	var out []Difference
	for _, part := range []string{"response", "responses", "statuses"} {
		x, y := a[part], b[part]
		if !strict {
			x, y = loosen(x), loosen(y)
		}
		d := differ{root: part}
		d.values("", x, y, x != nil, y != nil)
		out = append(out, d.found...)
	}
	return out, nil
}

// Differences compares all answers of a case that was run.
func (r Result) Differences(strict bool) ([]Difference, error) {
	var out []Difference
	for i, s := range r.Case.Steps {
		var got Answer
		if i < len(r.Answers) {
			got = r.Answers[i]
		}
		found, err := Compare(s.Answer, got, strict)
		if err != nil {
			return nil, err
		}
		for _, d := range found {
			d.Step, d.Name = i, s.title()
			out = append(out, d)
		}
	}
	return out, nil
}

// maxTitle is how many characters of a path stand in a report.
const maxTitle = 60

// title is what a report calls a step.
func (s Step) title() string {
	switch {
	case s.Name != "":
		return s.Name
	case s.Request != nil:
		return s.Request.Method + " " + ellipsis(strings.TrimPrefix(s.Request.Path, "/xrpc/"), maxTitle)
	case s.Mail != nil:
		return "mail"
	case s.Clock != nil:
		return "clock"
	case s.Forge != nil:
		return "forge"
	case s.Tamper != nil:
		return "tamper"
	case s.Set != nil:
		return "set"
	case s.Approve != nil:
		return "approve"
	}
	return "sleep"
}

// tree returns an answer the plain JSON form that recorded ones have when they are read from a
// file.
func (a Answer) tree() (map[string]any, error) {
	text, err := marshal(a)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	if tally, ok := tree["responses"].([]any); ok {
		// recorders may disagree on how to sort different answers to parallel requests
		slices.SortStableFunc(tally, func(a, b any) int { return cmp.Compare(responseText(a), responseText(b)) })
	}
	return tree, nil
}

func responseText(entry any) string {
	response, _ := lookup(entry, "response")
	return asText(response)
}

// loosen drops from a response, or from each response of a tally, what only a strict comparison
// looks at.
func loosen(v any) any {
	switch t := v.(type) {
	case []any:
		out := make([]any, len(t))
		for i, x := range t {
			out[i] = loosen(x)
		}
		return out
	case map[string]any:
		out := maps.Clone(t)
		if inner, ok := t["response"]; ok {
			out["response"] = loosen(inner)
		}
		if headers, ok := t["headers"].(map[string]any); ok {
			out["headers"] = plainHeaders(headers)
			if kind, _ := headers["content-type"].(string); strings.Contains(kind, "html") {
				delete(out, "text")
			}
		}
		return out
	}
	return v
}

func plainHeaders(headers map[string]any) map[string]any {
	out := maps.Clone(headers)
	maps.DeleteFunc(out, func(name string, _ any) bool {
		switch name {
		case "content-type", "www-authenticate", "retry-after":
			return false
		}
		return !strings.HasPrefix(name, "ratelimit-")
	})
	return out
}

// A differ collects where two JSON values differ, at the deepest paths.
type differ struct {
	root  string // stands for the path of the whole
	found []Difference
}

func (d *differ) values(path string, want, got any, hasWant, hasGot bool) {
	a, aIsObject := want.(map[string]any)
	b, bIsObject := got.(map[string]any)
	x, xIsList := want.([]any)
	y, yIsList := got.([]any)
	switch {
	case aIsObject && bIsObject:
		d.objects(path, a, b)
	case xIsList && yIsList:
		d.lists(path, x, y)
	case hasWant != hasGot || !reflect.DeepEqual(want, got):
		d.add(path, want, got, hasWant, hasGot)
	}
}

func (d *differ) objects(path string, want, got map[string]any) {
	keys := maps.Clone(want)
	maps.Copy(keys, got)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		a, hasA := want[key]
		b, hasB := got[key]
		d.values(join(path, key), a, b, hasA, hasB)
	}
}

func (d *differ) lists(path string, want, got []any) {
	for i := range max(len(want), len(got)) {
		var a, b any
		if i < len(want) {
			a = want[i]
		}
		if i < len(got) {
			b = got[i]
		}
		d.values(join(path, strconv.Itoa(i)), a, b, i < len(want), i < len(got))
	}
}

func (d *differ) add(path string, want, got any, hasWant, hasGot bool) {
	if path == "" {
		path = d.root
	}
	d.found = append(d.found, Difference{Path: path, Want: show(want, hasWant), Got: show(got, hasGot)})
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func show(v any, there bool) string {
	if !there {
		return absent
	}
	text, err := marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
