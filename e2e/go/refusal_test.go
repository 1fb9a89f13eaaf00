package e2e_test

import (
	"errors"
	"testing"

	"github.com/bluesky-social/indigo/atproto/atclient"
)

// refusals that several tests expect.
var (
	wrongPassword = atclient.APIError{StatusCode: 401, Name: "AuthenticationRequired", Message: "Invalid identifier or password"}
	takenDown     = atclient.APIError{StatusCode: 401, Name: "AccountTakedown", Message: "Account has been taken down"}
	suspended     = atclient.APIError{StatusCode: 401, Name: "AccountTakedown", Message: "Account has been suspended"}
	expired       = atclient.APIError{StatusCode: 400, Name: "ExpiredToken", Message: "Token has expired"}
	revoked       = atclient.APIError{StatusCode: 400, Name: "ExpiredToken", Message: "Token has been revoked"}
	badScope      = atclient.APIError{StatusCode: 400, Name: "InvalidToken", Message: "Bad token scope"}
	badCode       = atclient.APIError{StatusCode: 400, Name: "InvalidToken", Message: "Token is invalid"}
)

// wantRefusal checks that atclient reports a refusal as a PDS would word it.
func wantRefusal(t *testing.T, err error, want atclient.APIError) {
	t.Helper()
	var got *atclient.APIError
	if !errors.As(err, &got) {
		t.Fatalf("got %v, want the refusal %v", err, &want)
	}
	if *got != want {
		t.Fatalf("got the refusal %v, want %v", got, &want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
