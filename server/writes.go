package server

import (
	"cmp"
	"context"

	"mockpds/internal/lexicon"
	"mockpds/internal/records"
	"mockpds/internal/xrpc"
)

type applyWritesInput struct {
	Repo       string       `lex:"repo,format=at-identifier"`
	Validate   *bool        `lex:"validate,optional"`
	Writes     []writeInput `lex:"writes"`
	SwapCommit string       `lex:"swapCommit,optional,format=cid"`
}

// A writeInput is one write of applyWrites.
type writeInput struct {
	lexicon.ClosedUnion
	Create *createInput `lex:"com.atproto.repo.applyWrites#create"`
	Update *updateInput `lex:"com.atproto.repo.applyWrites#update"`
	Delete *deleteInput `lex:"com.atproto.repo.applyWrites#delete"`
}

type createInput struct {
	Collection string        `lex:"collection,format=nsid"`
	Key        string        `lex:"rkey,optional,format=record-key,maxLength=512"`
	Value      lexicon.Value `lex:"value"`
}

type updateInput struct {
	Collection string        `lex:"collection,format=nsid"`
	Key        string        `lex:"rkey,format=record-key"`
	Value      lexicon.Value `lex:"value"`
}

type deleteInput struct {
	Collection string `lex:"collection,format=nsid"`
	Key        string `lex:"rkey,format=record-key"`
}

type applyWritesOutput struct {
	Commit  records.Head  `json:"commit"`
	Results []writeResult `json:"results"`
}

type writeResult struct {
	Type             string `json:"$type"`
	URI              string `json:"uri,omitempty"`
	CID              string `json:"cid,omitempty"`
	ValidationStatus string `json:"validationStatus,omitempty"`
}

const mostWrites = 200

// applyWrites makes several writes in one commit, all of them or none.
func (p *protocol) applyWrites(
	_ context.Context, who caller, in applyWritesInput,
) (*applyWritesOutput, error) {
	to, err := p.target(who, in.Repo, in.SwapCommit)
	if err != nil {
		return nil, err
	}
	if len(in.Writes) > mostWrites {
		return nil, xrpc.InvalidRequest("Too many writes. Max: 200")
	}
	if err := who.mayApply(in.Writes); err != nil {
		return nil, err
	}
	writes := make([]records.Write, len(in.Writes))
	out := &applyWritesOutput{Results: make([]writeResult, len(in.Writes))}
	for i, w := range in.Writes {
		if writes[i], out.Results[i], err = p.write(to.DID, w, in.Validate); err != nil {
			return nil, err
		}
	}
	if out.Commit, err = p.records.Apply(to, writes...); err != nil {
		return nil, recordError(err)
	}
	return out, nil
}

// write reads one write of applyWrites, and makes its result.
func (p *protocol) write(
	did string, in writeInput, validate *bool,
) (w records.Write, result writeResult, err error) {
	result.Type = in.Type + "Result"
	var value lexicon.Value
	switch {
	case in.Delete != nil:
		return records.Write{
			Action: records.Delete, Collection: in.Delete.Collection,
			Key: in.Delete.Key,
		}, result, nil
	case in.Create != nil:
		w = records.Write{
			Action: records.Create, Collection: in.Create.Collection,
			Key: cmp.Or(in.Create.Key, p.records.TID()),
		}
		value = in.Create.Value
	default:
		w = records.Write{Action: records.Update, Collection: in.Update.Collection, Key: in.Update.Key}
		value = in.Update.Value
	}
	if w.Record, result.ValidationStatus, err = newRecord(w.Collection, w.Key, value,
		validate); err != nil {
		return w, result, err
	}
	result.URI, result.CID = records.URI(did, w.Collection, w.Key), w.Record.CID
	return w, result, nil
}

// costOfWrites returns what a call of applyWrites counts against the limits of its account.
func costOfWrites(c *xrpc.Call) int {
	cost := 0
	for _, w := range c.In.(*applyWritesInput).Writes {
		switch {
		case w.Create != nil:
			cost += 3
		case w.Update != nil:
			cost += 2
		default:
			cost++
		}
	}
	return cost
}
