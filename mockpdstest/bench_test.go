package mockpdstest_test

import (
	"testing"

	"mockpds/mockpdstest"
)

// BenchmarkNew measures a server from nothing to its end.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s := &scope{TB: b}
		mockpdstest.New(s)
		s.end()
	}
}

// BenchmarkNewAndUse measures a server from nothing to its end, with a first log-in between.
func BenchmarkNewAndUse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s := &scope{TB: b}
		mockpdstest.New(s).Login(s, "alice.test")
		s.end()
	}
}
