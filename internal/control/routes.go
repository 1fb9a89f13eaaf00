package control

import "net/http"

// routes is the table of contents: every verb over HTTP, and the method that does it.
func (c *Control) routes() []route {
	return []route{
		// world.go
		verb(http.MethodPost, "reset", "Bring back the world of the start.", c.reset),
		verb(http.MethodPut, "fixtures", "Put the world of a fixture file in place.", c.replaceWorld),

		// accounts.go
		verb(http.MethodGet, "accounts", "List the accounts in order of creation, without passwords.", c.listAccounts),
		verb(http.MethodPost, "accounts", "Add an account, with the fields that a fixture file has for it.", c.addAccount),
		verb(http.MethodGet, "accounts/{name}", "Show an account.", c.showAccount),
		verb(http.MethodPatch, "accounts/{name}", "Change the fields of an account that are given; null takes one away.", c.changeAccount),
		verb(http.MethodDelete, "accounts/{name}", "Delete an account.", c.removeAccount),

		// status.go
		verb(http.MethodPost, "accounts/{name}/status", "Make an account active, deactivated, suspended or takendown.", c.setStatus),

		// snapshot.go
		verb(http.MethodGet, "snapshot", "Copy the world.", c.snapshot),
		verb(http.MethodPut, "snapshot", "Put a copy in place of the world.", c.restore),

		// clock.go
		verb(http.MethodGet, "clock", "Tell mock time.", c.clockState),
		verb(http.MethodPost, "clock", "Move mock time: reset, freeze, set, advance or resume it, in this order.", c.MoveClock),

		// sessions.go
		verb(http.MethodGet, "sessions", "List sessions with their generations.", c.listSessions),
		verb(http.MethodPost, "sessions/expire-access", "Make access tokens expire now.", c.ExpireAccess),
		verb(http.MethodPost, "sessions/expire-refresh", "Make refresh tokens expire now.", c.ExpireRefresh),
		verb(http.MethodPost, "sessions/revoke", "Make refresh tokens void.", c.RevokeSession),

		// mint.go
		verb(http.MethodPost, "mint", "Mint a token, right or wrong on purpose.", c.Mint),

		// publicurl.go
		verb(http.MethodGet, "public-url", "Tell what the server calls itself.", c.publicURL),
		verb(http.MethodPost, "public-url", "Give the server another public URL.", c.SetPublicURL),

		// stubs.go
		verb(http.MethodGet, "stubs", "List the stubs, and how often each answered.", c.listStubs),
		verb(http.MethodPost, "stubs", "Answer a method that the PDS does not serve with a canned reply.", c.AddStub),
		verb(http.MethodDelete, "stubs", "Take all stubs out.", c.clearStubs),
		verb(http.MethodDelete, "stubs/{id}", "Take a stub out.", c.removeStub),
		verb(http.MethodGet, "unknown", "List the methods that were called and that nobody answers.", c.unknown),

		// limits.go
		verb(http.MethodGet, "limits", "List the rate limits on demand, and where they stand.", c.listLimits),
		verb(http.MethodPost, "limits", "Limit a method, or an account's calls of it.", c.SetLimit),
		verb(http.MethodPost, "limits/exhaust", "Have no call left of a limit, now.", c.ExhaustLimit),
		verb(http.MethodDelete, "limits", "Take all rate limits on demand away.", c.clearLimits),
		verb(http.MethodDelete, "limits/{id}", "Take a rate limit on demand away.", c.removeLimit),

		// faults.go
		verb(http.MethodGet, "faults", "List the faults: what each hit, and what came closest to one that hit nothing.", c.listFaults),
		verb(http.MethodPost, "faults", "Make calls go wrong.", c.AddFault),
		verb(http.MethodDelete, "faults", "Take all faults away.", c.clearFaults),
		verb(http.MethodDelete, "faults/{id}", "Take a fault away.", c.removeFault),

		// holds.go
		verb(http.MethodGet, "holds", "List the holds, and the calls in them.", c.listHolds),
		verb(http.MethodPost, "holds", "Keep the next calls of a method waiting.", c.AddHold),
		verb(http.MethodGet, "holds/{id}/arrived", "Wait until calls have arrived in a hold.", c.awaitHeld),
		verb(http.MethodPost, "holds/{id}/release", "Let held calls go on, together or in an order.", c.releaseHold),
		verb(http.MethodPost, "holds/{id}/drop", "Lose a held call, before it is processed or after it.", c.dropHeld),
		verb(http.MethodDelete, "holds/{id}", "End a hold; the calls in it go on.", c.removeHold),

		// journal.go
		verb(http.MethodGet, "journal", "List the calls that were made, the oldest first.", c.listCalls),
		verb(http.MethodGet, "journal/wait", "Wait until so many calls have been made.", c.awaitCalls),
		text("journal/follow", eventStream, "Send the calls that were made, and then each as it is made, as server-sent events.", c.followCalls),
		text("journal.ndjson", "application/x-ndjson", "Save the calls, each as a line of JSON.", c.saveNDJSON),
		text("journal.har", "application/json", "Save the calls as an HTTP Archive 1.2.", c.saveHAR),
		verb(http.MethodDelete, "journal", "Forget the calls, and findings with them.", c.clearJournal),
		verb(http.MethodGet, "findings", "Tell what the calls show that clients do wrong.", c.findings),

		// lineage.go
		verb(http.MethodGet, "lineage", "List sessions as chains of generations, also of what is no longer good.", c.lineage),

		// mail.go
		verb(http.MethodGet, "mail", "List what a real PDS would have mailed, the oldest first.", c.mail),
	}
}
