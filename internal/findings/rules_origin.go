package findings

import (
	"net/http"
	"strings"

	"mockpds/internal/journal"
)

// originRules are about clients of a PDS that has an entryway.
func oauthWrongOrigin(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		return c.Origin == journal.OriginPDS && c.Verb == http.MethodPost &&
			strings.HasPrefix(c.Path, "/oauth/")
	}, "%s, which is the authorization server's, was sent to the PDS, first in %s.")
	e.bySubject(func(c *journal.Call) bool {
		return c.Origin == journal.OriginEntryway && c.Method != "" &&
			c.Request.Header("Dpop") != ""
	}, "%s, which is the PDS's, was sent to the authorization server, first in %s.")
}

func oauthNonceOfOther(e *evidence) {
	e.bySubject(func(c *journal.Call) bool { return c.Facts.NonceOfOther },
		"%s brought a nonce of the other origin, first in %s.")
}
