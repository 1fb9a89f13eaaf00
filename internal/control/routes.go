package control

import "net/http"

// routes is the table of contents: every verb over HTTP, and the method that does it. The first
// column is the verb's name in the API's description, which is that of the method in mockpdstest.
func (c *Control) routes() []route {
	return []route{
		// world.go
		verb("reset", http.MethodPost, "reset", "Bring back the world of the start.", c.reset),
		verb("replaceWorld", http.MethodPut, "fixtures", "Put the world of a fixture file in place.", c.replaceWorld),

		verb("reload", http.MethodPost, "reload", "Put the world in place that the fixture files of the start hold now.", c.reload),

		// accounts.go
		verb("accounts", http.MethodGet, "accounts", "List the accounts in order of creation, without passwords.", c.listAccounts),
		verb("addAccount", http.MethodPost, "accounts", "Add an account, with the fields that a fixture file has for it.", c.addAccount),
		verb("account", http.MethodGet, "accounts/{name}", "Show an account.", c.showAccount),
		verb("changeAccount", http.MethodPatch, "accounts/{name}", "Change the fields of an account that are given; null takes one away.", c.changeAccount),
		verb("removeAccount", http.MethodDelete, "accounts/{name}", "Delete an account.", c.removeAccount),

		// status.go
		verb("setStatus", http.MethodPost, "accounts/{name}/status", "Make an account active, deactivated, suspended or takendown.", c.setStatus),

		// service.go
		verb("service", http.MethodGet, "service", "Tell what the server says of itself.", c.service),
		verb("setService", http.MethodPost, "service", "Change what the server says of itself, and when accounts get invite codes.", c.SetService),
		verb("handles", http.MethodGet, "handles", "List handles of other domains, and to which DID they resolve.", c.listHandles),
		verb("resolveHandle", http.MethodPost, "handles", "Say to which DID a handle of another domain resolves.", c.ResolveHandle),
		verb("ageCode", http.MethodPost, "accounts/{name}/codes/age", "Make a mailed code older.", c.AgeCode),

		// snapshot.go
		verb("snapshot", http.MethodGet, "snapshot", "Copy the world.", c.snapshot),
		verb("restore", http.MethodPut, "snapshot", "Put a copy in place of the world.", c.restore),

		// clock.go
		verb("now", http.MethodGet, "clock", "Tell mock time.", c.clockState),
		verb("moveClock", http.MethodPost, "clock", "Move mock time: reset, freeze, set, advance or resume it, in this order.", c.MoveClock),

		// sessions.go
		verb("sessions", http.MethodGet, "sessions", "List sessions with their generations.", c.listSessions),
		verb("expireAccess", http.MethodPost, "sessions/expire-access", "Make access tokens expire now.", c.ExpireAccess),
		verb("expireRefresh", http.MethodPost, "sessions/expire-refresh", "Make refresh tokens expire now.", c.ExpireRefresh),
		verb("revokeSession", http.MethodPost, "sessions/revoke", "Make refresh tokens void.", c.RevokeSession),

		// mint.go
		verb("mint", http.MethodPost, "mint", "Mint a token, right or wrong on purpose.", c.Mint),

		// publicurl.go
		verb("publicURL", http.MethodGet, "public-url", "Tell what the server calls itself.", c.publicURL),
		verb("setPublicURL", http.MethodPost, "public-url", "Give the server another public URL.", c.SetPublicURL),

		// ca.go
		text("rootCAs", "ca.pem", "application/x-pem-file", "Give the certificate of the authority that clients have to trust over TLS.", c.rootCAs),

		// stubs.go
		verb("listStubs", http.MethodGet, "stubs", "List the stubs, and how often each answered.", c.listStubs),
		verb("addStub", http.MethodPost, "stubs", "Answer a method that the PDS does not serve with a canned reply.", c.AddStub),
		verb("clearStubs", http.MethodDelete, "stubs", "Take all stubs out.", c.clearStubs),
		verb("removeStub", http.MethodDelete, "stubs/{id}", "Take a stub out.", c.removeStub),
		verb("unknownCalls", http.MethodGet, "unknown", "List the methods that were called and that nobody answers.", c.unknown),

		// quirks.go
		verb("quirks", http.MethodGet, "quirks", "List the quirks and profiles, and which quirks are on.", c.listQuirks),
		verb("setQuirks", http.MethodPost, "quirks", "Answer as another make of server does.", c.SetQuirks),

		// limits.go
		verb("listLimits", http.MethodGet, "limits", "List the rate limits on demand, and where they stand.", c.listLimits),
		verb("setLimit", http.MethodPost, "limits", "Limit a method, or an account's calls of it.", c.SetLimit),
		verb("exhaustLimit", http.MethodPost, "limits/exhaust", "Have no call left of a limit, now.", c.ExhaustLimit),
		verb("clearLimits", http.MethodDelete, "limits", "Take all rate limits on demand away.", c.clearLimits),
		verb("removeLimit", http.MethodDelete, "limits/{id}", "Take a rate limit on demand away.", c.removeLimit),

		// faults.go
		verb("listFaults", http.MethodGet, "faults", "List the faults: what each hit, and what came closest to one that hit nothing.", c.listFaults),
		verb("addFault", http.MethodPost, "faults", "Make calls go wrong.", c.AddFault),
		verb("assertFaultsHit", http.MethodGet, "faults/assert-hit", "Fail if a fault was never hit.", c.assertFaultsHit),
		verb("clearFaults", http.MethodDelete, "faults", "Take all faults away.", c.clearFaults),
		verb("removeFault", http.MethodDelete, "faults/{id}", "Take a fault away.", c.removeFault),

		// holds.go
		verb("listHolds", http.MethodGet, "holds", "List the holds, and the calls in them.", c.listHolds),
		verb("addHold", http.MethodPost, "holds", "Keep the next calls of a method waiting.", c.AddHold),
		verb("awaitHeld", http.MethodGet, "holds/{id}/arrived", "Wait until calls have arrived in a hold.", c.awaitHeld),
		verb("releaseHold", http.MethodPost, "holds/{id}/release", "Let held calls go on, together or in an order.", c.releaseHold),
		verb("dropHeld", http.MethodPost, "holds/{id}/drop", "Lose a held call, before it is processed or after it.", c.dropHeld),
		verb("removeHold", http.MethodDelete, "holds/{id}", "End a hold; the calls in it go on.", c.removeHold),

		// journal.go
		list("calls", "journal", "List the calls that were made, the oldest first.", c.listCalls),
		verb("waitFor", http.MethodGet, "journal/wait", "Wait until so many calls have been made.", c.awaitCalls),
		text("follow", "journal/follow", eventStream, "Send the calls that were made, and then each as it is made, as server-sent events.", c.followCalls),
		text("saveNDJSON", "journal.ndjson", "application/x-ndjson", "Save the calls, each as a line of JSON.", c.saveNDJSON),
		text("saveHAR", "journal.har", "application/json", "Save the calls as an HTTP Archive 1.2.", c.saveHAR),
		verb("clearJournal", http.MethodDelete, "journal", "Forget calls, and findings with them.", c.clearJournal),
		list("findings", "findings", "Tell what the calls show that clients do wrong.", c.findings),

		// lineage.go
		list("lineage", "lineage", "List sessions as chains of generations, also of what is no longer good.", c.lineage),

		// oauth.go
		verb("oauthSessions", http.MethodGet, "oauth/sessions", "List OAuth sessions.", c.listOAuthSessions),
		verb("expireOAuthAccess", http.MethodPost, "oauth/sessions/expire-access", "Make OAuth access tokens expire now.", c.ExpireOAuthAccess),
		verb("expireOAuthRefresh", http.MethodPost, "oauth/sessions/expire-refresh", "Make OAuth refresh tokens expire now.", c.ExpireOAuthRefresh),
		verb("revokeOAuthSession", http.MethodPost, "oauth/sessions/revoke", "End OAuth sessions.", c.RevokeOAuthSession),
		verb("narrowOAuthSession", http.MethodPost, "oauth/sessions/narrow", "Take scopes away from OAuth sessions.", c.NarrowOAuthSession),
		verb("rotateNonce", http.MethodPost, "oauth/nonce", "Make every DPoP nonce that was handed out useless.", c.RotateNonce),
		verb("putDocument", http.MethodPost, "oauth/documents", "Answer a fetch of a URL, such as a client's document.", c.PutDocument),
		verb("forgetDocuments", http.MethodDelete, "oauth/documents", "Forget clients, so that their documents are read anew.", c.ForgetDocuments),
		verb("putLexicon", http.MethodPost, "oauth/lexicons", "Make a permission set known.", c.PutLexicon),
		verb("decideConsent", http.MethodPost, "oauth/consent", "Decide the next request for access in the user's place.", c.DecideConsent),
		verb("undecideConsent", http.MethodDelete, "oauth/consent", "Take decisions back that no request has met.", c.undecide),
		verb("goWrong", http.MethodPost, "oauth/wrong", "Have OAuth answer wrong on purpose.", c.GoWrong),
		verb("goRight", http.MethodDelete, "oauth/wrong", "Take back what was to go wrong.", c.goRight),
		verb("setOAuth", http.MethodPost, "oauth/settings", "Change who answers for the user, and whose clock counts.", c.SetOAuth),

		// mail.go
		verb("mail", http.MethodGet, "mail", "List what a real PDS would have mailed, the oldest first.", c.mail),
	}
}
