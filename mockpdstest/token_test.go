package mockpdstest_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

// claim is a claim of a token.
func claim(t *testing.T, token, name string) any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("a token has %d parts", len(parts))
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(data, &claims); err != nil {
		t.Fatal(err)
	}
	return claims[name]
}

// moment is a claim of a token that is a time.
func moment(t *testing.T, token, name string) time.Time {
	t.Helper()
	seconds, _ := claim(t, token, name).(float64)
	return time.Unix(int64(seconds), 0)
}

// endpoint is where a session's DID document says that the server is.
func endpoint(t *testing.T, s mockpdstest.Session) string {
	t.Helper()
	var doc struct {
		Service []struct{ ServiceEndpoint string }
	}
	if err := json.Unmarshal(s.DIDDoc, &doc); err != nil || len(doc.Service) != 1 {
		t.Fatalf("no DID document with one service: %v", err)
	}
	return doc.Service[0].ServiceEndpoint
}
