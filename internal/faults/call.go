package faults

import "slices"

// A Call is what rules and holds look at.
type Call struct {
	Method     string   `json:"method"`               // an NSID, or the path of a request outside of XRPC, which begins with a slash
	Accounts   []string `json:"accounts,omitempty"`   // the names of the account that calls, its DID and handle; empty when unknown
	Session    int      `json:"session,omitempty"`    // the number of the account's session that the token belongs to; 0 when unknown
	Generation int      `json:"generation,omitempty"` // of the refresh token, or of the one that the access token was minted with; 0 when unknown
}

func (c Call) clone() Call {
	c.Accounts = slices.Clone(c.Accounts)
	return c
}
