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

// longestSecretName is how many letters the longest of them has.
const longestSecretName = len("authfactortoken")

// SecretClass says what kind of secret a field of some name holds, as in "password", or returns "".
func SecretClass(name string) string {
	var letters [longestSecretName + len("s")]byte // the last letters and digits, in lower case
	begin := len(letters)
	for i := len(name) - 1; i >= 0 && begin > 0; i-- {
		c := name[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		default:
			continue
		}
		begin--
		letters[begin] = c
	}
	end := string(letters[begin:])
	single := strings.TrimSuffix(end, "s")
	for _, n := range secretNames {
		if strings.HasSuffix(end, n.end) || strings.HasSuffix(single, n.end) {
			return n.class
		}
	}
	return ""
}
