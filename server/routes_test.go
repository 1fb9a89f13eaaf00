package server_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"mockpds/server"
)

func TestTheHealthPathAnswersWhateverATestDoes(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.fault(`{"match": {}, "effect": {"drop": "before"}}`)
	w.hold(`{"method": "*", "calls": 9, "timeout": "1h"}`)
	for path, body := range map[string]string{"limits": `{"method": "*", "points": 1}`, "clock": `{"freeze": true}`} {
		if r := w.send(http.MethodPost, "/_mock/"+path, "", json.RawMessage(body)); r.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, r.status, r.raw)
		}
	}
	for range 3 {
		if r := w.send(http.MethodGet, "/_mock/health", "", nil); r.status != http.StatusOK || r.text("version") != server.Version {
			t.Errorf("it answers %d %s", r.status, r.raw)
		}
	}
	elsewhere := start(t, server.Config{ControlElsewhere: true, ControlToken: "letmein"})
	for name, handler := range map[string]http.Handler{"PDS": elsewhere.pds, "control API": elsewhere.pds.ControlHandler()} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/_mock/health", http.NoBody))
		if answer.Code != http.StatusOK {
			t.Errorf("the %s answers %d", name, answer.Code)
		}
	}
}

func TestTheHealthPathLeavesNoTrace(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := start(t, server.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	w.send(http.MethodGet, "/_mock/health", "", nil)
	if log.Len() > 0 {
		t.Errorf("the log says %s", &log)
	}
	w.get("com.atproto.server.describeServer", "")
	w.send(http.MethodGet, "/_mock/health", "", nil)
	if calls := w.calls(""); len(calls) != 1 || calls[0].Number != 1 {
		t.Errorf("the journal holds %v", calls)
	}
}
