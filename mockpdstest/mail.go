package mockpdstest

import (
	"testing"
	"time"
)

// A Message is one mail that a real PDS would have sent.
type Message struct {
	To      string
	Kind    string    // as of Code, or admin
	Token   string    // the code in it; "" if there is none
	Subject string    // of mail of kind admin
	Content string    // of mail of kind admin
	SentAt  time.Time // mock time
}

// Mail lists the mail to an address, or all of it when the address is empty: the oldest first.
func (p *PDS) Mail(to string) []Message {
	var list []Message
	for _, m := range p.control.Mail.Messages(to) {
		list = append(list, Message(m))
	}
	return list
}

// Code is the code in the latest mail of a kind to an address: confirm_email, update_email,
// reset_password, delete_account, plc_operation or sign_in. The test ends if there is none.
func (p *PDS) Code(t testing.TB, to, kind string) string {
	t.Helper()
	code := ""
	for _, m := range p.Mail(to) {
		if m.Kind == kind {
			code = m.Token
		}
	}
	if code == "" {
		t.Fatalf("no %s code was mailed to %s", kind, to)
	}
	return code
}
