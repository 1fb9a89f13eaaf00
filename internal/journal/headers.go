package journal

import "strings"

// A Header is one line of a header.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// lines are the lines of a header in no particular order.
type lines []Header

// get finds the first value of a name in its canonical form, or "".
func (l lines) get(name string) string {
	for i := range l {
		if l[i].Name == name {
			return l[i].Value
		}
	}
	return ""
}

// getAny is get for a name in any letter case.
func (l lines) getAny(name string) string {
	for i := range l {
		if strings.EqualFold(l[i].Name, name) {
			return l[i].Value
		}
	}
	return ""
}

// firstValue is the first value of a name in its canonical form, or "".
func firstValue(h map[string][]string, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}
