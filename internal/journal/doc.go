// Package journal remembers what happened: the last calls as clients really saw them, with every secret taken out when they
// are read; the sessions they belong to, as chains of generations; and what the calls show that clients do wrong.
//
// A server makes a RawCall for each request, reports what happens to sessions while it answers, and gives the RawCall to Append
// when the client has its reply. Everything else reads.
package journal
