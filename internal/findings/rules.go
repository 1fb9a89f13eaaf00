package findings

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"mockpds/docs"
)

// looks finds what each rule is about, by the rule's id. The page docs/findings.md says what there
// is to be known of the rule.
var looks = map[string]func(*evidence){
	"refresh-replayed-in-grace":    replayedInGrace,
	"refresh-replayed-after-grace": replayedAfterGrace,
	"concurrent-refreshes":         concurrentRefreshes,
	"early-refresh":                earlyRefresh,
	"refreshed-token-unused":       refreshedTokenUnused,
	"expired-never-refreshed":      expiredNeverRefreshed,
	"refused-refresh-ignored":      refusedRefreshIgnored,
	"access-token-at-refresh":      accessTokenAtRefresh,
	"refresh-token-elsewhere":      refreshTokenElsewhere,
	"refresh-token-outside-header": refreshTokenOutsideHeader,
	"session-used-after-logout":    sessionUsedAfterLogout,
	"login-instead-of-refresh":     loginInsteadOfRefresh,
	"login-per-call":               loginPerCall,
	"login-pace":                   loginPace,
	"call-before-rate-limit-reset": callBeforeReset,
	"retry-after-final-error":      retryAfterFinalError,
	"at-sign-identifier":           atSignIdentifier,
	"identifier-form":              identifierForm,
	"sign-in-code":                 signInCode,
	"account-password":             accountPassword,
	"wrong-verb":                   wrongVerb,
	"content-type":                 contentType,
	"body-not-expected":            bodyNotExpected,
	"chat-without-proxy":           chatWithoutProxy,
	"status-ignored":               statusIgnored,
	"oauth-refresh-replayed":       oauthReplayed,
	"oauth-grant-retried":          oauthGrantRetried,
	"oauth-not-revoked":            oauthNotRevoked,
	"oauth-scope-unused":           oauthScopeUnused,
	"oauth-nonce-ignored":          oauthNonceIgnored,
	"oauth-token-as-bearer":        oauthAsBearer,
	"oauth-wrong-proof":            oauthWrongProof,
	"oauth-par-skipped":            oauthPushSkipped,
	"oauth-challenge-reused":       oauthChallengeReused,
	"oauth-wrong-origin":           oauthWrongOrigin,
	"oauth-nonce-of-other-origin":  oauthNonceOfOther,
}

// Rules lists all rules, in the order of the page, in which findings are listed too.
func Rules() []Rule { return slices.Clone(readRules()) }

var readRules = sync.OnceValue(func() []Rule {
	var list []Rule
	for _, section := range strings.Split(docs.Findings, "\n### ")[1:] {
		section, _, _ = strings.Cut(section, "\n## ")
		list = append(list, readRule(section))
	}
	return list
})

var (
	severityAndTitle = regexp.MustCompile(`^\*(\w+)\*: (.+)\.$`)
	markup           = regexp.MustCompile("`|\\[|\\]\\([^)]*\\)")
)

// readRule reads a section: the rule's id, then paragraphs with its severity and title, why it
// matters, and what a correct client does.
func readRule(section string) Rule {
	paragraphs := strings.Split(section, "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = markup.ReplaceAllString(strings.Join(strings.Fields(p), " "), "")
	}
	r := Rule{ID: paragraphs[0], Why: paragraphs[2]}
	if head := severityAndTitle.FindStringSubmatch(paragraphs[1]); head != nil {
		r.Severity, r.Title = Severity(head[1]), head[2]
	}
	r.Correct = strings.Replace(paragraphs[3], "A correct client", "It", 1)
	r.look = looks[r.ID]
	return r
}
