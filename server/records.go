package server

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"

	"mockpds/fixtures"
	"mockpds/internal/lexicon"
	"mockpds/internal/names"
	"mockpds/internal/records"
	"mockpds/internal/xrpc"
)

// maxWrite is the largest body of a method that writes records, in bytes. The reference's figure.
const maxWrite = 1_000_000

// writer is the gate of the methods that write records. They look at the account that the body
// names, after the body was read; a stub in their place looks at none, so that the gate does.
func (p *protocol) writer(c *xrpc.Call) (*caller, error) {
	if c.Stub != nil {
		return p.access(standardAccess, noScope, notTakendown, notDeactivated)(c)
	}
	return p.access(standardAccess, noScope)(c)
}

// target finds the repository that a caller wants to write to, which must be the caller's own and
// in view.
func (p *protocol) target(who *caller, repo, swapCommit string) (records.Target, error) {
	a, ok := p.accountNamed(repo)
	did := a.DID
	if !ok {
		did = repo // of nobody
	}
	if err := notTakendown(p, did); err != nil {
		return records.Target{}, err
	}
	if err := notDeactivated(p, did); err != nil {
		return records.Target{}, err
	}
	if did != who.did {
		return records.Target{}, errAuthRequired
	}
	return records.Target{DID: did, First: p.firstHead(&a), Swap: swapCommit}, nil
}

// checkRecord returns what is wrong with the value of a record of a fixture file.
func checkRecord(collection string, value []byte) error {
	_, err := readRecord(collection, value)
	return err
}

func readRecord(collection string, text []byte) (*records.Record, error) {
	value, err := lexicon.Parse(text)
	if err != nil {
		return nil, err
	}
	object, ok := value.(*lexicon.Object)
	if !ok {
		return nil, errors.New("the value is no object")
	}
	typed, err := records.Typed(collection, object)
	if err != nil {
		return nil, err
	}
	return records.NewRecord(collection, typed)
}

// importRecords puts the records that an account has at the start in place, in one commit.
func (p *protocol) importRecords(a fixtures.Account) error {
	if len(a.Records) == 0 {
		return nil
	}
	writes := make([]records.Write, len(a.Records))
	for i, given := range a.Records {
		r, err := readRecord(given.Collection, given.Value)
		if err != nil {
			return fmt.Errorf("record %s/%s: %w", given.Collection, given.Key, err)
		}
		writes[i] = records.Write{
			Action: records.Create, Collection: given.Collection, Key: given.Key, Record: r,
		}
	}
	_, err := p.records.Commit(records.Target{DID: a.DID, First: p.firstHead(&a), Import: true},
		writes...)
	return err
}

// A change is what a call wants to be written to a repository.
type change struct {
	repo       string
	swapCommit string
	validate   *bool
	writes     []records.Write
	values     []lexicon.Value // of the records to write; nil for one to delete
}

// commit makes a change in one commit, all of it or nothing.
func (p *protocol) commit(who *caller, c change) (*applyWritesOutput, error) {
	to, err := p.target(who, c.repo, c.swapCommit)
	if err != nil {
		return nil, err
	}
	if len(c.writes) > mostWrites {
		return nil, xrpc.InvalidRequest("Too many writes. Max: 200")
	}
	if err := who.mayWrite(c.writes); err != nil {
		return nil, err
	}
	out := &applyWritesOutput{Results: make([]writeResult, len(c.writes))}
	for i := range c.writes {
		w, result := &c.writes[i], &out.Results[i]
		result.Type = "com.atproto.repo.applyWrites#" + string(w.Action) + "Result"
		if c.values[i] == nil {
			continue
		}
		if w.Record, err = newRecord(w, c.values[i], c.validate); err != nil {
			return nil, recordError(err)
		}
		result.URI, result.CID = records.URI(to.DID, w.Collection, w.Key), w.Record.CID
		if c.validate == nil {
			result.ValidationStatus = "unknown"
		}
	}
	out.Commit, err = p.records.Commit(to, c.writes...)
	return out, recordError(err)
}

