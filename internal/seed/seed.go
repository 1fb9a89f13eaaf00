// Package seed makes up what a real server draws at random, so that the same seed gives the same
// DIDs, ids, codes and passwords on every run. Nothing it makes is a secret to anybody who knows
// the seed.
package seed

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"sync/atomic"
)

// A Source makes values up from a seed. It is safe for concurrent use.
type Source struct {
	seed  string
	drawn atomic.Uint64 // by Next
}

// New starts a source.
func New(text string) *Source {
	return &Source{seed: text}
}

// Text is the seed itself.
func (s *Source) Text() string {
	return s.seed
}

// Bytes are the same for the same labels.
func (s *Source) Bytes(labels ...string) [sha256.Size]byte {
	h := sha256.New()
	for _, label := range append([]string{s.seed}, labels...) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(label))) // so that no two lists of labels run together alike
		h.Write(n[:])
		h.Write([]byte(label))
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// Drawn is how often Next was called.
func (s *Source) Drawn() uint64 {
	return s.drawn.Load()
}

// GoOn makes Next go on as it does after a number of calls.
func (s *Source) GoOn(drawn uint64) {
	s.drawn.Store(drawn)
}

// Next differs at every draw, and is the same for the same draw of another run.
func (s *Source) Next(kind string) [sha256.Size]byte {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], s.drawn.Add(1))
	return s.Bytes("next", kind, string(n[:]))
}

var lowerBase32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Letters writes the first n base32 digits of b, n at most 52, in lower case.
func Letters(b [sha256.Size]byte, n int) string {
	return lowerBase32.EncodeToString(b[:])[:n]
}

// Base64 writes b as token ids are written: standard base64 without padding.
func Base64(b [sha256.Size]byte) string {
	return base64.RawStdEncoding.EncodeToString(b[:])
}

// Groups cuts letters into groups of n with hyphens between them.
func Groups(letters string, n int) string {
	var groups []string
	for ; len(letters) > n; letters = letters[n:] {
		groups = append(groups, letters[:n])
	}
	return strings.Join(append(groups, letters), "-")
}
