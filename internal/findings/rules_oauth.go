package findings

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"mockpds/internal/journal"
)

func oauthRules() []Rule {
	return []Rule{
		{
			"oauth-refresh-replayed", SeverityError,
			"A refresh token of OAuth was used again, though the next one had been delivered",
			"There is no grace: the server ends the session at once, and the user is logged out.",
			"It keeps only the newest refresh token, replaces it in storage in one step, and has " +
				"one refresh in flight for a session, in all its tabs together.",
			oauthReplayed,
		},
		{
			"oauth-nonce-ignored", SeverityError,
			"Requests were answered use_dpop_nonce again and again",
			"None of them can succeed. The nonce that the server asks for stands in the DPoP-Nonce " +
				"header of each of its answers, and changes every few minutes.",
			"It keeps the newest nonce of each origin, puts it into its next proof, and repeats a " +
				"request once that was answered use_dpop_nonce.",
			oauthNonceIgnored,
		},
		{
			"oauth-token-as-bearer", SeverityError,
			"An access token of OAuth was sent as Bearer",
			"It is bound to a key, and refused without a proof of that key.",
			"It sends the token after DPoP in Authorization, and a proof in the DPoP header.",
			oauthAsBearer,
		},
		{
			"oauth-wrong-proof", SeverityError,
			"A DPoP proof was wrong, missing or sent twice",
			"The server refuses the request, and no repetition with the same proof succeeds.",
			"It makes a proof for each request, also for one that it repeats: a jti of its own, the " +
				"verb, the URL without its query, and the hash of the access token where one is sent.",
			oauthWrongProof,
		},
		{
			"oauth-par-skipped", SeverityWarning,
			"The user was sent to the authorization page with the whole request in the address",
			"The metadata say that requests have to be pushed. The reference serves others today; " +
				"what a browser's history keeps of them is not for everybody.",
			"It posts the request to the pushed_authorization_request_endpoint, and sends the user " +
				"on with its request_uri.",
			oauthPushSkipped,
		},
		{
			"oauth-challenge-reused", SeverityWarning,
			"Two requests for access had the same PKCE challenge",
			"Whoever learns the verifier of one log-in can take over the other.",
			"It draws a verifier and a state for each log-in.",
			oauthChallengeReused,
		},
	}
}

const (
	tokenPath     = "/oauth/token" //nolint:gosec // a path
	pushPath      = "/oauth/par"
	authorizePath = "/oauth/authorize"
)

// oauthReplayed tolerates what was in flight when the next token was delivered.
func oauthReplayed(e *evidence) []sighting {
	var list []sighting
	for _, s := range e.stories {
		if s.ClientID == "" {
			continue
		}
		again := s.pick(func(c *journal.Call) bool {
			next := s.generation(c.Generation + 1)
			if c.Path != tokenPath || c.Token != journal.KindRefresh || next == nil {
				return false
			}
			told := e.call(next.DeliveredBy)
			return next.DeliveredBy != 0 && (told == nil || begunAfter(c, told))
		})
		if len(again) > 0 {
			text := fmt.Sprintf("%s: refresh token g%d was used again by %s; g%d had been delivered.",
				s.Label, again[0].Generation, ref(again[0]), again[0].Generation+1)
			list = append(list, sighting{s.Label, text, again})
		}
	}
	return list
}

// nonceLoop is how many challenges in a row an app gets that does not heed them.
const nonceLoop = 3

func oauthNonceIgnored(e *evidence) []sighting {
	var list []sighting
	each(e.calls, app, func(_ string, calls []*journal.Call) {
		var run []*journal.Call
		for _, c := range calls {
			switch {
			case c.Error != "use_dpop_nonce" || c.Lost:
				if c.Request.Header("Dpop") != "" {
					run = nil
				}
			case len(run) == 0 || begunAfter(c, run[len(run)-1]):
				run = append(run, c)
			}
			if len(run) == nonceLoop {
				text := fmt.Sprintf("%s: %s were answered use_dpop_nonce one after another, from %s on.",
					subject(run[0]), plural(nonceLoop, "request"), ref(run[0]))
				list = append(list, sighting{subject(run[0]), text, run})
				return
			}
		}
	})
	return list
}

func oauthAsBearer(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		return strings.Contains(c.Session, "~oauth#") &&
			strings.HasPrefix(strings.ToLower(c.Request.Header("Authorization")), "bearer ")
	}, "%s: %s came with an access token of OAuth as Bearer, first in %s.")
}

func oauthWrongProof(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		return c.Error == "invalid_dpop_proof"
	}, "%s: %s was refused for its DPoP proof, first in %s.")
}

func oauthPushSkipped(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		query, _ := url.ParseQuery(c.Query)
		return c.Verb == http.MethodGet && c.Path == authorizePath &&
			query.Has("client_id") && !query.Has("request_uri")
	}, "%s: %s had the whole request in the address, first in %s.")
}

func oauthChallengeReused(e *evidence) []sighting {
	pushed := pick(e.calls, func(c *journal.Call) bool {
		return c.Path == pushPath && c.Status == http.StatusCreated && challengeOf(c) != ""
	})
	var list []sighting
	each(pushed, challengeOf, func(_ string, calls []*journal.Call) {
		if len(calls) > 1 && !calls[0].Lost {
			text := fmt.Sprintf("%s: the code_challenge of %s came again in %s.",
				subject(calls[0]), ref(calls[0]), ref(calls[1]))
			list = append(list, sighting{subject(calls[0]), text, calls})
		}
	})
	return list
}

// challengeOf is the PKCE challenge of a request for access that was pushed as a form.
func challengeOf(c *journal.Call) string {
	form, _ := url.ParseQuery(c.Request.Body) // what is none has none
	return form.Get("code_challenge")
}
