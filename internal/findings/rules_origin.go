package findings

import (
	"net/http"
	"strings"

	"mockpds/internal/journal"
)

// originRules are about clients of a PDS that has an entryway.
func oauthWrongOrigin(e *evidence) []sighting {
	endpoints := bySubject(e, func(c *journal.Call) bool {
		return c.Origin == journal.OriginPDS && c.Verb == http.MethodPost &&
			strings.HasPrefix(c.Path, "/oauth/")
	}, "%s: %s, which is the authorization server's, was sent to the PDS, first in %s.")
	methods := bySubject(e, func(c *journal.Call) bool {
		return c.Origin == journal.OriginEntryway && c.Method != "" &&
			c.Request.Header("Dpop") != ""
	}, "%s: %s, which is the PDS's, was sent to the authorization server, first in %s.")
	return append(endpoints, methods...)
}

func oauthNonceOfOther(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool { return c.Facts.NonceOfOther },
		"%s: %s brought a nonce of the other origin, first in %s.")
}