// newRecord makes a record of what a client wrote. No lexicon is known here.
func newRecord(w *records.Write, value lexicon.Value, validate *bool) (*records.Record, error) {
	typed, err := records.Typed(w.Collection, value.(*lexicon.Object))
	switch {
	case err != nil:
		return nil, err
	case names.HasSlur(w.Key):
		return nil, xrpc.InvalidRequest("Unacceptable slur in record key")
	case validate != nil && *validate:
		return nil, xrpc.InvalidRequest("Unknown lexicon type: " + w.Collection)
	}
	return records.NewRecord(w.Collection, typed)
}

// recordError gives the protocol's answer to what the store of records refuses.
func recordError(err error) error {
	if r, ok := errors.AsType[*records.Refusal](err); ok {
		return xrpc.Refuse(r.Name, r.Message)
	}
	if errors.Is(err, records.ErrFull) {
		return &xrpc.Error{
			Status: http.StatusInsufficientStorage, Name: "StorageFull",
			Message: storageFull,
		}
	}
	return err
}

const storageFull = "This mock keeps at most 64 MiB of records, blobs and preferences: delete some, or reset it"

type createRecordInput struct {
	Repo       string        `lex:"repo,format=at-identifier"`
	Collection string        `lex:"collection,format=nsid"`
	Key        string        `lex:"rkey,optional,format=record-key,maxLength=512"`
	Validate   *bool         `lex:"validate,optional"`
	Record     lexicon.Value `lex:"record"`
	SwapCommit string        `lex:"swapCommit,optional,format=cid"`
}

// createRecord makes a record, under a key that follows from the time if the client gives none. A
// like, a repost, a follow or a block replaces an earlier one of the same subject, unless
// validation is switched off.
func (p *protocol) createRecord(who *caller, in createRecordInput) (*writeOutput, error) {
	return p.commitOne(who, in.Repo, in.SwapCommit, in.Validate, in.Record, records.Write{
		Action: records.Create, Collection: in.Collection, Key: cmp.Or(in.Key, p.records.TID()),
		Replace: in.Validate == nil || *in.Validate,
	})
}

type putRecordInput struct {
	Repo       string        `lex:"repo,format=at-identifier"`
	Collection string        `lex:"collection,format=nsid"`
	Key        string        `lex:"rkey,format=record-key,maxLength=512"`
	Validate   *bool         `lex:"validate,optional"`
	Record     lexicon.Value `lex:"record"`
	SwapRecord *string       `lex:"swapRecord,optional,nullable,format=cid"`
	SwapCommit string        `lex:"swapCommit,optional,format=cid"`
}

// putRecord makes a record or replaces it.
func (p *protocol) putRecord(who *caller, in putRecordInput) (*writeOutput, error) {
	return p.commitOne(who, in.Repo, in.SwapCommit, in.Validate, in.Record, records.Write{
		Action: records.Put, Collection: in.Collection, Key: in.Key, Swap: in.SwapRecord,
	})
}

type deleteRecordInput struct {
	Repo       string  `lex:"repo,format=at-identifier"`
	Collection string  `lex:"collection,format=nsid"`
	Key        string  `lex:"rkey,format=record-key"`
	SwapRecord *string `lex:"swapRecord,optional,format=cid"`
	SwapCommit string  `lex:"swapCommit,optional,format=cid"`
}

// deleteRecord removes a record. A record that does not exist is not an error.
func (p *protocol) deleteRecord(who *caller, in deleteRecordInput) (*writeOutput, error) {
	return p.commitOne(who, in.Repo, in.SwapCommit, nil, nil, records.Write{
		Action: records.Remove, Collection: in.Collection, Key: in.Key, Swap: in.SwapRecord,
	})
}

type writeOutput struct {
	URI              string        `json:"uri,omitempty"` // absent after a deletion, as is the CID
	CID              string        `json:"cid,omitempty"`
	Commit           *records.Head `json:"commit,omitempty"`
	ValidationStatus string        `json:"validationStatus,omitempty"`
}

func (p *protocol) commitOne(
	who *caller, repo, swapCommit string, validate *bool, value lexicon.Value, w records.Write,
) (*writeOutput, error) {
	out, err := p.commit(who,
		change{repo, swapCommit, validate, []records.Write{w}, []lexicon.Value{value}})
	if err != nil {
		return nil, err
	}
	made := out.Results[0]
	return &writeOutput{made.URI, made.CID, out.Commit, made.ValidationStatus}, nil
}
