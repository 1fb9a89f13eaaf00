package mockpdstest_test

import "testing"

// A scope is a test within a test: what is started in it ends when the scope does.
type scope struct {
	testing.TB
	cleanups []func()
}

func (s *scope) Cleanup(f func()) {
	s.cleanups = append(s.cleanups, f)
}

func (s *scope) end() {
	for len(s.cleanups) > 0 {
		last := len(s.cleanups) - 1
		f := s.cleanups[last]
		s.cleanups = s.cleanups[:last]
		f()
	}
}
