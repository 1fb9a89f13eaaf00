package journal

import "strings"

// owners gives accounts short names for their sessions: the first part of the handle where no other
// account has that.
type owners struct {
	accounts map[string]*owner // by DID
	names    map[string]string // DID by name
}

type owner struct {
	name     string
	sessions int
}

// take counts one more session of an account, which keeps its name while it has sessions.
func (o *owners) take(did, handle string) string {
	a := o.accounts[did]
	if a == nil {
		a = &owner{name: o.name(did, handle)}
		o.accounts[did], o.names[a.name] = a, did
	}
	a.sessions++
	return a.name
}

// name is what the sessions of an account are named after, or would be.
func (o *owners) name(did, handle string) string {
	if a := o.accounts[did]; a != nil {
		return a.name
	}
	if handle == "" || handle == "handle.invalid" {
		return did
	}
	short, _, _ := strings.Cut(handle, ".")
	for _, name := range []string{short, handle} {
		if _, taken := o.names[name]; !taken {
			return name
		}
	}
	return did
}

// drop counts one session less.
func (o *owners) drop(did string) {
	a := o.accounts[did]
	if a.sessions--; a.sessions == 0 {
		delete(o.accounts, did)
		delete(o.names, a.name)
	}
}
