package oauth

import (
	"maps"
	"slices"
	"strings"
)

// Scopes are what a token is good for.
type Scopes struct {
	granted []string
	used    func(scope string) // is told each one that allows what is asked for
}

// Account returns "" if the scopes allow an action, read or manage, on an attribute of the account:
// email, repo or status. Otherwise it returns the scope that is missing, as the others do.
func (s Scopes) Account(attr, action string) string {
	transition := ""
	if attr == "email" && action == "read" {
		transition = "transition:email"
	}
	return s.need(transition, "account", "attr", attr, "action", action)
}

// Identity is for an attribute of the identity: handle, or * for the rest.
func (s Scopes) Identity(attr string) string { return s.need("", "identity", "attr", attr) }

// Repo is for an action, create, update or delete, on the records of a collection.
func (s Scopes) Repo(collection, action string) string {
	return s.need(generic, "repo", "collection", collection, "action", action)
}

// RPC is for calling a method of a service, DID#id, or * for any method.
func (s Scopes) RPC(method, audience string) string {
	transition := generic
	if strings.HasPrefix(method, "chat.bsky.") {
		transition = chat
	}
	return s.need(transition, "rpc", "lxm", method, "aud", audience)
}

// Blob is for uploading a file of a media type.
func (s Scopes) Blob(media string) string { return s.need(generic, "blob", "accept", media) }

// The transition scopes for chat, and for all but chat and the e-mail address.
const (
	chat    = "transition:chat.bsky"
	generic = "transition:generic"
)

// need returns "" if a transition scope, or one for the resource, allows what is wanted, else the
// scope that would. What is wanted are names of parameters, each with its value.
func (s Scopes) need(transition, resource string, wanted ...string) string {
	values := map[string][]string{}
	for pair := range slices.Chunk(wanted, 2) {
		values[pair[0]] = pair[1:]
	}
	missing := permission{resource, values}.String()
	for _, scope := range s.granted {
		allowed := scope == transition
		if strings.HasPrefix(scope, resource) {
			p, ok := parseScope(scope)
			allowed = ok && p.resource == resource
			for name := range values {
				allowed = allowed && p.covers(name, values[name][0])
			}
		}
		if allowed {
			missing = ""
			s.used(scope)
		}
	}
	return missing
}

// covers reports whether a parameter has a value, or one that stands for it and others.
func (p permission) covers(name, value string) bool {
	isMedia := name == "accept"
	if isMedia && (!isMediaRange(value) || strings.Contains(value, "*")) {
		return false
	}
	return slices.ContainsFunc(p.values[name], func(granted string) bool {
		kind, isRange := strings.CutSuffix(granted, "/*")
		return slices.Contains([]string{value, "*", "*/*", "manage"}, granted) ||
			isMedia && isRange && strings.HasPrefix(value, kind+"/")
	})
}

// A permissionSet is what a lexicon of that type allows under one name.
type permissionSet struct {
	isSet       bool // false if the lexicon is of another type
	permissions []any
}

// PutLexicon makes the permission set of an NSID known.
func (s *Server) PutLexicon(nsid string, lexicon map[string]any) {
	defs, _ := lexicon["defs"].(map[string]any)
	main, _ := defs["main"].(map[string]any)
	permissions, _ := main["permissions"].([]any)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sets[nsid] = permissionSet{isSet: main["type"] == "permission-set", permissions: permissions}
}

// problemOfSets says which permission set of a scope is not known, or "".
func (s *Server) problemOfSets(scope string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for value := range strings.FieldsSeq(scope) {
		p, ok := parseScope(value)
		if !ok || p.resource != "include" {
			continue
		}
		switch set, known := s.sets[p.one("nsid")]; {
		case !known:
			return "Could not resolve Lexicon for NSID (" + p.one("nsid") + ")"
		case !set.isSet:
			return "Lexicon document is not a permission set (" + p.one("nsid") + ")"
		}
	}
	return ""
}

// expand replaces the permission sets of a scope by what they stand for, those first. The caller
// holds the lock.
func (s *Server) expand(scope string) string {
	var included, others []string
	for value := range strings.FieldsSeq(scope) {
		p, ok := parseScope(value)
		if !ok || p.resource != "include" {
			others = append(others, value)
			continue
		}
		for _, entry := range s.sets[p.one("nsid")].permissions {
			if one, ok := includedPermission(p, entry); ok {
				included = append(included, one.String())
			}
		}
	}
	if included == nil && len(others) == len(strings.Fields(scope)) {
		return scope
	}
	return strings.Join(append(included, others...), " ")
}

// includedPermission reads an entry of a permission set. It must be for records or calls under the
// authority of the set.
func includedPermission(include permission, entry any) (permission, bool) {
	fields, _ := entry.(map[string]any)
	resource, _ := fields["resource"].(string)
	aud, hasAud := fields["aud"]
	if resource != "repo" && (resource != "rpc" || hasAud && aud != "*") {
		return permission{}, false
	}
	fields = maps.Clone(fields)
	delete(fields, "type")
	delete(fields, "resource")
	given := map[string][]string{}
	inherited, inherits := include.one("aud"), fields["inheritAud"] == true
	if resource == "rpc" && inherits && !hasAud && inherited != "" {
		given["aud"] = []string{inherited}
		delete(fields, "inheritAud")
	}
	for name, value := range fields {
		values, ok := texts(resource, name, value)
		if !ok {
			return permission{}, false
		}
		given[name] = values
	}
	p, ok := readPermission(resource, given)
	names := slices.Concat(p.values["collection"], p.values["lxm"])
	return p, ok && underAuthority(include.one("nsid"), names)
}

// texts reads a value of a permission set: a list where the parameter takes many, else one.
func texts(resource, name string, value any) ([]string, bool) {
	list, isList := value.([]any)
	i := slices.IndexFunc(resources[resource], func(p parameter) bool { return p.name == name })
	if i < 0 || isList != resources[resource][i].many {
		return nil, false
	}
	if !isList {
		list = []any{value}
	}
	values := []string{}
	for _, v := range list {
		text, ok := v.(string)
		if !ok {
			return nil, false
		}
		values = append(values, text)
	}
	return values, true
}

// underAuthority reports whether all NSIDs are under that of a permission set up to its last dot.
func underAuthority(nsid string, others []string) bool {
	prefix := nsid[:strings.LastIndexByte(nsid, '.')+1]
	return !slices.ContainsFunc(others, func(other string) bool {
		return other == "*" || !strings.HasPrefix(other, prefix) || len(other) == len(prefix)
	})
}
