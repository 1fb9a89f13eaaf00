// Package xrpc is the protocol of method calls (https://atproto.com/specs/xrpc): verbs, method
// names, parameters, bodies, typed handlers, and the one place that writes replies and errors. It
// knows no account.
package xrpc

import "net/http"

// An Error is a refusal in the protocol's words. Any other error of a handler is a 500, and its
// text goes to the log only.
type Error struct {
	Status  int
	Name    string // the error field of the body
	Message string
}

func (e *Error) Error() string {
	return e.Name + ": " + e.Message
}

// InvalidRequest returns a 400 with the error name InvalidRequest.
func InvalidRequest(message string) *Error {
	return Refuse("InvalidRequest", message)
}

// Refuse returns a 400 with an error name of the method's lexicon.
func Refuse(name, message string) *Error {
	return &Error{http.StatusBadRequest, name, message}
}

// AuthRequired returns a 401.
func AuthRequired(name, message string) *Error {
	return &Error{http.StatusUnauthorized, name, message}
}

// Forbidden returns a 403.
func Forbidden(name, message string) *Error {
	return &Error{http.StatusForbidden, name, message}
}

// errInternal is all that a client learns of an error that is no *Error.
var errInternal = &Error{
	http.StatusInternalServerError, "InternalServerError", "Internal Server Error",
}
