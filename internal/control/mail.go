package control

import (
	"context"
	"time"

	"mockpds/internal/mailbox"
)

// A Message is one mail that a real PDS would have sent.
type Message struct {
	To      string    `json:"to"`
	Kind    string    `json:"kind" doc:"confirm_email, update_email, reset_password, delete_account, plc_operation, sign_in or admin"`
	Token   string    `json:"token,omitempty" doc:"the code in it"`
	Subject string    `json:"subject,omitempty"`
	Content string    `json:"content,omitempty"`
	SentAt  time.Time `json:"sentAt" doc:"mock time"`
}

// mailQuery asks for mail.
type mailQuery struct {
	To string `query:"to" doc:"address; all mail without it"`
}

func (c *Control) mail(_ context.Context, q mailQuery) ([]Message, error) {
	return c.Messages(q.To), nil
}

// mailOf is the mail that a list shows.
func mailOf(list []Message) []mailbox.Message {
	mail := make([]mailbox.Message, len(list))
	for i, m := range list {
		mail[i] = mailbox.Message{To: m.To, Kind: m.Kind, Code: m.Token, Subject: m.Subject, Content: m.Content, SentAt: m.SentAt}
	}
	return mail
}

// Messages lists the mail to an address, or all of it when the address is empty: the oldest first.
func (c *Control) Messages(to string) []Message {
	list := []Message{}
	for _, m := range c.Mail.Messages(to) {
		list = append(list, Message{m.To, m.Kind, m.Code, m.Subject, m.Content, m.SentAt.UTC()})
	}
	return list
}
