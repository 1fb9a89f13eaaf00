// Package faults decides what goes wrong next. A Set holds rules, each of which makes the calls it matches fail in one way, a counted
// number of times; and holds, which keep calls waiting until a test lets them go. Nothing here answers a request: a server asks Wait and
// then Take for each call, and carries out what they say.
//
// The same rules and the same calls in the same order give the same faults. Chance comes in only with a seed.
package faults
