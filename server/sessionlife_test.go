package server_test

import (
	"net/http"
	"strings"
	"testing"

	"mockpds/server"
)

func TestExpiredSessionsAreLetGoAsSomebodyLogsIn(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	kept := func() int {
		r := w.mock(http.MethodGet, "sessions?account=alice.test", nil)
		r.is(t, http.StatusOK, "")
		return strings.Count(r.raw, `"session":`)
	}
	for range 40 {
		w.login("alice.test", "alice-pass")
	}
	if n := kept(); n != 40 {
		t.Errorf("%d sessions are kept, want 40", n)
	}
	w.mock(http.MethodPost, "clock", object{"advanceSeconds": 91 * 24 * 60 * 60}).is(t, http.StatusOK, "")
	for range 30 {
		w.login("alice.test", "alice-pass")
	}
	if n := kept(); n != 30 {
		t.Errorf("%d sessions are kept after the others have expired, want 30", n)
	}
}
