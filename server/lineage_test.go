package server_test

import (
	"net/http"
	"testing"

	"mockpds/internal/journal"
	"mockpds/server"
)

func TestARefreshTokenOfALostReplyIsLost(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	s := w.login("alice.test", "alice-pass")
	w.send(http.MethodPost, "/_mock/faults", "",
		object{
			"match":  object{"method": "refreshSession"},
			"effect": object{"drop": "after"},
		}).is(t, 200, "")
	_, _ = w.try(t.Context(), http.MethodPost, "/xrpc/"+refreshSession,
		s.text("refreshJwt")) // which may be lost
	chain := w.lineage("alice.test")
	if len(chain) != 1 || len(chain[0].Generations) != 2 {
		t.Fatalf("the lineage is %+v", chain)
	}
	if g := chain[0].Generations[1]; g.State != journal.StateLost || g.LostWith != 2 ||
		g.MintedBy != 2 {
		t.Errorf("the second generation is %+v", g)
	}
	w.post(refreshSession, s.text("refreshJwt"), nil).is(t, 200, "")
	if g := w.lineage("alice.test")[0].Generations[1]; g.State != journal.StateCurrent ||
		g.DeliveredBy != 3 {
		t.Errorf("after another try it is %+v", g)
	}
}

func TestWhatMakesRefreshTokensVoidIsInTheLineage(t *testing.T) {
	t.Parallel()
	const alice = "alice.test"
	status := func(w *world, did, _ string) reply {
		return w.post("com.atproto.admin.updateSubjectStatus", admin, object{
			"subject":  object{"$type": "com.atproto.admin.defs#repoRef", "did": did},
			"takedown": object{"applied": true},
		})
	}
	tests := map[string]struct {
		do     func(w *world, did, refresh string) reply
		client bool // it is a client's call that does it
	}{
		"logout": {func(w *world, _, refresh string) reply {
			return w.post("com.atproto.server.deleteSession", refresh, nil)
		}, true},
		"takedown": {status, true},
		"admin password": {func(w *world, did, _ string) reply {
			return w.post("com.atproto.admin.updateAccountPassword", admin,
				object{"did": did, "password": "x"})
		}, true},
		"admin deletion": {func(w *world, did, _ string) reply {
			return w.post("com.atproto.admin.deleteAccount", admin, object{"did": did})
		}, true},
		"new password": {func(w *world, _, _ string) reply {
			w.post("com.atproto.server.requestPasswordReset", "",
				object{"email": "alice@example.com"}).is(w.t, 200, "")
			return w.post("com.atproto.server.resetPassword", "",
				object{"token": w.mail("alice@example.com", "reset_password")[0], "password": "x"})
		}, true},
		"status": {func(w *world, _, _ string) reply {
			return w.send("POST", "/_mock/accounts/alice.test/status", "",
				object{"status": "suspended"})
		}, false},
		"revocation": {func(w *world, _, _ string) reply {
			return w.send("POST", "/_mock/sessions/revoke", "", object{"account": alice})
		}, false},
		"removal": {func(w *world, _, _ string) reply {
			return w.send("DELETE", "/_mock/accounts/alice.test", "", nil)
		}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			s := w.login(alice, "alice-pass")
			test.do(w, s.text("did"), s.text("refreshJwt")).is(t, 200, "")
			g := w.lineage(alice)[0].Generations[0]
			if g.State != journal.StateRevoked || g.RevokedAt.IsZero() ||
				(g.RevokedBy != 0) != test.client {
				t.Errorf("the generation is %+v", g)
			}
		})
	}
}

func TestARevokedAppPasswordEndsItsSessionsOnly(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	own := w.login("alice.test", "alice-pass")
	w.login("alice.test", "alic-eapp-pass-word")
	chains := w.lineage("alice.test")
	w.post("com.atproto.server.revokeAppPassword", own.text("accessJwt"),
		object{"name": chains[1].AppPassword}).is(t, 200, "")
	chains = w.lineage("alice.test")
	if own, app := chains[0].Generations[0], chains[1].Generations[0]; own.State != journal.StateCurrent || app.State != journal.StateRevoked ||
		app.RevokedBy != 3 {
		t.Errorf("the sessions are %+v and %+v", own, app)
	}
}

func TestMadeToExpireIsExpiredInTheLineage(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.login("alice.test", "alice-pass")
	w.send(http.MethodPost, "/_mock/sessions/expire-refresh", "",
		object{"account": "alice.test"}).is(t, 200, "")
	if g := w.lineage("alice.test")[0].Generations[0]; g.State != journal.StateExpired {
		t.Errorf("the generation is %+v", g)
	}
}
