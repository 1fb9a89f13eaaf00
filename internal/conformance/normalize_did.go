package conformance

import (
	"maps"
	"strings"
)

// isDIDDocument reports whether an object has the fields that the normalizer looks at.
func isDIDDocument(object map[string]any) bool {
	_, hasID := object["id"].(string)
	_, hasKeys := object["verificationMethod"].([]any)
	return hasID && hasKeys
}

// plainDocument blanks what the PLC directory decides in a DID document: the context and how keys
// are written. It cuts ids to their fragment, as some directories write them in full. It returns
// other objects as they are.
func plainDocument(object map[string]any) map[string]any {
	if !isDIDDocument(object) {
		return object
	}
	out := maps.Clone(object)
	out["@context"] = "<context>"
	out["verificationMethod"] = eachObject(object["verificationMethod"], func(method map[string]any) {
		method["type"] = "<key-type>"
		method["id"] = fragment(method["id"])
	})
	if services, ok := object["service"].([]any); ok {
		out["service"] = eachObject(services, func(service map[string]any) {
			service["id"] = fragment(service["id"])
		})
	}
	return out
}

// eachObject copies a list and changes the copies of the objects in it.
func eachObject(list any, change func(map[string]any)) []any {
	items, _ := list.([]any)
	out := make([]any, len(items))
	for i, item := range items {
		object, ok := item.(map[string]any)
		if !ok {
			out[i] = item
			continue
		}
		object = maps.Clone(object)
		change(object)
		out[i] = object
	}
	return out
}

func fragment(id any) any {
	s, ok := id.(string)
	if i := strings.LastIndexByte(s, '#'); ok && i >= 0 {
		return s[i:]
	}
	return id
}

// learn remembers the signing keys of the DID documents in an answer, for the service tokens that
// follow.
func (n *normalizer) learn(v any) {
	switch t := v.(type) {
	case []any:
		for _, x := range t {
			n.learn(x)
		}
	case map[string]any:
		if isDIDDocument(t) {
			n.learnKey(t)
		}
		for _, x := range t {
			n.learn(x)
		}
	}
}

func (n *normalizer) learnKey(document map[string]any) {
	did, _ := document["id"].(string)
	methods, _ := document["verificationMethod"].([]any)
	for _, m := range methods {
		method, _ := m.(map[string]any)
		id, _ := method["id"].(string)
		if !strings.HasSuffix(id, "#atproto") {
			continue
		}
		if key, ok := method["publicKeyMultibase"].(string); ok {
			n.keys[did] = key
		}
		return
	}
}
