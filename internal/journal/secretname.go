package journal

import "strings"

// secretWords are parts of the names of fields, headers and parameters that hold something to keep, and what that is called
// in its place.
var secretWords = []struct{ part, class string }{
	{"authfactortoken", "code"},
	{"password", "password"},
	{"passwd", "password"},
	{"passphrase", "password"},
	{"passwort", "password"},
	{"kennwort", "password"},
	{"pwd", "password"},
	{"jwt", "token"},
	{"token", "token"},
	{"cookie", "cookie"},
	{"secret", "secret"},
	{"privatekey", "secret"},
	{"apikey", "secret"},
	{"authorization", "credentials"},
	{"credential", "credentials"},
	{"secwebsocketprotocol", "credentials"}, // where browsers put a token, as they can set no other header
	{"verifier", "secret"},
}

// secretClass says what kind of secret a field of some name holds, or "" for none. Letter case and punctuation do not count.
func secretClass(name string) string {
	name = strings.Map(plainLetter, name)
	for _, w := range secretWords {
		if strings.Contains(name, w.part) {
			return w.class
		}
	}
	switch {
	case name == "statuscode", name == "errorcode":
		return ""
	case strings.HasSuffix(name, "code"), strings.HasSuffix(name, "codes"), name == "otp", name == "pin":
		return "code" // codes are mailed, or invite somebody
	case strings.HasSuffix(name, "pass"), strings.HasSuffix(name, "pw"):
		return "password"
	case strings.HasSuffix(name, "auth"):
		return "credentials"
	case name == "dpop":
		return "token"
	default:
		return ""
	}
}

// plainLetter maps letters to lower case and leaves out what is neither letter nor digit.
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
