package control

import "mockpds/internal/journal"

// routes is the table of contents: every verb over HTTP, and the method that does it. The first
// column is the verb's name in the API's description, which is that of the method in mockpdstest.
func (c *Control) routes() []route {
	return []route{
		// world.go
		verb("reset", "POST reset", "Bring back the world of the start.", give(c.Reset)),
		verb("replaceWorld", "PUT fixtures", "Put the world of a fixture file in place.", c.replaceWorld),
		verb("reload", "POST reload", "Put the world in place that the fixture files of the start hold now.", c.reload),

		// accounts.go
		verb("accounts", "GET accounts", "List the accounts in order of creation, without passwords.", c.listAccounts),
		verb("addAccount", "POST accounts", "Add an account, with the fields that a fixture file has for it.", c.AddAccount),
		verb("account", "GET accounts/{name}", "Show an account.", c.showAccount),
		verb("changeAccount", "PATCH accounts/{name}", "Change the fields of an account that are given; null takes one away.", c.ChangeAccount),
		verb("removeAccount", "DELETE accounts/{name}", "Delete an account.", c.removeAccount),
		verb("setStatus", "POST accounts/{name}/status", "Make an account active, deactivated, suspended or takendown.", c.SetStatus),

		// service.go
		verb("service", "GET service", "Tell what the server says of itself.", give(c.Outside.Service)),
		verb("setService", "POST service", "Change what the server says of itself, and when accounts get invite codes.", c.SetService),
		verb("handles", "GET handles", "List handles of other domains, and to which DID they resolve.", give(c.Handles)),
		verb("resolveHandle", "POST handles", "Say to which DID a handle of another domain resolves.", c.ResolveHandle),
		verb("publicURL", "GET public-url", "Tell what the server calls itself.", give(c.PublicURL)),
		verb("setPublicURL", "POST public-url", "Give the server another public URL.", c.SetPublicURL),
		text("rootCAs", "GET ca.pem", "application/x-pem-file", "Give the certificate of the authority that clients have to trust over TLS.", c.rootCAs),

		// snapshot.go
		verb("snapshot", "GET snapshot", "Copy the world.", give(c.Snapshot)),
		verb("restore", "PUT snapshot", "Put a copy in place of the world.", c.Restore),

		// clock.go
		verb("now", "GET clock", "Tell mock time.", give(c.ClockState)),
		verb("moveClock", "POST clock", "Move mock time: reset, freeze, set, advance or resume it, in this order.", c.MoveClock),

		// sessions.go
		list("sessions", "GET sessions", "List sessions with their generations.", each(c.Sessions)),
		verb("expireAccess", "POST sessions/expire-access", "Make access tokens expire now.", c.ExpireAccess),
		verb("expireRefresh", "POST sessions/expire-refresh", "Make refresh tokens expire now.", c.ExpireRefresh),
		verb("revokeSession", "POST sessions/revoke", "Make refresh tokens void.", c.RevokeSession),

		// mint.go
		verb("mint", "POST mint", "Mint a token, right or wrong on purpose.", c.Mint),

		// stubs.go
		verb("listStubs", "GET stubs", "List the stubs, and how often each answered.", give(c.ListStubs)),
		verb("addStub", "POST stubs", "Answer a method that the PDS does not serve with a canned reply.", c.AddStub),
		verb("clearStubs", "DELETE stubs", "Take all stubs out.", act(c.Stubs.Clear)),
		verb("removeStub", "DELETE stubs/{id}", "Take a stub out.", remove(c.RemoveStub)),
		verb("unknownCalls", "GET unknown", "List the methods that were called and that nobody answers.", give(c.UnknownCalls)),

		// quirks.go
		verb("quirks", "GET quirks", "List the quirks and profiles, and which quirks are on.", give(c.ListQuirks)),
		verb("setQuirks", "POST quirks", "Answer as another make of server does.", c.SetQuirks),

		// limits.go
		verb("listLimits", "GET limits", "List the rate limits on demand, and where they stand.", give(c.ListLimits)),
		verb("setLimit", "POST limits", "Limit a method, or an account's calls of it.", c.SetLimit),
		verb("exhaustLimit", "POST limits/exhaust", "Have no call left of a limit, now.", c.ExhaustLimit),
		verb("clearLimits", "DELETE limits", "Take all rate limits on demand away.", act(c.Limits.Clear)),
		verb("removeLimit", "DELETE limits/{id}", "Take a rate limit on demand away.", remove(c.RemoveLimit)),

		// faults.go
		verb("listFaults", "GET faults", "List the faults: what each hit, and what came closest to one that hit nothing.", give(c.ListFaults)),
		verb("addFault", "POST faults", "Make calls go wrong.", c.AddFault),
		verb("assertFaultsHit", "GET faults/assert-hit", "Fail if a fault was never hit.", c.assertFaultsHit),
		verb("clearFaults", "DELETE faults", "Take all faults away.", act(c.Faults.ClearFaults)),
		verb("removeFault", "DELETE faults/{id}", "Take a fault away.", remove(c.RemoveFault)),

		// holds.go
		verb("listHolds", "GET holds", "List the holds, and the calls in them.", give(c.ListHolds)),
		verb("addHold", "POST holds", "Keep the next calls of a method waiting.", c.AddHold),
		verb("awaitHeld", "GET holds/{id}/arrived", "Wait until calls have arrived in a hold.", c.awaitHeld),
		verb("releaseHold", "POST holds/{id}/release", "Let held calls go on, together or in an order.", c.ReleaseHold),
		verb("dropHeld", "POST holds/{id}/drop", "Lose a held call, before it is processed or after it.", c.DropHeld),
		verb("removeHold", "DELETE holds/{id}", "End a hold; the calls in it go on.", remove(c.RemoveHold)),

		// journal.go
		list("calls", "GET journal", "List the calls that were made, the oldest first.", chosen(c.listCalls)),
		verb("waitFor", "GET journal/wait", "Wait until so many calls have been made.", c.awaitCalls),
		text("follow", "GET journal/follow", eventStream, "Send the calls that were made, and then each as it is made, as server-sent events.", c.followCalls),
		text("saveNDJSON", "GET journal.ndjson", "application/x-ndjson", "Save the calls, each as a line of JSON.", c.save(journal.WriteNDJSON)),
		text("saveHAR", "GET journal.har", "application/json", "Save the calls as an HTTP Archive 1.2.", c.save(journal.WriteHAR)),
		verb("clearJournal", "DELETE journal", "Forget calls, and findings with them.", chosen(c.clearJournal)),
		list("findings", "GET findings", "Tell what the calls show that clients do wrong.", chosen(c.FindingsOf)),

		// lineage.go
		list("lineage", "GET lineage", "List sessions as chains of generations, also of what is no longer good.", each(c.Lineage)),

		// oauth.go
		verb("oauthSessions", "GET oauth/sessions", "List OAuth sessions.", each(c.OAuthSessions)),
		verb("expireOAuthAccess", "POST oauth/sessions/expire-access", "Make OAuth access tokens expire now.", c.ExpireOAuthAccess),
		verb("expireOAuthRefresh", "POST oauth/sessions/expire-refresh", "Make OAuth refresh tokens expire now.", c.ExpireOAuthRefresh),
		verb("revokeOAuthSession", "POST oauth/sessions/revoke", "End OAuth sessions.", c.RevokeOAuthSession),
		verb("narrowOAuthSession", "POST oauth/sessions/narrow", "Take scopes away from OAuth sessions.", c.NarrowOAuthSession),
		verb("rotateNonce", "POST oauth/nonce", "Make every DPoP nonce that was handed out useless.", c.RotateNonce),
		verb("putDocument", "POST oauth/documents", "Answer a fetch of a URL, such as a client's document.", c.PutDocument),
		verb("forgetDocuments", "DELETE oauth/documents", "Forget clients, so that their documents are read anew.", c.ForgetDocuments),
		verb("putLexicon", "POST oauth/lexicons", "Make a permission set known.", c.PutLexicon),
		verb("decideConsent", "POST oauth/consent", "Decide the next request for access in the user's place.", c.DecideConsent),
		verb("undecideConsent", "DELETE oauth/consent", "Take decisions back that no request has met.", c.undecide),
		verb("goWrong", "POST oauth/wrong", "Have OAuth answer wrong on purpose.", c.GoWrong),
		verb("goRight", "DELETE oauth/wrong", "Take back what was to go wrong.", c.goRight),
		verb("setOAuth", "POST oauth/settings", "Change who answers for the user, and whose clock counts.", c.SetOAuth),

		// mail.go
		verb("mail", "GET mail", "List what a real PDS would have mailed, the oldest first.", c.listMail),
		verb("ageCode", "POST accounts/{name}/codes/age", "Make a mailed code older.", c.AgeCode),
	}
}
