package findings

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mockpds/internal/journal"
)

const (
	tokenPath     = "/oauth/token" //nolint:gosec // a path
	pushPath      = "/oauth/par"
	authorizePath = "/oauth/authorize"
)

// nonceLoop is how often a key shows the same nonce, or none, after a challenge for another.
const nonceLoop = 3

// oauthNonceIgnored tolerates challenges that are heeded: that the first request of a key has no
// nonce, or an old one, and that several tabs have old ones.
func oauthNonceIgnored(e *evidence) {
	proved := pick(e.calls, func(c *journal.Call) bool { return c.Request.Header("Dpop") != "" })
	each(proved, proverOf, func(_ string, calls []*journal.Call) {
		runs := map[uint64][]*journal.Call{} // challenges by the nonce that was shown
		for _, c := range calls {
			nonce := c.Facts.Proof.Nonce
			run := runs[nonce]
			switch {
			case c.Lost:
			case c.Error != "use_dpop_nonce":
				delete(runs, 0)
			case len(run) == 0 || begunAfter(c, run[len(run)-1]):
				run = append(run, c)
				runs[nonce] = run
			}
			if len(run) == nonceLoop {
				e.report(subject(run[0]), run, "%s were answered use_dpop_nonce, from %s on.",
					journal.Plural(nonceLoop, "request"), ref(run[0]))
				return
			}
		}
	})
}

// proverOf is equal for the calls to one host that are proved with one key.
func proverOf(c *journal.Call) string {
	return fmt.Sprint(c.Facts.Proof.Key, c.Host, app(c))
}

func oauthAsBearer(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		return strings.Contains(c.Session, "~oauth#") &&
			strings.HasPrefix(strings.ToLower(c.Request.Header("Authorization")), "bearer ")
	}, "%s came with an access token of OAuth as Bearer, first in %s.")
}

// resendTime is within which real time a browser sends a request again whose connection was lost.
const resendTime = time.Second

// oauthWrongProof tolerates what a browser sends again by itself, with the same proof, when the
// connection breaks.
func oauthWrongProof(e *evidence) {
	lost := map[journal.Proof]*journal.Call{}
	for _, c := range e.calls {
		if c.Lost {
			lost[c.Facts.Proof] = c
		}
	}
	e.bySubject(func(c *journal.Call) bool {
		before := lost[c.Facts.Proof]
		resent := before != nil && c.Facts.Proof.ID != 0 && c.Facts.Asked == before.Facts.Asked &&
			begunAfter(c, before) && c.RealTime.Sub(before.End()) < resendTime
		return c.Error == "invalid_dpop_proof" && !resent
	}, "%s was refused for its DPoP proof, first in %s.")
}

func oauthPushSkipped(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		query, _ := url.ParseQuery(c.Query)
		return c.Verb == http.MethodGet && c.Path == authorizePath &&
			query.Has("client_id") && !query.Has("request_uri")
	}, "%s had the whole request in the address, first in %s.")
}

// oauthChallengeReused tolerates a request that is pushed again because its reply was lost.
func oauthChallengeReused(e *evidence) {
	pushed := pick(e.calls, func(c *journal.Call) bool {
		return c.Path == pushPath && c.Status == http.StatusCreated && !c.Lost
	})
	told := map[*journal.Call]bool{}
	for _, name := range []string{"code_challenge", "state"} {
		value := func(c *journal.Call) string { return fieldOf(c.Request, name) }
		each(pushed, value, func(shown string, calls []*journal.Call) {
			if shown == "" || len(calls) == 1 || told[calls[0]] {
				return
			}
			told[calls[0]] = true
			e.report(subject(calls[0]), calls, "the %s of %s came again in %s.",
				name, ref(calls[0]), ref(calls[1]))
		})
	}
}

// fieldOf is a field of a body, a form or JSON, or "".
func fieldOf(c journal.Content, name string) string {
	if strings.HasPrefix(c.Body, "{") {
		var fields map[string]any
		_ = json.Unmarshal([]byte(c.Body), &fields) // one that is cut off has no fields
		text, _ := fields[name].(string)
		return text
	}
	form, _ := url.ParseQuery(c.Body) // what is none has no fields
	return form.Get(name)
}

// oauthWrongOrigin looks for endpoints of one origin that are called at the other.
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
