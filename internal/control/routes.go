package control

import "net/http"

// routes is the table of contents: every verb over HTTP, and the method that does it.
func (c *Control) routes() []route {
	return []route{
		// clock.go
		verb(http.MethodGet, "clock", "Tell mock time.", c.clockState),
		verb(http.MethodPost, "clock", "Move mock time: reset, set, advance, freeze or resume it, in this order.", c.MoveClock),

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

		// mail.go
		verb(http.MethodGet, "mail", "List what a real PDS would have mailed, the oldest first.", c.mail),
	}
}
