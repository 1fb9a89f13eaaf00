package main

import "testing"

func TestContainerMemoryIsSharedOut(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	for _, test := range []struct{ container, heap, journal int }{
		{0, 0, 0}, // without a limit the heap's is not asked for
		{8, 0, 1},
		{32, 20, 4},
		{64, 52, 12},
		{256, 230, 60},
	} {
		container := int64(test.container) * mb
		heap, journal := heapLimit(container)/mb, journalBytes(container)/mb
		if heap != int64(test.heap) || journal != test.journal {
			t.Errorf("of %d MB, the heap may take %d and the journal's text %d, want %d and %d",
				test.container, heap, journal, test.heap, test.journal)
		}
	}
}

func TestASmallHeapGrowsByMore(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	for live, percent := range map[uint64]int{
		0: 1000, 3 * mb: 200, 6 * mb: 100, 12 * mb: 50, 20 * mb: 30, 1024 * mb: 25,
	} {
		if got := growthOver(live); got != percent {
			t.Errorf("over %d bytes it grows by %d percent, want %d", live, got, percent)
		}
	}
}
