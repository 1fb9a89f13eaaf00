package journal

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// What is taken out wherever it stands. A token may have lost its end.
var (
	tokenPattern       = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){0,4}|(?:[A-Za-z0-9_-]{16,}\.){2,}[A-Za-z0-9_-]{16,}`)
	proofPattern       = regexp.MustCompile(`(?i)\b(bearer|basic|dpop),?\s+([^\s"',‹]+)`)
	userInfoPattern    = regexp.MustCompile(`://([^/?#\s"'<>‹›]+)@`)
	appPasswordPattern = regexp.MustCompile(`(?i)\b[a-z2-7]{4}(?:-[a-z2-7]{4}){3}\b`)
	codePattern        = regexp.MustCompile(`\b[A-Z2-7]{5}-[A-Z2-7]{5}\b`)
	anyCode            = regexp.MustCompile(`^(?i)[a-z2-7]{5}-[a-z2-7]{5}$`)
	formStart          = regexp.MustCompile(`^\s*[^\s{}\[\]"'=&]+=`)
	lastWord           = regexp.MustCompile(`[\w%-]+["']?\s*$`)
)

// text redacts a text that may be JSON, hold JSON or assignments, and be cut short or broken anywhere. Text without secrets
// comes back as it is.
func (r *redactor) text(s string) string {
	return r.scan(s, false)
}

// scan is text, or shows no value that has no name either.
func (r *redactor) scan(s string, strict bool) string {
	if r.depth >= deepestText {
		return r.made(fmt.Sprintf("‹text, %d characters›", utf8.RuneCountInString(s)))
	}
	r.depth++
	defer func() { r.depth-- }()
	if strings.Contains(s, "://") {
		s = r.withoutUserInfo(s)
	}
	if !strings.ContainsAny(s, `{["=:`) {
		s, _ = r.takeOut(r.sweep(s))
		return s
	}
	t := textScanner{redactor: r, in: s, strict: strict}
	t.scan()
	s, _ = r.takeOut(t.out.String())
	return s
}

// withoutUserInfo takes user names and passwords out of URLs.
func (r *redactor) withoutUserInfo(s string) string {
	return userInfoPattern.ReplaceAllStringFunc(s, func(found string) string {
		info := found[len("://") : len(found)-len("@")]
		if _, password, ok := strings.Cut(info, ":"); ok {
			r.hide("password", password)
			r.hide("password", percentDecoded(password))
		}
		return "://" + r.hide("credentials", info) + "@"
	})
}

// sweep takes out what can be told for a secret by its form, also where it is percent-encoded.
func (r *redactor) sweep(s string) string {
	if len(s) < shortestRepeat {
		return s
	}
	if plain := percentDecoded(s); plain != s {
		if shown := r.text(plain); shown != plain {
			return shown
		}
	}
	if len(s) > 3*16 || strings.Contains(s, "eyJ") {
		s = tokenPattern.ReplaceAllStringFunc(s, func(t string) string { return r.mark("token", t) })
	}
	if strings.ContainsAny(s, " \t\r\n") {
		s = proofPattern.ReplaceAllStringFunc(s, func(t string) string {
			parts := proofPattern.FindStringSubmatch(t)
			return strings.TrimSuffix(t, parts[2]) + r.hide("credentials", parts[2])
		})
	}
	if strings.Contains(s, "-") {
		s = replaceWords(appPasswordPattern, s, func(t string) string { return r.mark("app password", t) })
		s = replaceWords(codePattern, s, func(t string) string { return r.mark("code", t) })
	}
	return s
}

// replaceWords replaces what a pattern of words matches, where an underscore is no part of a word.
func replaceWords(pattern *regexp.Regexp, s string, by func(string) string) string {
	found := pattern.FindAllStringIndex(strings.ReplaceAll(s, "_", " "), -1)
	if found == nil {
		return s
	}
	var b strings.Builder
	last := 0
	for _, at := range found {
		b.WriteString(s[last:at[0]] + by(s[at[0]:at[1]]))
		last = at[1]
	}
	return b.String() + s[last:]
}
