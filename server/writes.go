package server

import (
	"cmp"

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
	lexicon.Union `lex:"closed"`

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
	Commit  *records.Head `json:"commit"`
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
func (p *protocol) applyWrites(who *caller, in applyWritesInput) (*applyWritesOutput, error) {
	c := change{repo: in.Repo, swapCommit: in.SwapCommit, validate: in.Validate}
	add := func(action records.Action, collection, key string, value lexicon.Value) {
		c.writes = append(c.writes, records.Write{Action: action, Collection: collection, Key: key})
		c.values = append(c.values, value)
	}
	for _, w := range in.Writes {
		switch {
		case w.Create != nil:
			key := cmp.Or(w.Create.Key, p.records.TID())
			add(records.Create, w.Create.Collection, key, w.Create.Value)
		case w.Update != nil:
			add(records.Update, w.Update.Collection, w.Update.Key, w.Update.Value)
		default:
			add(records.Delete, w.Delete.Collection, w.Delete.Key, nil)
		}
	}
	return p.commit(who, c)
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
