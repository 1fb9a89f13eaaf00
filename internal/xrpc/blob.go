package xrpc

import (
	"io"
	"net/http"
	"slices"
	"strings"
)

// A Blob is the body of a method that takes bytes of any kind.
type Blob struct {
	MimeType string // as the request says
	Data     []byte // decompressed
}

// FuncBlob makes a handler of a function that takes a body of a media type, or of any if accept is
// */*, and of at most max bytes.
func FuncBlob[W, O any](accept string, limit int64, f func(W, Blob) (O, error)) Handler[W] {
	return Handler[W]{function{
		newIn:  func() any { return new(Blob) },
		accept: accept, maxBody: limit,
		run: func(c *Call) (any, error) { return f(c.Who.(W), *c.In.(*Blob)) },
	}}
}

// The refusals of a blob. The reference does not read such bodies with its JSON parser.
var (
	errBlobTooLarge = tooLarge("PayloadTooLarge")
	errBlobCoding   = &Error{
		http.StatusUnsupportedMediaType, "UnsupportedMediaType", "unsupported content-encoding",
	}
)

// readBlob reads a body that is not JSON.
func readBlob(c *Call) error {
	r, limit := c.Request, c.Method.maxBody
	encoding, err := bodyEncoding(r, c.Method.accept)
	switch {
	case err != nil:
		return err
	case r.ContentLength > limit:
		return errBlobTooLarge
	}
	coding := strings.ToLower(r.Header.Get("Content-Encoding"))
	if !slices.Contains([]string{"", "identity", "gzip", "deflate"}, coding) {
		return errBlobCoding
	}
	body, err := decompress(r.Body, coding)
	if err != nil {
		return errInternal // as in the reference
	}
	data, err := io.ReadAll(io.LimitReader(body, limit+1))
	switch {
	case err != nil:
		return errInternal
	case int64(len(data)) > limit:
		return errBlobTooLarge
	}
	*c.In.(*Blob) = Blob{encoding, data}
	return nil
}
