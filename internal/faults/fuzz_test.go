package faults_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"mockpds/internal/faults"
	"mockpds/internal/words"
)

// A fault that is read can be added, and reads back as the same one; what is wrong with any other
// is told.
func FuzzRule(f *testing.F) {
	for _, seed := range []string{
		`{"id":"a","match":{"method":"com.*","account":"a.test","times":"always","from":2},"effect":{"drop":"after"}}`,
		`{"match":{"probability":0.25,"seed":3,"session":1,"generation":2},"effect":{"slowBody":"1ms"}}`,
		`{"effect":{"error":{"status":502,"body":"<html>","headers":{"A":"b"}}}}`,
		`{"effect":{"error":{"status":400,"name":"X","message":"y","headers":{}}}}`,
		`{"effect":{"preset":"rate-limited","retryAfter":"30s"}}`,
		`{"effect":{"delay":null},"x":[{}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r faults.Fault
		if err := words.Decode("fault.json", data, &r); err != nil {
			var m words.Mistakes
			if !errors.As(err, &m) || len(m) == 0 {
				t.Fatalf("error %v is no Mistakes", err)
			}
			return
		}
		if _, err := newSet().AddFault(r); err != nil {
			t.Fatalf("read, but not added: %v", err)
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatalf("read, but not written: %v", err)
		}
		if r.Effect.Error != nil && len(r.Effect.Error.Headers) == 0 {
			r.Effect.Error.Headers = nil // none is written
		}
		var again faults.Fault
		if err := words.Decode("", text, &again); err != nil || !reflect.DeepEqual(again, r) {
			t.Fatalf("%s\nis read as %+v\nwant       %+v, error %v", text, again, r, err)
		}
	})
}
