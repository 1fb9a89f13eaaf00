package findings

import (
	"net/http"
	"strings"

	"mockpds/internal/journal"
)

// originRules are about clients of a PDS that has an entryway.
func originRules() []Rule {
	return []Rule{
		{
			"oauth-wrong-origin", SeverityError,
			"The PDS was taken for the authorization server, or that for the PDS",
			"Tokens come from the issuer and are good at the PDS. A refresh that is sent to the PDS is " +
				"answered 404, and a call that is sent to the issuer is refused.",
			"It reads the issuer from the PDS's protected-resource metadata, keeps it with the session " +
				"for refreshes and revocations, and calls methods at the PDS that the DID document names.",
			oauthWrongOrigin,
		},
		{
			"oauth-nonce-of-other-origin", SeverityWarning,
			"A DPoP nonce of the authorization server was shown to the PDS, or the other way round",
			"Each has nonces of its own. The request is refused and has to be sent again, and each " +
				"answer replaces the nonce that the next request to the other one needs.",
			"It keeps the newest nonce of each origin.",
			oauthNonceOfOther,
		},
	}
}

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
