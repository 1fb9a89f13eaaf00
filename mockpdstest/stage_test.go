package mockpdstest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A stage is a test of which one sees what it was told.
type stage struct {
	scope
	said strings.Builder

	failed bool
	told   strings.Builder
}

// errStage ends a stage.
var errStage = errors.New("the stage has ended")

func (s *stage) Helper() {}

func (s *stage) Failed() bool { return s.failed }

func (s *stage) Logf(format string, args ...any) { fmt.Fprintf(&s.told, format, args...) }

func (s *stage) Context() context.Context { return context.Background() }

func (s *stage) Fatalf(format string, args ...any) {
	fmt.Fprintf(&s.said, format, args...)
	panic(errStage)
}

func (s *stage) Errorf(format string, args ...any) { fmt.Fprintf(&s.said, format, args...) }

// failure tells with what words a test fails.
func failure(t *testing.T, test func(t testing.TB)) string {
	t.Helper()
	s := &stage{scope: scope{TB: t}}
	defer s.end()
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(errStage) {
				panic(r)
			}
		}()
		test(s)
	}()
	return s.said.String()
}
