package journal_test

import (
	"testing"
	"unsafe"

	"mockpds/internal/journal"
)

// Go's collector takes longer to look through an object of more than 512 bytes, and most of what it
// looks through is calls: with one field more, a getSession takes a sixth more CPU.
func TestCallIsSmallForTheCollector(t *testing.T) {
	t.Parallel()
	if size := unsafe.Sizeof(journal.Call{}); size > 512 {
		t.Errorf("a call takes %d bytes", size)
	}
}
