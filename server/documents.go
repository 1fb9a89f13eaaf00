package server

import (
	"sync"

	"mockpds/internal/xrpc"
)

// documents keeps DID documents as JSON: every session reply holds one, and they hardly ever change.
type documents struct {
	mu   sync.RWMutex // guards kept
	kept map[documentKey]*didDocument
}

// A documentKey is all that an account's DID document depends on: the key in it follows from the DID.
type documentKey struct{ did, handle, url string }

// mostDocuments is how many are kept. Beyond it all are let go: whoever asks by so many URLs asks for no speed.
const mostDocuments = 10_000

// prepared is a document with its JSON, made on first use.
func (d *documents) prepared(key documentKey, build func() *didDocument) *didDocument {
	d.mu.RLock()
	doc := d.kept[key]
	d.mu.RUnlock()
	if doc != nil {
		return doc
	}
	doc = build()
	doc.encoded = doc.appendFields(nil)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept == nil || len(d.kept) >= mostDocuments {
		d.kept = map[documentKey]*didDocument{}
	}
	d.kept[key] = doc
	return doc
}

// AppendJSON writes the document as encoding/json does.
func (d *didDocument) AppendJSON(b []byte) []byte {
	if d.encoded != nil {
		return append(b, d.encoded...)
	}
	return d.appendFields(b)
}

func (d *didDocument) appendFields(b []byte) []byte {
	b = appendStrings(append(b, `{"@context":`...), d.Context)
	b = xrpc.AppendString(append(b, `,"id":`...), d.ID)
	b = appendStrings(append(b, `,"alsoKnownAs":`...), d.AlsoKnownAs)
	b = append(b, `,"verificationMethod":[`...)
	for i, m := range d.VerificationMethod {
		b = separate(b, i)
		b = xrpc.AppendString(append(b, `{"id":`...), m.ID)
		b = xrpc.AppendString(append(b, `,"type":`...), m.Type)
		b = xrpc.AppendString(append(b, `,"controller":`...), m.Controller)
		b = xrpc.AppendString(append(b, `,"publicKeyMultibase":`...), m.PublicKeyMultibase)
		b = append(b, '}')
	}
	b = append(b, `],"service":[`...)
	for i, s := range d.Service {
		b = separate(b, i)
		b = xrpc.AppendString(append(b, `{"id":`...), s.ID)
		b = xrpc.AppendString(append(b, `,"type":`...), s.Type)
		b = xrpc.AppendString(append(b, `,"serviceEndpoint":`...), s.ServiceEndpoint)
		b = append(b, '}')
	}
	return append(b, "]}"...)
}

func appendStrings(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		b = xrpc.AppendString(separate(b, i), s)
	}
	return append(b, ']')
}

func separate(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}
