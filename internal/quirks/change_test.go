package quirks_test

import (
	"net/http"
	"testing"

	"mockpds/internal/quirks"
)

func TestRepliesThatAreNoObjectsAreLeftAlone(t *testing.T) {
	t.Parallel()
	var set quirks.Set
	if err := set.Replace([]string{"cocoon"}); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"null", "[]", "1", "{", ""} {
		for _, status := range []int{200, 400} {
			r := quirks.Reply{Status: status, Type: "application/json", Body: []byte(body), Header: http.Header{}}
			names, _ := set.On().Change("com.atproto.server.getSession", &r, func() bool { return false })
			if names != nil || string(r.Body) != body || r.Status != status {
				t.Errorf("%d %q became %d %q by %v", status, body, r.Status, r.Body, names)
			}
		}
	}
}
