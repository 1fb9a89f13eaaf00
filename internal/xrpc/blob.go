package xrpc

import (
	"errors"
	"net/http"
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

// readBlob reads a body that is not JSON. Its refusals have other names than those of the
// reference's JSON parser.
func readBlob(c *Call) error {
	encoding, err := bodyEncoding(c.Request, c.Method.accept)
	if err != nil {
		return err
	}
	data, err := readAll(c.Request, c.Method.maxBody)
	var refusal *Error
	switch {
	case err == nil:
		*c.In.(*Blob) = Blob{encoding, data}
		return nil
	case errors.Is(err, errTooLarge):
		return tooLarge("PayloadTooLarge")
	case errors.As(err, &refusal) && refusal.Status == http.StatusUnsupportedMediaType:
		return &Error{refusal.Status, "UnsupportedMediaType", "unsupported content-encoding"}
	default:
		return errInternal
	}
}
