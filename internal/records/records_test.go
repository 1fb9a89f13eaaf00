package records_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"mockpds/internal/lexicon"
	"mockpds/internal/records"
)

const (
	did        = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
	collection = "com.example.thing"
)

var to = records.Target{DID: did, First: records.Head{CID: "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua", Rev: "2222222222222"}}

func newStore() (*records.Store, *time.Time) {
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	return records.New(func() time.Time { return now }), &now
}

func newRecord(collection string, v *lexicon.Object) (*records.Record, error) {
	typed, err := records.Typed(collection, v)
	if err != nil {
		return nil, err
	}
	return records.NewRecord(collection, typed)
}

func record(t *testing.T, in, text string) *records.Record {
	t.Helper()
	v, err := lexicon.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := newRecord(in, v.(*lexicon.Object))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func create(t *testing.T, s *records.Store, key, text string) records.Head {
	t.Helper()
	head, err := s.Commit(to, records.Write{
		Action: records.Create, Collection: collection, Key: key, Record: record(t, collection, text),
	})
	if err != nil {
		t.Fatal(err)
	}
	return *head
}

func refused(err error) string {
	if r, ok := errors.AsType[*records.Refusal](err); ok {
		return r.Name
	}
	return fmt.Sprint(err)
}

func TestTIDsGrowAlsoWhenTheClockIsSetBack(t *testing.T) {
	t.Parallel()
	s, now := newStore()
	last := ""
	for i := range 100 {
		if i == 50 {
			*now = now.Add(-time.Hour)
		}
		next := s.TID()
		if next <= last {
			t.Fatalf("%s after %s", next, last)
		}
		last = next
	}
}

func TestACommitIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s, _ := newStore()
	ref, err := s.Upload(did, "text/plain", []byte("hello"))
	if err != nil {
		t.Fatal(err)
	}
	file := fmt.Sprintf(`{"file":{"$type":"blob","ref":{"$link":%q},"mimeType":"text/plain","size":5}}`, ref.CID)
	create(t, s, "a", file)
	s.TakeDown(did, records.Path(collection, "a"), "ref")
	state := func() string {
		shot := s.Snapshot()
		shot.Last = 0 // a TID that was drawn is not drawn again
		text, err := json.Marshal(shot)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(string(text), s.Count(did))
	}
	before := state()
	write := func(action records.Action, key string) records.Write {
		w := records.Write{Action: action, Collection: collection, Key: key}
		if action != records.Delete {
			w.Record = record(t, collection, `{"n":2}`)
		}
		return w
	}
	lacking := write(records.Create, "c")
	lacking.Record = record(t, collection, strings.ReplaceAll(file, ref.CID, "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity"))
	for name, last := range map[string]records.Write{
		"create of what is there": write(records.Create, "d"), "update of nothing": write(records.Update, "x"),
		"delete of nothing": write(records.Delete, "x"), "delete twice": write(records.Delete, "a"),
		"a blob that is not there": lacking,
	} {
		_, err := s.Commit(to, write(records.Create, "d"), write(records.Update, "a"), write(records.Delete, "a"), last)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if after := state(); after != before {
			t.Errorf("%s: the store was\n%s and is\n%s", name, before, after)
		}
	}
	if _, err := s.Commit(to, write(records.Delete, "a")); err != nil {
		t.Fatal(err)
	}
	if kept := s.Count(did); kept != (records.Count{}) {
		t.Errorf("after the record was deleted there is %+v", kept)
	}
}

func TestTheSameWritesGiveTheSameCommit(t *testing.T) {
	t.Parallel()
	a, _ := newStore()
	b, _ := newStore()
	if create(t, a, "a", `{"n":1}`) != create(t, b, "a", `{"n":1}`) {
		t.Error("two commits of the same writes at the same time differ")
	}
	if create(t, a, "b", `{"n":1}`).CID == create(t, b, "b", `{"n":2}`).CID {
		t.Error("commits of different values are equal")
	}
}

