package mockpdstest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

// varying are the fields of a sample that are other ones each time.
var varying = []string{
	"realTime", "durationNs", "host", "serviceEndpoint", "Content-Length",
	"Etag",
}

// TestTheSamplesOfRepliesAreTrue makes the calls that the samples in docs/control.md are about.
func TestTheSamplesOfRepliesAreTrue(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/control.md")
	if err != nil {
		t.Fatal(err)
	}
	pds := mockpdstest.New(t)
	pds.Freeze(time.Second)
	pds.SetClock(time.Date(2030, 1, 2, 12, 0, 0, 0, time.UTC))
	pds.TryLogin(mockpdstest.Credentials{
		Identifier: "signin-code.test",
		Password:   "signin-code-pass",
	})
	alice := pds.Login(t, "alice.test")
	pds.Advance(2 * time.Hour)
	alice.TryGet("com.atproto.server.getSession").Is(t, 400, "ExpiredToken")
	alice.Refresh(t)
	all := sections(string(page))
	for title, path := range map[string]string{
		"Sessions": "sessions?account=alice.test", "Mail": "mail?to=signin-code@example.com",
		"Lineage": "lineage?account=alice.test",
		"Journal": "journal?error=ExpiredToken",
	} {
		sample := blocks(all[title], "json")
		sample = slices.DeleteFunc(sample,
			func(block string) bool { return block[0] != '[' }) // of errors
		if len(sample) != 1 {
			t.Errorf("there are %d samples of a reply in %s", len(sample), title)
			continue
		}
		var want, got any
		if err := json.Unmarshal([]byte(sample[0]), &want); err != nil {
			t.Errorf("%s: %v", title, err)
		}
		answer := steered(t, pds, path)
		if err := json.Unmarshal(answer, &got); err != nil {
			t.Errorf("%s: %v", title, err)
		}
		if !sameSample(want, got) {
			t.Errorf("%s: the page has\n%s\nthe reply is\n%s", title, sample[0], answer)
		}
	}
}

func steered(t *testing.T, pds *mockpdstest.PDS, path string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, pds.URL+"/_mock/"+path,
		http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// sameSample compares JSON but for what varies, also in headers.
func sameSample(want, got any) bool {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if name, _ := want["name"].(string); slices.Contains(varying, name) {
			return got["name"] == name
		}
		if !ok || len(want) != len(got) {
			return false
		}
		for name, value := range want {
			if there, ok := got[name]; !ok || !slices.Contains(varying, name) && !sameSample(value,
				there) {
				return false
			}
		}
		return true
	case []any:
		got, ok := got.([]any)
		if !ok || len(want) != len(got) {
			return false
		}
		for i := range want {
			if !sameSample(want[i], got[i]) {
				return false
			}
		}
		return true
	default:
		return reflect.DeepEqual(want, got)
	}
}
