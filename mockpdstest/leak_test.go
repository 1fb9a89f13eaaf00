package mockpdstest_test

import (
	"os"
	"runtime"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

// TestAThousandWorldsLeaveNothingBehind runs alone: it counts what the process has.
func TestAThousandWorldsLeaveNothingBehind(t *testing.T) { //nolint:paralleltest // see above
	worlds := 1000
	if testing.Short() {
		worlds = 50
	}
	useWorld(t) // what the first one leaves is there once
	before := takeStock(t)
	for range worlds {
		useWorld(t)
	}
	for range 1_000_000 { // the goroutines of a closed connection end a moment later
		if runtime.NumGoroutine() <= before.goroutines {
			break
		}
		runtime.Gosched()
	}
	after := takeStock(t)
	const most = 4 << 20
	if after.goroutines > before.goroutines || after.files > before.files || after.heap > before.heap+most {
		t.Errorf("after %d worlds there are %+v, before there were %+v", worlds, after, before)
	}
}

// useWorld starts a world, uses it in several ways, and ends it.
func useWorld(t *testing.T) {
	t.Helper()
	s := &scope{TB: t}
	defer s.end()
	pds := mockpdstest.New(s)
	alice := pds.Login(s, "alice.test")
	pds.Advance(3 * time.Hour)
	alice.TryGet(getSession).Is(t, 400, "ExpiredToken")
	alice.Refresh(s).Get(s, getSession, nil)
	pds.Reset()
	alice.TryRefresh().Is(t, 400, "ExpiredToken")
}

// A stock is what a process has.
type stock struct {
	goroutines, files int
	heap              uint64
}

func takeStock(t *testing.T) stock {
	t.Helper()
	files, err := os.ReadDir("/dev/fd") // sockets are files
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return stock{runtime.NumGoroutine(), len(files), memory.HeapAlloc}
}
