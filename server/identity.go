package server

import (
	"context"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

type resolveHandleParams struct {
	Handle string `lex:"handle,format=handle"`
}

type resolveHandleOutput struct {
	DID string `json:"did"`
}

// resolveHandle finds the DID of an active account here. Handles of other domains resolve to nothing: no other server is
// asked.
func (p *PDS) resolveHandle(_ context.Context, _ visitor, in resolveHandleParams) (*resolveHandleOutput, error) {
	handle := strings.ToLower(in.Handle)
	if a, ok := p.store.AccountByHandle(handle); ok && a.Status() == fixtures.StatusActive {
		return &resolveHandleOutput{a.DID}, nil
	}
	if p.isServiceHandle(handle) {
		return nil, xrpc.Refuse("HandleNotFound", "Unable to resolve handle")
	}
	return nil, xrpc.InvalidRequest("Unable to resolve handle")
}
