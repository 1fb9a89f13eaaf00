package server

import "context"

type signupQueue struct {
	Activated bool `json:"activated"`
}

// checkSignupQueue answers that nobody has to queue: whoever signed up is in.
func (p *protocol) checkSignupQueue(context.Context, caller) (signupQueue, error) {
	return signupQueue{Activated: true}, nil
}
