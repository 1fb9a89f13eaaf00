package oauth

import (
	"net/url"
	"slices"
	"strings"

	"mockpds/internal/syntax"
)

// A permission is a scope for one resource, read: its parameters by name, with defaults filled in.
type permission struct {
	resource string
	values   map[string][]string
}

// A parameter of a resource's scopes. The first of a resource may stand after the colon.
type parameter struct {
	name      string
	many      bool
	required  bool
	otherwise []string // when it is left out; nil is nothing
	valid     func(string) bool
}

var repoActions = []string{"create", "update", "delete"}

// resources are the kinds of scopes that have parameters (https://atproto.com/specs/permission).
var resources = map[string][]parameter{
	"account": {
		{name: "attr", required: true, valid: oneIn("email", "repo", "status")},
		{name: "action", many: true, otherwise: []string{"read"}, valid: oneIn("read", "manage")},
	},
	"identity": {{name: "attr", required: true, valid: oneIn("handle", "*")}},
	"repo": {
		{name: "collection", many: true, required: true, valid: isNSIDOrAll},
		{name: "action", many: true, otherwise: repoActions, valid: oneIn(repoActions...)},
	},
	"rpc": {
		{name: "lxm", many: true, required: true, valid: isNSIDOrAll},
		{name: "aud", required: true, valid: func(s string) bool { return s == "*" || isServiceRef(s) }},
	},
	"blob": {{name: "accept", many: true, required: true, valid: isMediaRange}},
	"include": {
		{name: "nsid", required: true, valid: syntax.IsNSID},
		{name: "aud", valid: isServiceRef},
	},
}

func oneIn(allowed ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(allowed, s) }
}

func isNSIDOrAll(s string) bool { return s == "*" || syntax.IsNSID(s) }

// isServiceRef reports whether s is a DID with the id of a service, like did:web:api.example#svc.
func isServiceRef(s string) bool {
	did, id, ok := strings.Cut(s, "#")
	return ok && id != "" && !strings.Contains(id, "#") && isAtprotoDID(did)
}

func isMediaRange(s string) bool {
	before, after, ok := strings.Cut(s, "/")
	if !ok || before == "" || after == "" || strings.Contains(after, "/") || strings.Contains(s, " ") {
		return false
	}
	return s == "*/*" || !strings.Contains(s, "*") || after == "*"
}

// parseScope reads a scope that has parameters. It reports false for one that is unknown or wrong.
func parseScope(scope string) (permission, bool) {
	head, query, _ := strings.Cut(scope, "?")
	resource, positional, hasPositional := strings.Cut(head, ":")
	given := map[string][]string{}
	if query != "" {
		for pair := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			given[unescape(name)] = append(given[unescape(name)], unescape(value))
		}
	}
	schema := resources[resource]
	if schema == nil {
		return permission{}, false
	}
	if hasPositional {
		decoded, err := url.PathUnescape(positional)
		if err != nil || given[schema[0].name] != nil {
			return permission{}, false
		}
		given[schema[0].name] = []string{decoded}
	}
	return readPermission(resource, given)
}

// readPermission checks the parameters of a permission.
func readPermission(resource string, given map[string][]string) (permission, bool) {
	p := permission{resource, map[string][]string{}}
	schema := resources[resource]
	for name := range given {
		if !slices.ContainsFunc(schema, func(p parameter) bool { return p.name == name }) {
			return p, false
		}
	}
	for _, param := range schema {
		values, ok := given[param.name]
		if ok && !param.takes(values) || !ok && param.required {
			return p, false
		}
		if !ok {
			values = param.otherwise
		}
		if values != nil {
			p.values[param.name] = values
		}
	}
	everything := resource == "rpc" && p.one("aud") == "*" && slices.Contains(p.values["lxm"], "*")
	return p, !everything
}

// takes reports whether a parameter may have these values.
func (p parameter) takes(values []string) bool {
	wrong := func(s string) bool { return !p.valid(s) }
	return len(values) > 0 && (len(values) == 1 || p.many) && !slices.ContainsFunc(values, wrong)
}

func (p permission) one(name string) string {
	if v := p.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// String is the shortest form of a permission.
func (p permission) String() string {
	var head string
	var query []string
	for i, param := range resources[p.resource] {
		values := p.normal(param)
		if values == nil || param.many && sameSet(values, param.otherwise) {
			continue
		}
		if i == 0 && len(values) == 1 {
			head = ":" + escapeScope(strings.ReplaceAll(url.QueryEscape(values[0]), "+", "%20"))
			continue
		}
		for _, v := range values {
			query = append(query, param.name+"="+escapeScope(url.QueryEscape(v)))
		}
	}
	text := p.resource + head
	if query != nil {
		text += "?" + strings.Join(query, "&")
	}
	return text
}

// normal is the values of a parameter without those that others cover, in a fixed order.
func (p permission) normal(param parameter) []string {
	values := slices.Clone(p.values[param.name])
	switch param.name {
	case "action":
		if p.resource == "repo" {
			return within(slices.Clone(repoActions), values)
		}
		return values
	case "collection", "lxm":
		if slices.Contains(values, "*") {
			return []string{"*"}
		}
	case "accept":
		if slices.Contains(values, "*/*") {
			return []string{"*/*"}
		}
		for i := range values {
			values[i] = strings.ToLower(values[i])
		}
		all := slices.Clone(values)
		values = slices.DeleteFunc(values, func(v string) bool {
			kind, _, _ := strings.Cut(v, "/")
			return !strings.HasSuffix(v, "/*") && slices.Contains(all, kind+"/*")
		})
	default:
		return values
	}
	slices.Sort(values)
	return slices.Compact(values)
}

func sameSet(a, b []string) bool {
	return len(within(slices.Clone(a), b)) == len(a) && len(within(slices.Clone(b), a)) == len(b)
}

// within drops from a list what another one does not have.
func within(list, allowed []string) []string {
	return slices.DeleteFunc(list, func(v string) bool { return !slices.Contains(allowed, v) })
}

// unneeded are the escapes that a scope does not need.
var unneeded = strings.NewReplacer("%3A", ":", "%2F", "/", "%2B", "+", "%2C", ",", "%40", "@", "%25", "%", "%2A", "*")

func escapeScope(escaped string) string { return unneeded.Replace(escaped) }

// plainScopes are those without parameters.
var plainScopes = []string{"atproto", "transition:email", "transition:generic", "transition:chat.bsky"}

// knownScopes are the scopes that the server understands, each once: it drops the others silently.
func knownScopes(asked []string) string {
	var known []string
	for _, scope := range asked {
		_, ok := parseScope(scope)
		if (ok || slices.Contains(plainScopes, scope)) && !slices.Contains(known, scope) {
			known = append(known, scope)
		}
	}
	return strings.Join(known, " ")
}
