package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

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
func (p *protocol) writer(c *xrpc.Call) (caller, error) {
	if c.Stubbed() {
		return p.access(standardAccess, noScope, notTakendown, notDeactivated)(c)
	}
	return p.access(standardAccess, noScope)(c)
}

// accountNamed finds an account by its DID, or by its handle in its own letters.
func (p *protocol) accountNamed(name string) (fixtures.Account, bool) {
	if strings.HasPrefix(name, "did:") {
		return p.store.Account(name)
	}
	a, ok := p.store.AccountByHandle(name)
	return a, ok && a.Handle == name
}

// target finds the repository that a caller wants to write to, which must be the caller's own and
// in view.
func (p *protocol) target(who caller, repo, swapCommit string) (records.Target, error) {
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
			Action: records.Create, Collection: given.Collection, Key: given.Key,
			Record: r,
		}
	}
	_, err := p.records.Apply(records.Target{DID: a.DID, First: p.firstHead(&a), Import: true},
		writes...)
	return err
}

// newRecord makes a record of what a client wrote, and the validation status that the reply
// shows. No lexicon is known here.
func newRecord(
	collection, key string, value lexicon.Value, validate *bool,
) (r *records.Record, status string, err error) {
	typed, err := records.Typed(collection, value.(*lexicon.Object))
	switch {
	case err != nil:
		return nil, "", recordError(err)
	case names.HasSlur(key):
		return nil, "", xrpc.InvalidRequest("Unacceptable slur in record key")
	case validate != nil && *validate:
		return nil, "", xrpc.InvalidRequest("Unknown lexicon type: " + collection)
	case validate == nil:
		status = "unknown"
	}
	r, err = records.NewRecord(collection, typed)
	return r, status, recordError(err)
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

type writeOutput struct {
	URI              string        `json:"uri"`
	CID              string        `json:"cid"`
	Commit           *records.Head `json:"commit,omitempty"`
	ValidationStatus string        `json:"validationStatus,omitempty"`
}

// createRecord makes a record, under a key that follows from the time if the client gives none. A
// like, a repost, a follow or a block replaces an earlier one of the same subject, unless
// validation is switched off.
func (p *protocol) createRecord(
	_ context.Context, who caller, in createRecordInput,
) (*writeOutput, error) {
	to, err := p.target(who, in.Repo, in.SwapCommit)
	if err != nil {
		return nil, err
	}
	if err := who.mayWrite(in.Collection, "create"); err != nil {
		return nil, err
	}
	key := cmp.Or(in.Key, p.records.TID())
	r, status, err := newRecord(in.Collection, in.Key, in.Record, in.Validate)
	if err != nil {
		return nil, err
	}
	replace := in.Validate == nil || *in.Validate
	w := records.Write{Action: records.Create, Collection: in.Collection, Key: key, Record: r}
	head, err := p.records.Create(to, w, replace)
	if err != nil {
		return nil, recordError(err)
	}
	return &writeOutput{records.URI(to.DID, in.Collection, key), r.CID, &head, status}, nil
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
func (p *protocol) putRecord(
	_ context.Context, who caller, in putRecordInput,
) (*writeOutput, error) {
	to, err := p.target(who, in.Repo, in.SwapCommit)
	if err != nil {
		return nil, err
	}
	if err := who.mayWrite(in.Collection, "create", "update"); err != nil {
		return nil, err
	}
	r, status, err := newRecord(in.Collection, in.Key, in.Record, in.Validate)
	if err != nil {
		return nil, err
	}
	head, err := p.records.Put(to,
		records.Write{Collection: in.Collection, Key: in.Key, Record: r, Swap: in.SwapRecord})
	if err != nil {
		return nil, recordError(err)
	}
	return &writeOutput{records.URI(to.DID, in.Collection, in.Key), r.CID, head, status}, nil
}

type deleteRecordInput struct {
	Repo       string  `lex:"repo,format=at-identifier"`
	Collection string  `lex:"collection,format=nsid"`
	Key        string  `lex:"rkey,format=record-key"`
	SwapRecord *string `lex:"swapRecord,optional,format=cid"`
	SwapCommit string  `lex:"swapCommit,optional,format=cid"`
}

type deleteRecordOutput struct {
	Commit *records.Head `json:"commit,omitempty"`
}

// deleteRecord removes a record. A record that does not exist is not an error.
func (p *protocol) deleteRecord(
	_ context.Context, who caller, in deleteRecordInput,
) (*deleteRecordOutput, error) {
	to, err := p.target(who, in.Repo, in.SwapCommit)
	if err != nil {
		return nil, err
	}
	if err := who.mayWrite(in.Collection, "delete"); err != nil {
		return nil, err
	}
	head, err := p.records.Delete(to,
		records.Write{Collection: in.Collection, Key: in.Key, Swap: in.SwapRecord})
	if err != nil {
		return nil, recordError(err)
	}
	return &deleteRecordOutput{head}, nil
}
