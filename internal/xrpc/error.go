// Package xrpc is the protocol that methods are called by: verbs, method names, parameters, bodies, typed handlers,
// and the one place that writes replies and errors (https://atproto.com/specs/xrpc). It knows no account.
package xrpc

import (
	"errors"
	"net/http"
)

// An Error is a refusal in the protocol's words. Anything else that a handler returns is a 500 whose text stays in the log.
type Error struct {
	Status  int
	Name    string // the error field of the body
	Message string
}

func (e *Error) Error() string {
	return e.Name + ": " + e.Message
}

// InvalidRequest refuses a request for what it asks: 400.
func InvalidRequest(message string) *Error {
	return Refuse("InvalidRequest", message)
}

// Refuse is a 400 with an error name of the method's lexicon.
func Refuse(name, message string) *Error {
	return &Error{http.StatusBadRequest, name, message}
}

// AuthRequired refuses a request for who asks: 401.
func AuthRequired(name, message string) *Error {
	return &Error{http.StatusUnauthorized, name, message}
}

// Forbidden refuses a caller who is known: 403.
func Forbidden(name, message string) *Error {
	return &Error{http.StatusForbidden, name, message}
}

// errInternal is all that a client learns of an error nobody named.
var errInternal = &Error{http.StatusInternalServerError, "InternalServerError", "Internal Server Error"}

// named finds the refusal to answer err with, and whether there was one.
func named(err error) (*Error, bool) {
	if e, ok := errors.AsType[*Error](err); ok {
		return e, true
	}
	return errInternal, false
}
