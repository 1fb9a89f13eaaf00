package server_test

import (
	"net/http"
	"strings"
	"testing"

	"mockpds/server"
)

func TestWhichAddressesAreSupported(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.signUp("anna.test").text("accessJwt")
	long := strings.Repeat("bcd.", 61)
	tests := map[string]bool{
		"a@b.c": true, "A@B.CO": true, "a+tag@b.co": true, "a.b@c-d.co": true, "a@ab--c.co": true, "a@b.c1": true,
		"a@xn--mnchen-3ya.de": true, "a!#$%&'*+-/=?^_`{|}~@b.co": true,
		"": false, "a": false, "@b.co": false, "a@": false, "a@b@c.de": false, "a@b": false, "a@localhost": false,

		"a b@c.de": false, `"a"@b.co`: false, ".a@b.co": false, "a.@b.co": false, "a..b@b.co": false, "a(c)@b.co": false,
		" a@b.co": false, "a@b.co ": false, "a@b.co\n": false, "a\x00@b.co": false,

		"a@b.co.": false, "a@b..co": false, "a@-b.co": false, "a@b-.co": false, "a@b.c-": false, "a@b_c.co": false,
		"a@b.1": false, "a@b.1c": false, "a@1.2.3.4": false, "a@[1.2.3.4]": false, "a@b%41.co": false, "a@b:25.co": false,
		"a@b,co": false, "a@b/c.co": false, "a@b.co\x7f": false, "a@xn--mnchen-3ya": false,

		"ü@b.co": true, "😀@b.co": true, "\u00a0@b.co": true, "a@münchen.de": true, "a@b.рф": true, "a@b。co": true, "a@i❤.ws": true,
		"a@\u0301b.co": false, "a@b\u00a0c.co": false, "a@b\u2028.co": false, "a@\u200b.co": false,

		strings.Repeat("a", 64) + "@b.co": true, strings.Repeat("a", 65) + "@b.co": false,
		strings.Repeat("ü", 32) + "@b.co": true, strings.Repeat("ü", 33) + "@b.co": false,
		"a@" + strings.Repeat("b", 63) + ".co": true, "a@" + strings.Repeat("b", 64) + ".co": false,
		"a@" + long + "abcdefgh": true, "a@" + long + "abcdefghi": false,

		"a@mailinator.com": false, "a@MAILINATOR.com": false, "a@x.mailinator.com": true, "a@10minutemail.com": false,
	}
	for address, supported := range tests {
		r := w.post(updateEmail, token, object{"email": address})
		if (r.status == http.StatusOK) != supported {
			t.Errorf("%q: %d %s", address, r.status, r.raw)
		}
	}
}
