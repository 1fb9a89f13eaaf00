package faults_test

import (
	"testing"

	"mockpds/internal/faults"
)

func BenchmarkTake(b *testing.B) {
	for _, bench := range []struct {
		name    string
		rules   int
		matched bool // once, before
	}{{"no rules", 0, false}, {"10 rules for another method", 10, true}, {"10 rules that look for the nearest call", 10, false}} {
		b.Run(bench.name, func(b *testing.B) {
			s := newSet()
			for range bench.rules {
				if _, err := s.AddFault(faults.Fault{Match: faults.Match{Method: "refreshSession"}, Effect: faults.Effect{Truncate: true}}); err != nil {
					b.Fatal(err)
				}
			}
			if bench.matched {
				s.Take(refresh)
			}
			call := faults.Call{Method: "com.atproto.server.getSession"}
			b.ReportAllocs()
			for b.Loop() {
				s.Take(call)
			}
		})
	}
}
