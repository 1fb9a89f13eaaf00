package oauth

import (
	"net/http"
	"strings"
)

// words are an error in the words of the reference or of its libraries, which clients see.
type words string

func (w words) Error() string { return string(w) }

// An Error is a refusal in the words of OAuth.
type Error struct {
	Status      int
	Code        string // invalid_request, invalid_grant, ...
	Description string
	Challenge   bool   // answered with a WWW-Authenticate header
	Reason      string // why a handle is not available, in a word; "" for other errors
}

func (e *Error) Error() string { return e.Code + ": " + e.Description }

func refuse(code, description string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: code, Description: description}
}

func invalidRequest(description string) *Error { return refuse("invalid_request", description) }

func invalidGrant(description string) *Error { return refuse("invalid_grant", description) }

func invalidMetadata(description string) *Error {
	return refuse("invalid_client_metadata", description)
}

func invalidRedirect(description string) *Error { return refuse("invalid_redirect_uri", description) }

func challenge(code, description string) *Error {
	return &Error{Status: http.StatusUnauthorized, Code: code, Description: description, Challenge: true}
}

func invalidProof(description string) *Error { return challenge("invalid_dpop_proof", description) }

func invalidToken(description string) *Error { return challenge("invalid_token", description) }

// An authorizationError is one of a request whose parameters are known: it goes to the client.
type authorizationError struct {
	refusal *Error
	request *request
}

func (e *authorizationError) Error() string { return e.refusal.Error() }

func (e *authorizationError) Unwrap() error { return e.refusal }

func deny(r *request, code, description string) *authorizationError {
	return &authorizationError{refuse(code, description), r}
}

// errServer is all that a client learns of a failure that is none of its own.
var errServer = &Error{Status: http.StatusInternalServerError, Code: "server_error", Description: "Server error"}

// Algorithms are the signature algorithms that the metadata announces, in the reference's order.
var algorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES256K", "ES384", "ES512"}

// header is the WWW-Authenticate header of an error. A description that would need quoting is left
// out, as in the reference.
func (e *Error) header() string {
	text := `DPoP algs="` + strings.Join(algorithms, " ") + `", error="` + e.Code + `"`
	if !strings.Contains(e.Description, `"`) {
		text += `, error_description="` + e.Description + `"`
	}
	return text
}
