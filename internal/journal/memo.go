package journal

import (
	"hash/maphash"
	"maps"
	"slices"
	"sync"

	"mockpds/internal/redact"
)

// A memo remembers how the latest bodies and headers were shown, by a hash of them, and the latest
// facts, so that calls share what is equal. A client sends the same ones again and again: without
// the memo a getSession takes three times the CPU of a handler that does nothing, with it less than
// twice.
type memo struct {
	seed maphash.Seed

	mu      sync.Mutex // guards the fields below
	bodies  map[bodyKey]string
	headers map[uint64][]Header
	facts   map[Facts]*Facts
}

// A bodyKey stands for a body.
type bodyKey struct {
	hash   uint64
	length int64
	text   bool
}

// memoSize is how many bodies are remembered, how many headers, and how many facts.
const memoSize = 256

func newMemo() *memo {
	return &memo{
		seed: maphash.MakeSeed(), bodies: map[bodyKey]string{}, headers: map[uint64][]Header{},
		facts: map[Facts]*Facts{},
	}
}

// forget is for when tokens get other names.
func (m *memo) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.bodies)
	clear(m.headers)
	clear(m.facts)
}

// body returns how a body is shown.
func (m *memo) body(b redact.Body, show func() string) string {
	var h maphash.Hash
	h.SetSeed(m.seed)
	for _, text := range [...]string{b.Type, "\x00", b.Encoding, "\x00"} {
		_, _ = h.WriteString(text)
	}
	_, _ = h.Write(b.Bytes)
	return known(&m.mu, m.bodies, bodyKey{h.Sum64(), b.Length, b.Text}, show)
}

// header returns how the lines of a header are shown. Their order does not count.
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

// shared returns facts that are equal.
func (m *memo) shared(f Facts) *Facts {
	return known(&m.mu, m.facts, f, func() *Facts {
		first := f // only these are on the heap
		return &first
	})
}

// known returns what is remembered by a key, or remembers what show returns.
func known[K comparable, T any](mu *sync.Mutex, all map[K]T, key K, show func() T) T {
	mu.Lock()
	shown, ok := all[key]
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
	all[key] = shown
	return shown
}

// headerLines returns the lines of a header without secrets, sorted by name.
func (j *Journal) headerLines(lines map[string][]string) []Header {
	list := make([]Header, 0, len(lines))
	room := longestHeaders
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		for _, value := range lines[name] {
			value = j.redactor.Header(name, clip(value, longestLine))
			line := Header{clip(name, longestLine), value}
			if room -= len(line.Name) + len(line.Value); room >= 0 {
				list = append(list, line)
			}
		}
	}
	return list
}
