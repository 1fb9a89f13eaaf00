// Package mailbox keeps what a real PDS would send by e-mail, so that a test can read the codes.
package mailbox

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// A Message is one mail.
type Message struct {
	To      string    `json:"to"` // address, in lower case
	Kind    string    `json:"kind" doc:"confirm_email, update_email, reset_password, delete_account, plc_operation, sign_in or admin"`
	Token   string    `json:"token,omitempty" doc:"the code in it"`
	Subject string    `json:"subject,omitempty"` // of mail that an administrator sent, as the content
	Content string    `json:"content,omitempty"`
	SentAt  time.Time `json:"sentAt" doc:"mock time"`
}

// capacity is how many messages a mailbox keeps. Older ones are let go.
const capacity = 10_000

// A Mailbox holds the mail of all accounts. Its zero value is empty and ready. It is safe for
// concurrent use.
type Mailbox struct {
	mu       sync.Mutex // guards messages
	messages []Message
}

// Deliver adds a message. Beyond 10,000 messages the oldest are dropped.
func (b *Mailbox) Deliver(m Message) {
	m.To, m.SentAt = strings.ToLower(m.To), m.SentAt.UTC()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.messages) >= capacity {
		b.messages = append(b.messages[:0], b.messages[capacity/10:]...)
	}
	b.messages = append(b.messages, m)
}

// Replace puts other mail in place of what is there: the oldest first, and at most 10,000 messages
// of it, the latest.
func (b *Mailbox) Replace(messages []Message) {
	kept := slices.Clone(messages[max(0, len(messages)-capacity):])
	for i := range kept {
		kept[i].To = strings.ToLower(kept[i].To)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages = kept
}

// Messages lists the mail to an address, whatever its case, or all of it when the address is empty:
// the oldest first.
func (b *Mailbox) Messages(to string) []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := []Message{}
	for _, m := range b.messages {
		if to == "" || m.To == strings.ToLower(to) {
			list = append(list, m)
		}
	}
	return list
}
