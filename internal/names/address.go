// Package names holds the rules for handles, mail addresses and the audiences of service tokens.
package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// The longest address, in UTF-16 code units, its local part, in bytes, and each label of its
// domain, in characters.
const (
	longestAddress   = 254
	longestLocalPart = 64
	longestLabel     = 63
)

// SupportedAddress reports whether an account may have an address: a local part of dotted atoms
// (RFC 5321, section 4.1.2, without quoted strings), a domain of two labels or more, and no
// provider of throwaway addresses. Characters beyond ASCII may stand on either side of the @ (RFC
// 6531).
func SupportedAddress(address string) bool {
	local, domain, _ := strings.Cut(address, "@")
	return len(utf16.Encode([]rune(address))) <= longestAddress &&
		validLocalPart(local) && validMailDomain(domain) && !isDisposable(domain)
}

func validLocalPart(local string) bool {
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, outsideAtom) {
			return false
		}
	}
	return len(local) <= longestLocalPart
}

func outsideAtom(r rune) bool {
	return r < utf8.RuneSelf && !isLetterOrDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func isLetterOrDigit(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || isDigit(r)
}

func isDigit(r rune) bool {
	return '0' <= r && r <= '9'
}

// validMailDomain refuses a final dot, an address literal, and a top-level domain that begins
// with a digit.
func validMailDomain(domain string) bool {
	labels := strings.Split(strings.Map(asciiDot, domain), ".")
	for _, label := range labels {
		if !validLabel(label) {
			return false
		}
	}
	return len(labels) > 1 && !isDigit(rune(labels[len(labels)-1][0]))
}

// asciiDot maps the dots of East Asian scripts to the ASCII dot, as IDNA does (RFC 3490, section
// 3.1).
func asciiDot(r rune) rune {
	switch r {
	case '。', '．', '｡':
		return '.'
	default:
		return r
	}
}

func validLabel(label string) bool {
	if label == "" || utf8.RuneCountInString(label) > longestLabel {
		return false
	}
	if strings.ContainsFunc(label, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return validUnicodeLabel(label)
	}
	return !strings.ContainsFunc(label, outsideLabel) && label[0] != '-' && label[len(label)-1] != '-'
}

// validUnicodeLabel approximates IDNA without its tables: graphic characters, and no mark at the
// beginning. Such a label may begin or end with a hyphen, because its encoded form does not.
func validUnicodeLabel(label string) bool {
	first, _ := utf8.DecodeRuneInString(label)
	return !unicode.IsMark(first) && !strings.ContainsFunc(label, outsideLabel)
}

func outsideLabel(r rune) bool {
	if r < utf8.RuneSelf {
		return !isLetterOrDigit(r) && r != '-'
	}
	return r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.IsSpace(r)
}

// disposableDomains are well-known domains of throwaway addresses. The reference has a list of
// some thousands.
var disposableDomains = []string{
	"10minutemail.com", "discard.email", "disposeamail.com", "dispostable.com",
	"emailondeck.com", "getnada.com", "grr.la", "guerrillamail.com",
	"mailcatch.com", "maildrop.cc", "mailinator.com", "mailnesia.com",
	"moakt.com", "mohmal.com", "notmailinator.com", "sharklasers.com",
	"temp-mail.org", "throwawaymail.com", "trashmail.com", "yopmail.com",
}

// isDisposable looks for the domain itself, in any case. Its subdomains are not disposable.
func isDisposable(domain string) bool {
	return slices.Contains(disposableDomains, strings.ToLower(domain))
}
