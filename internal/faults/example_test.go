package faults_test

import (
	"fmt"

	"mockpds/internal/faults"
)

// The reply to the second refresh of a session is lost.
func Example() {
	set := faults.New()
	added, err := set.AddFault(faults.Fault{
		Match:  faults.Match{Method: "refreshSession", Account: "alice.test", From: 2},
		Effect: faults.Effect{Drop: faults.DropAfter},
	})
	if err != nil {
		fmt.Println(err)
	}
	refresh := faults.Call{Method: "com.atproto.server.refreshSession", Accounts: []string{"did:plc:alice", "alice.test"}}
	for range 3 {
		applied, hit := set.Take(refresh)
		fmt.Printf("%v %q\n", hit, applied.Effect.Drop)
	}
	report := set.Faults()[0]
	fmt.Println(added.ID, "matched", report.Seen, "calls and hit", report.Applied)
	// Output:
	// false ""
	// true "after"
	// false ""
	// fault-1 matched 3 calls and hit 1
}
