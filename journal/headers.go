package journal

import "encoding/binary"

// headers are the lines of a header in no particular order, packed: each name and each value after its length.
type headers string

func packHeaders(b []byte, m map[string][]string) []byte {
	room := longestHeaders
	for name, values := range m {
		for _, v := range values {
			v = v[:min(len(v), max(0, room-len(name)))]
			if room -= len(name) + len(v); room < 0 {
				return b
			}
			b = packText(packText(b, name), v)
		}
	}
	return b
}

func packText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// all yields each line.
func (h headers) all(yield func(name, value string) bool) {
	for h != "" {
		var name, value string
		name, h = h.cut()
		value, h = h.cut()
		if !yield(name, value) {
			return
		}
	}
}

// cut takes the first text off.
func (h headers) cut() (string, headers) {
	n, shift := 0, 0
	for i := range len(h) {
		n |= int(h[i]&0x7f) << shift
		if shift += 7; h[i] < 0x80 {
			return string(h[i+1 : i+1+n]), h[i+1+n:]
		}
	}
	return "", ""
}

// get finds the first value of a name, or "".
func (h headers) get(name string) string {
	for n, v := range h.all {
		if n == name {
			return v
		}
	}
	return ""
}
