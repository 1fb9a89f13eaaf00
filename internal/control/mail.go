package control

import (
	"context"

	"mockpds/internal/mailbox"
)

// mailQuery asks for mail.
type mailQuery struct {
	To string `query:"to" doc:"address; all mail without it"`
}

func (c *Control) listMail(_ context.Context, q mailQuery) ([]mailbox.Message, error) {
	return c.Mail.Messages(q.To), nil
}
