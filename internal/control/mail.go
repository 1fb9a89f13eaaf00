package control

import (
	"context"
	"net/http"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/mailbox"
)

// mailQuery asks for mail.
type mailQuery struct {
	To string `query:"to" doc:"address; all mail without it"`
}

func (c *Control) listMail(_ context.Context, q mailQuery) ([]mailbox.Message, error) {
	return c.Mail.Messages(q.To), nil
}

// A CodeAge says by how much a mailed code is to grow older.
type CodeAge struct {
	Account string `json:"-" path:"name" doc:"handle or DID"`
	Kind    string `json:"kind" doc:"confirm_email, update_email, reset_password, delete_account, plc_operation or sign_in"`
	Seconds int    `json:"seconds" doc:"the code is good for 900 seconds"`
}

// AgeCode makes an account's latest code of a kind older, as if it had been mailed earlier. The
// clock stays as it is.
func (c *Control) AgeCode(_ context.Context, age CodeAge) (nothing, error) {
	a, err := c.account(age.Account)
	if err != nil {
		return nothing{}, err
	}
	if age.Seconds <= 0 {
		return nothing{}, invalid("seconds is %d: write at least 1", age.Seconds)
	}
	if !c.Store.AgeCode(a.DID, fixtures.Purpose(age.Kind), time.Duration(age.Seconds)*time.Second) {
		return nothing{}, refuse(http.StatusNotFound, "NoSuchCode",
			"%s has no code of kind %q: have one mailed first", a.Handle, age.Kind)
	}
	return nothing{}, nil
}
