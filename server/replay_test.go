package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"mockpds/internal/conformance"
	"mockpds/server"
	"mockpds/tokens"
)

// TestAnswersAreTheRecordedOnesOfTheReference replays everything that was recorded of the reference
// PDS, and compares status, headers and bodies. What differs for a reason is in the conformance
// package's expected differences.
func TestAnswersAreTheRecordedOnesOfTheReference(t *testing.T) {
	t.Parallel()
	cases, err := conformance.Recorded()
	if err != nil {
		t.Fatal(err)
	}
	expected, err := conformance.Expected()
	if err != nil {
		t.Fatal(err)
	}
	results, err := conformance.Run(context.Background(), replayTarget(t), cases, 8)
	if err != nil {
		t.Fatal(err)
	}
	report, err := conformance.Judge(results, expected, true)
	if err != nil {
		t.Fatal(err)
	}
	if report.Count(conformance.Different, conformance.NotRun) > 0 || len(report.Unused) > 0 {
		_ = report.Print(os.Stderr, 20)
		t.Errorf("%d cases differ, %d were not run, %d expected differences did not happen",
			report.Count(conformance.Different), report.Count(conformance.NotRun), len(report.Unused))
	}
	t.Logf("%d cases: %d identical, %d but for expected differences", len(cases),
		report.Count(conformance.Identical), report.Count(conformance.Excused))
}

// replayTarget starts the three servers that the cases ask for: an ordinary one, one with rate
// limits, and one that asks for invite codes. They listen as the program does, so that requests are
// read as leniently.
func replayTarget(t *testing.T) conformance.Target {
	t.Helper()
	main := listen(t, server.Config{})
	limited := listen(t, server.Config{RateLimits: true})
	invite := listen(t, server.Config{InviteRequired: true})
	key := tokens.DeriveKey(server.DefaultSeed, "session tokens")
	return conformance.Target{
		Base: main.url, RateLimited: limited.url, InviteOnly: invite.url,
		Now:              main.clock.Now,
		Mail:             main.replayMail,
		Clock:            main.replayClock,
		RateLimitedClock: limited.replayClock,
		Wait:             func(_ context.Context, pause time.Duration) error { main.pass(pause); return nil },
		Signers: conformance.Signers{
			Server:   signer(key),
			OtherKey: signer(tokens.DeriveKey("replay", "other key")),
			OtherAlg: conformance.Signer{Alg: "HS256", Sign: func(string) ([]byte, error) { return make([]byte, 32), nil }},
		},
		Verify: verifiesES256K,
	}
}

func verifiesES256K(public []byte, input string, signature []byte) bool {
	k, err := tokens.ParsePoint(public)
	return err == nil && tokens.ES256K{}.Verify(input, signature, k) == nil
}

func signer(key tokens.Key) conformance.Signer {
	return conformance.Signer{Alg: "ES256K", Sign: func(input string) ([]byte, error) {
		return tokens.ES256K{}.Sign(input, key)
	}}
}

func (w *world) replayMail(_ context.Context, to string) ([]conformance.Mail, error) {
	var list []conformance.Mail
	err := json.Unmarshal([]byte(w.send(http.MethodGet, "/_mock/mail?to="+to, "", nil).raw), &list)
	return list, err
}

func (w *world) replayClock(_ context.Context, move conformance.Move) error {
	if move.Reset {
		w.clock.Reset()
	}
	w.pass(time.Duration(move.AdvanceSeconds) * time.Second)
	return nil
}
