package redact

import "strings"

// secretNames are how the names of fields, parameters and headers with secrets end, and what the
// secret is called. Letter case, punctuation and a plural's s do not count: "authfactortoken"
// stands for authFactorToken and Auth-Factor-Tokens.
var secretNames = []struct{ end, class string }{
	{"password", "password"},
	{"passphrase", "password"},
	{"pass", "password"},
	{"pwd", "password"},
	{"authfactortoken", "code"},
	{"code", "code"},
	{"otp", "code"},
	{"jwt", "token"},
	{"token", "token"},
	{"assertion", "token"},
	{"dpop", "token"},
	{"secret", "secret"},
	{"verifier", "secret"},
	{"privatekey", "secret"},
	{"signingkey", "secret"},
	{"apikey", "secret"},
	{"cookie", "cookie"},
	{"authorization", "credentials"},
	{"credential", "credentials"},
}

// SecretClass says what kind of secret a field of some name holds, as in "password", or returns "".
func SecretClass(name string) string {
	name = strings.Map(plainLetter, name)
	single := strings.TrimSuffix(name, "s")
	for _, n := range secretNames {
		if strings.HasSuffix(name, n.end) || strings.HasSuffix(single, n.end) {
			return n.class
		}
	}
	return ""
}

// plainLetter maps letters to lower case, and drops what is neither a letter nor a digit.
func plainLetter(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r - 'A' + 'a'
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return r
	default:
		return -1
	}
}
