package journal

import (
	"hash/maphash"
	"maps"
	"slices"
	"sync"

	"mockpds/internal/redact"
)

// A memo knows how the latest bodies and headers were shown, by a hash of them: a client sends the same
// ones again and again. Calls share what is equal. Without it a getSession would take three times the
// CPU of a handler that does nothing, instead of less than twice.
type memo struct {
	seed maphash.Seed

	mu      sync.Mutex // guards the fields below
	bodies  map[uint64]string
	headers map[uint64][]Header
}

// memoSize is how many bodies, and how many headers, are known.
const memoSize = 256

func newMemo() *memo {
	return &memo{seed: maphash.MakeSeed(), bodies: map[uint64]string{}, headers: map[uint64][]Header{}}
}

// forget lets everything be shown anew, as when tokens get other names.
func (m *memo) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.bodies)
	clear(m.headers)
}

// body is how a body is shown.
func (m *memo) body(b redact.Body, show func() string) string {
	var h maphash.Hash
	h.SetSeed(m.seed)
	_, _ = h.WriteString(b.Type + "\x00" + b.Encoding + "\x00")
	if b.Length > int64(len(b.Bytes)) {
		_ = h.WriteByte(0)
	}
	_, _ = h.Write(b.Bytes)
	return known(&m.mu, m.bodies, h.Sum64(), show)
}

// header is how the lines of a header are shown, whose order does not count.
func (m *memo) header(lines map[string][]string, show func() []Header) []Header {
	sum := uint64(0)
	for name, values := range lines {
		var h maphash.Hash
		h.SetSeed(m.seed)
		_, _ = h.WriteString(name)
		for _, value := range values {
			_ = h.WriteByte(0)
			_, _ = h.WriteString(value)
		}
		sum += h.Sum64()
	}
	return known(&m.mu, m.headers, sum, show)
}

// known finds what is known by a hash, or makes it.
func known[T any](mu *sync.Mutex, all map[uint64]T, hash uint64, show func() T) T {
	mu.Lock()
	shown, ok := all[hash]
	mu.Unlock()
	if ok {
		return shown
	}
	shown = show()
	mu.Lock()
	defer mu.Unlock()
	if len(all) >= memoSize {
		clear(all)
	}
	all[hash] = shown
	return shown
}

// headerLines shows the lines of a header, sorted by name.
func (j *Journal) headerLines(lines map[string][]string) []Header {
	list := make([]Header, 0, len(lines))
	room := longestHeaders
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		for _, value := range lines[name] {
			line := Header{clip(name, longestLine), j.redactor.Header(name, clip(value, longestLine))}
			if room -= len(line.Name) + len(line.Value); room >= 0 {
				list = append(list, line)
			}
		}
	}
	return list
}
