package findings

// Looks is how many rules find something.
func Looks() int { return len(looks) }

// Looks reports whether the rule finds something.
func (r Rule) Looks() bool { return r.look != nil }
