package conformance

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// marshal writes compact JSON without the HTML escapes of encoding/json, which would bury
// placeholders such as <uid>.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// lookup finds the value at a dotted path; list indices are numbers. ok is false where nothing is
// there.
func lookup(v any, path string) (found any, ok bool) {
	for key := range strings.SplitSeq(path, ".") {
		switch t := v.(type) {
		case map[string]any:
			v, ok = t[key]
		case []any:
			i, err := strconv.Atoi(key)
			if ok = err == nil && i >= 0 && i < len(t); ok {
				v = t[i]
			}
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
	}
	return v, true
}

// replace puts a value at a dotted path of an object, where something is there already.
func replace(object map[string]any, path string, value any) {
	parent, key := any(object), path
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		parent, _ = lookup(object, path[:i])
		key = path[i+1:]
	}
	if o, ok := parent.(map[string]any); ok {
		if _, there := o[key]; there {
			o[key] = value
		}
	}
}
