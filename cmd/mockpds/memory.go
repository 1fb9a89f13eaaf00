package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// The heap grows by whichever is more before it is collected. Go would let it grow by 100 percent, and
// a server that keeps its calls has much that lives. While little lives, 6 MB cost less than what
// more collections would: a sixth of the CPU of a getSession.
const (
	heapGrowth  = 25 // percent
	leastGrowth = 6 << 20
)

// tuneCollector says when Go is to collect the heap, unless the environment does. In a container it
// is also collected before the container's memory is used up.
func (e environment) tuneCollector() {
	_, percent := e["GOGC"]
	_, limit := e["GOMEMLIMIT"]
	if percent || limit {
		return
	}
	tuneGrowth()
	if container := containerMemory(); container != 0 {
		debug.SetMemoryLimit(heapLimit(container))
	}
}

// tuneGrowth says by how much the heap grows until it is collected next, and then again.
func tuneGrowth() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetGCPercent(growthOver(live[0].Value.Uint64()))
	type collected struct{ _ [64]byte }
	runtime.AddCleanup(new(collected), func(struct{}) { tuneGrowth() }, struct{}{})
}

// growthOver is by how many percent the heap grows over what lives in it, in bytes.
func growthOver(live uint64) int {
	const most = 1000
	return int(min(most, max(heapGrowth, 100*leastGrowth/max(live, 1))))
}

// containerMemory is how many bytes of memory the program's container may use, or 0 if it has no
// limit.
func containerMemory() int64 {
	const noLimit = 1 << 50
	limit, err := memlimit.FromCgroup()
	if err != nil || limit >= noLimit {
		return 0
	}
	return int64(limit) //nolint:gosec // less than 2^50
}

// heapLimit is what Go may use where the container may use so many bytes. A tenth is left for what
// Go does not count, and at least what the program's code takes, and the program that asks for
// health beside the server.
func heapLimit(container int64) int64 {
	const codeAndProbe = 12 << 20
	return max(container-max(container/10, codeAndProbe), 0)
}

// journalBytes is how much text the journal may keep where the container may use so many bytes: a
// quarter of what is left beside a server with few calls. It is 0, which stands for the usual, if
// the container has no limit.
func journalBytes(container int64) int {
	const server = 16 << 20
	if container == 0 {
		return 0
	}
	return int(max((container-server)/4, 1<<20))
}
