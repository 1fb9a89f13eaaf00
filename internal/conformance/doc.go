// Package conformance holds a server against recorded answers of the reference PDS (npm
// @atproto/pds).
//
// A case is a list of steps, most of them one request. Requests go over a raw socket exactly as a
// case spells them, broken framing and odd header spelling included. What comes back is normalized:
// every value that changes from run to run (DIDs, tokens, times, the case's own random names)
// becomes a placeholder such as <did#1>, with equal numbers for equal values. The normalized
// answers are then compared with the recorded ones.
//
// Load reads cases, Run sends them to a Target, Judge compares the answers, and the Report says
// where they differ. The package knows nothing of how the server under test works: signing keys,
// mail and clock come in through Target.
//
// The recordings are in testdata. The command in the folder replay holds any running server
// against them, and records new cases from a real PDS.
//
// All of it is test code: nothing but tests and that command imports it.
package conformance
