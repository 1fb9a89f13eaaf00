package control

import "net/http"

// routes is the table of contents: every verb over HTTP, and the method that does it.
func (c *Control) routes() []route {
	return []route{
		// clock.go
		verb(http.MethodGet, "clock", "Tell mock time.", c.clockState),
		verb(http.MethodPost, "clock", "Move mock time: reset, set, advance, freeze or resume it, in this order.", c.MoveClock),

		// mail.go
		verb(http.MethodGet, "mail", "List what a real PDS would have mailed, the oldest first.", c.mail),
	}
}
