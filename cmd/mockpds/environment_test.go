package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestUnknownVariablesAreWarnedAbout(t *testing.T) {
	t.Parallel()
	p := start(t, environment{
		"MOCKPDS_FIXTURE": "a.yaml", "MOCKPDS_NONSENSE": "1", "MOCKPDS_URL": "http://127.0.0.1:1",
		"MOCKPDS_SERVICE_HOST": "10.0.0.1", "MOCKPDS_SERVICE_PORT": "2583", "MOCKPDS_SERVICE_PORT_HTTP": "2583",
		"MOCKPDS_PORT": "tcp://10.0.0.1:2583", "MOCKPDS_PORT_2583_TCP": "tcp://10.0.0.1:2583", "MOCKPDS_PORT_2583_TCP_ADDR": "10.0.0.1",
		"MOCKPDS_CONTROL_SERVICE_HOST": "10.0.0.2", "MOCKPDS_CONTROL_PORT_80_TCP_PROTO": "tcp", "MOCKPDS_NAME": "/app/mockpds",
	}, "")
	_, log := p.end()
	var warned []string
	for line := range strings.Lines(log) {
		var entry struct{ Level, Name, DidYouMean string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		if entry.Level == "WARN" {
			warned = append(warned, entry.Name+" "+entry.DidYouMean)
		}
	}
	if got := strings.Join(warned, ", "); got != "MOCKPDS_FIXTURE MOCKPDS_FIXTURES, MOCKPDS_NONSENSE " {
		t.Errorf("warned about is %q", got)
	}
}
