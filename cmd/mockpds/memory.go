package main

import (
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// The heap is collected when it has grown by heapGrowth percent of what lives in it and of ballast,
// which is counted and never touched, so that it takes no memory: by some 4 MB while little lives,
// and not by as much again once much does. With Go's own rule a small heap would be collected all
// the time, which is a tenth of what a call costs, and a larger one would have more room than it
// needs.
const (
	heapGrowth = 15
	ballast    = 24 << 20
)

// tuneCollector says when Go is to collect the heap, unless the environment does. In a container it
// is also collected before the container's memory is used up. It returns what has to be kept until
// the program ends.
func (e environment) tuneCollector() []byte {
	_, percent := e["GOGC"]
	_, limit := e["GOMEMLIMIT"]
	if percent || limit {
		return nil
	}
	debug.SetGCPercent(heapGrowth)
	if limit, err := memlimit.FromCgroup(); err == nil {
		debug.SetMemoryLimit(heapLimit(limit))
	}
	return make([]byte, ballast)
}

// heapLimit is what Go may use where the container may use so many bytes. A tenth is left for what
// Go does not count, and at least what the program takes that asks for health beside the server.
func heapLimit(container uint64) int64 {
	const probe = 16 << 20
	limit := int64(min(container, 1<<50)) //nolint:gosec // at most 2^50
	return max(limit-max(limit/10, probe), 0) + ballast
}
