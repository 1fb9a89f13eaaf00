package identity

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// What is waited for, and read of, a PLC directory that runs elsewhere.
const (
	patience     = 10 * time.Second
	longestReply = 8 << 20
)

// Follow makes the directory follow another one, at a URL: what that knows of a DID counts here,
// and operations go there. Of a DID that it does not know, this one goes on to tell by itself.
// Follow is called before the directory is used.
func (d *Directory) Follow(url string) {
	d.elsewhere = strings.TrimSuffix(url, "/")
}

// Resolves reports whether the directory, or the one that it follows, has operations of a DID.
func (d *Directory) Resolves(did string) bool {
	_, _ = d.catchUp(did) // without an answer, what it said before counts
	return d.Known(did)
}

// catchUp takes over what the directory elsewhere says of a DID, and reports whether it knows the
// DID. It is called without d.mu.
func (d *Directory) catchUp(did string) (bool, error) {
	if d.elsewhere == "" || !strings.HasPrefix(did, "did:plc:") {
		return false, nil
	}
	status, reply, err := d.ask(http.MethodGet, did+"/log/audit", nil)
	if status == http.StatusNotFound || err != nil {
		return false, err
	}
	var log []Logged
	if err := json.Unmarshal(reply, &log); err != nil || status != http.StatusOK || len(log) == 0 ||
		slices.ContainsFunc(log, func(l Logged) bool { return l.Operation == nil }) {
		return false, d.failed(fmt.Sprintf("answers %d, and not with a log of %s", status, did))
	}
	for i := range log {
		log[i].Data = &log[i].Operation.Data
		if i > 0 && log[i].Operation.tombstone {
			log[i].Data = log[i-1].Data
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.memory.Logs[did] = log
	return true, nil
}

// send passes an operation on to the directory elsewhere, whose refusal it returns.
func (d *Directory) send(did string, op *Operation) error {
	body, err := op.MarshalJSON()
	if err != nil {
		return err
	}
	status, reply, err := d.ask(http.MethodPost, did, body)
	switch {
	case err != nil:
		return err
	case status >= http.StatusInternalServerError:
		return d.failed(fmt.Sprintf("answers %d", status))
	case status >= http.StatusBadRequest:
		var refusal struct{ Message string }
		_ = json.Unmarshal(reply, &refusal)
		return &Refusal{status, refusal.Message}
	}
	_, err = d.catchUp(did)
	return err
}

func (d *Directory) ask(method, path string, body []byte) (status int, reply []byte, err error) {
	r, err := http.NewRequestWithContext(context.Background(), method, d.elsewhere+"/"+path,
		bytes.NewReader(body))
	if err != nil {
		return 0, nil, d.failed(err.Error())
	}
	r.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: patience}
	response, err := client.Do(r)
	if err != nil {
		return 0, nil, d.failed(err.Error())
	}
	defer func() { _ = response.Body.Close() }()
	reply, err = io.ReadAll(io.LimitReader(response.Body, longestReply))
	if err != nil {
		return 0, nil, d.failed(err.Error())
	}
	return response.StatusCode, reply, nil
}

func (d *Directory) failed(what string) error {
	return &Refusal{http.StatusBadGateway, "PLC directory " + d.elsewhere + ": " + what}
}
