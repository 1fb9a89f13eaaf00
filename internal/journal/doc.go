// Package journal remembers what happened: the latest calls as clients really saw them, without
// their secrets; and the sessions they belong to, as chains of generations.
//
// A server makes a RawCall for each request, reports what happens to sessions while it answers, and
// gives the RawCall to Append when the client has its reply. Everything else reads.
package journal
