package redact

import "strings"

// secretNames are the ends of the names that fields, parameters and headers with secrets have, and
// what the secret is called. Letter case, punctuation and a plural's s do not count: "authfactortoken"
// is authFactorToken and auth-factor-tokens.
var secretNames = []struct{ end, class string }{
	{"password", "password"},
	{"passwd", "password"},
	{"passphrase", "password"},
	{"pass", "password"},
	{"pwd", "password"},
	{"authfactortoken", "code"},
	{"code", "code"},
	{"otp", "code"},
	{"pin", "code"},
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

// openNames end like the name of a secret and have none.
var openNames = []string{"statuscode", "errorcode", "countrycode", "languagecode"}

// SecretClass says what kind of secret a field of some name holds, as in "password", or returns "".
func SecretClass(name string) string {
	name = strings.Map(plainLetter, name)
	for _, open := range openNames {
		if name == open {
			return ""
		}
	}
	for _, n := range secretNames {
		if strings.HasSuffix(name, n.end) || strings.HasSuffix(name, n.end+"s") {
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
