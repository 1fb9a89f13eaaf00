package server

import (
	"strconv"

	"mockpds/internal/xrpc"
)

// AppendJSON writes the session as encoding/json writes the struct, field by field in its order.
func (s *session) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	if s.AccessJwt != "" {
		b = appendToken(b, `"accessJwt":"`, s.AccessJwt)
	}
	if s.RefreshJwt != "" {
		b = appendToken(b, `"refreshJwt":"`, s.RefreshJwt)
	}
	b = xrpc.AppendString(append(b, `"did":`...), s.DID)
	if s.DIDDoc != nil {
		b = s.DIDDoc.AppendJSON(append(b, `,"didDoc":`...))
	}
	b = xrpc.AppendString(append(b, `,"handle":`...), s.Handle)
	if s.Email != "" {
		b = xrpc.AppendString(append(b, `,"email":`...), s.Email)
	}
	b = strconv.AppendBool(append(b, `,"emailConfirmed":`...), s.EmailConfirmed)
	if s.EmailAuthFactor {
		b = append(b, `,"emailAuthFactor":true`...)
	}
	b = strconv.AppendBool(append(b, `,"active":`...), s.Active)
	if s.Status != "" {
		b = xrpc.AppendString(append(b, `,"status":`...), string(s.Status))
	}
	return append(b, '}')
}

// appendToken appends a member whose value needs no escapes, and the comma after it: a token never stands last.
func appendToken(b []byte, name, token string) []byte {
	b = append(append(b, name...), token...)
	return append(b, `",`...)
}
