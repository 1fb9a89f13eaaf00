package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"testing"

	"mockpds/internal/conformance"
	"mockpds/server"
)

// TestOAuthAnswersAreTheRecordedOnesOfTheReference replays what was recorded of the reference's
// OAuth provider, with its page, and with clients whose clocks move along.
func TestOAuthAnswersAreTheRecordedOnesOfTheReference(t *testing.T) {
	t.Parallel()
	cases, err := conformance.RecordedOAuth()
	if err != nil {
		t.Fatal(err)
	}
	expected, err := conformance.ExpectedOAuth()
	if err != nil {
		t.Fatal(err)
	}
	w := listen(t, server.Config{OAuth: server.OAuthPage, MockClientClock: true})
	results, err := conformance.Run(context.Background(), conformance.Target{
		Base: w.url, OAuth: true, Now: w.clock.Now, Mail: w.replayMail, Clock: w.replayClock,
		Document: w.replayDocument, Lexicon: w.replayLexicon, Verify: verifiesES256K,
	}, cases, 8)
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

func (w *world) replayDocument(_ context.Context, url string, status int, headers map[string]string, body string) error {
	document := object{"url": url, "body": body}
	if status != 0 {
		document["status"] = status
	}
	if headers != nil {
		document["headers"] = headers
	}
	return w.steered("oauth/documents", document)
}

func (w *world) replayLexicon(_ context.Context, nsid string, document json.RawMessage) error {
	return w.steered("oauth/lexicons", object{"nsid": nsid, "lexicon": document})
}

func (w *world) steered(verb string, body any) error {
	if got := w.send(http.MethodPost, "/_mock/"+verb, "", body); got.status != http.StatusOK {
		return fmt.Errorf("%s: %s", verb, got.raw)
	}
	return nil
}
