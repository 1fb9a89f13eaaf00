package main

import (
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// heapGrowth is by how many percent the heap grows before it is collected: half of what Go would
// let it, as a server that keeps its calls has much that lives.
const heapGrowth = 50

// tuneCollector says when Go is to collect the heap, unless the environment does. In a container it
// is also collected before the container's memory is used up.
func (e environment) tuneCollector() {
	_, percent := e["GOGC"]
	_, limit := e["GOMEMLIMIT"]
	if percent || limit {
		return
	}
	debug.SetGCPercent(heapGrowth)
	if limit, err := memlimit.FromCgroup(); err == nil {
		debug.SetMemoryLimit(heapLimit(limit))
	}
}

// heapLimit is what Go may use where the container may use so many bytes. A tenth is left for what
// Go does not count, and at least what the program takes that asks for health beside the server.
func heapLimit(container uint64) int64 {
	const probe = 16 << 20
	limit := int64(min(container, 1<<50)) //nolint:gosec // at most 2^50
	return max(limit-max(limit/10, probe), 0)
}