func TestAStoreRefusesMoreThanItHolds(t *testing.T) {
	t.Parallel()
	s, _ := newStore()
	data := make([]byte, 5<<20)
	var err error
	for i := 0; err == nil && i < 100; i++ {
		data[0] = byte(i)
		_, err = s.Upload(did, "text/plain", append([]byte(nil), data...))
	}
	if !errors.Is(err, records.ErrFull) {
		t.Fatalf("after 100 blobs: %v", err)
	}
	big := record(t, collection, `{"text":"`+strings.Repeat("x", 5<<20)+`"}`)
	if _, err := s.Commit(to, records.Write{Action: records.Create, Collection: collection, Key: "a", Record: big}); !errors.Is(err, records.ErrFull) {
		t.Errorf("record: %v", err)
	}
	if _, ok := s.Head(did); ok {
		t.Error("a refused write was committed")
	}
	s.Remove(did)
	if _, err := s.Upload(did, "text/plain", data); err != nil {
		t.Errorf("after the account is gone: %v", err)
	}
}

func TestASnapshotBringsEverythingBack(t *testing.T) {
	t.Parallel()
	s, _ := newStore()
	ref, _ := s.Upload(did, "text/plain", []byte("hello"))
	head := create(t, s, "a", fmt.Sprintf(`{"file":{"$type":"blob","ref":{"$link":%q},"mimeType":"text/plain","size":5}}`, ref.CID))
	if err := s.PutPreferences(did, []records.Preference{{Type: "x", Value: json.RawMessage(`{}`)}}, func(records.Preference) bool { return false }); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(s.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	s.Remove(did)
	var shot records.Snapshot
	if err := json.Unmarshal(text, &shot); err != nil {
		t.Fatal(err)
	}
	other, _ := newStore()
	if err := other.Restore(shot); err != nil {
		t.Fatal(err)
	}
	if now, _ := other.Head(did); now != head {
		t.Errorf("head %v", now)
	}
	if b, ok := other.Blob(did, ref.CID); !ok || string(b.Data) != "hello" || len(other.Preferences(did)) != 1 {
		t.Error("blob or preference lost")
	}
	if err := other.Restore(records.Snapshot{Repos: map[string]*records.Repo{did: {Records: map[string]*records.Record{"a/b": nil}}}}); err == nil {
		t.Error("a snapshot with a null was taken")
	}
}

func TestAnImportedRecordMayWaitForItsBlob(t *testing.T) {
	t.Parallel()
	s, _ := newStore()
	const cid = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"
	w := records.Write{
		Action: records.Create, Collection: collection, Key: "a",
		Record: record(t, collection, `{"file":{"$type":"blob","ref":{"$link":"`+cid+`"},"mimeType":"text/plain","size":5}}`),
	}
	if _, err := s.Commit(to, w); refused(err) != "BlobNotFound" {
		t.Errorf("without import: %v", err)
	}
	imported := to
	imported.Import = true
	if _, err := s.Commit(imported, w); err != nil {
		t.Fatal(err)
	}
	if missing, _ := s.MissingBlobs(did, records.Page{Limit: 10}); len(missing) != 1 || missing[0].CID != cid || missing[0].RecordURI != records.URI(did, collection, "a") {
		t.Errorf("missing: %v", missing)
	}
	if _, err := s.Upload(did, "text/plain", []byte("hello")); err != nil {
		t.Fatal(err)
	}
	missing, _ := s.MissingBlobs(did, records.Page{Limit: 10})
	if _, ok := s.Blob(did, cid); !ok || len(missing) != 0 {
		t.Error("the blob is still missing")
	}
}

func TestWhatRecordsMayNotBe(t *testing.T) {
	t.Parallel()
	for text, name := range map[string]string{
		`{"$type":"com.example.other"}`: "InvalidRequest", `{"$type":null}`: "InvalidRequest",
		`{"f":[{"cid":"bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq","mimeType":"text/plain"}]}`: "InvalidRequest",
		`{"n":1e300}`: "number is no safe integer: 1e+300",
	} {
		v, err := lexicon.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newRecord(collection, v.(*lexicon.Object)); refused(err) != name {
			t.Errorf("%s: %v", text, err)
		}
	}
}
