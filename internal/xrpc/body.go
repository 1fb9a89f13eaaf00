package xrpc

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"mockpds/internal/lexicon"
)

// maxJSON is the size of the largest JSON body, in bytes, after decompression, unless a method has
// another limit. The reference's.
const maxJSON = 150 * 1024

// The protocol's answers to a body that cannot be read. The names are those of the reference's body
// parser.
var (
	errNoBody         = InvalidRequest("A request body is expected but none was provided")
	errUnexpectedBody = InvalidRequest("A request body was provided when none was expected")
	errNoEncoding     = InvalidRequest("Request encoding (Content-Type) required but not provided")
	errTooLarge       = tooLarge("PayloadTooLargeError")
)

func tooLarge(name string) *Error {
	return &Error{http.StatusRequestEntityTooLarge, name, "request entity too large"}
}

// readBody reads the JSON body into the call's input, or checks that there is none if the method
// takes none.
func readBody(c *Call) error {
	r := c.Request
	if c.Method.accept != "" {
		return readBlob(c)
	}
	if c.Method.Verb == http.MethodGet || c.Method.schema == nil {
		return expectNoBody(r)
	}
	if _, err := bodyEncoding(r, "application/json"); err != nil {
		return err
	}
	value, err := readJSON(r, c.Method.maxBody)
	if err != nil {
		return err
	}
	if err := c.Method.schema().Read(value, c.In); err != nil {
		return InvalidRequest(err.Error())
	}
	return nil
}

// hasBodyHeader reports whether the header says that a body follows, be it an empty one.
func hasBodyHeader(r *http.Request) bool {
	return len(r.TransferEncoding) > 0 || r.Header.Get("Content-Length") != "" || r.ContentLength > 0
}

// expectNoBody accepts a request without a body, with an empty one, or with an empty chunked one.
func expectNoBody(r *http.Request) error {
	if r.ContentLength == 0 {
		return nil
	}
	if len(r.TransferEncoding) == 0 {
		return errUnexpectedBody
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r.Body, maxJSON))
	if err != nil {
		return InvalidRequest("Failed to process unexpected request body")
	}
	if n > 0 {
		return errUnexpectedBody
	}
	return nil
}

// bodyEncoding returns the media type of a body, which must be of the accepted one; */* is any.
func bodyEncoding(r *http.Request, accepted string) (string, error) {
	encoding := requestEncoding(r)
	trimmed := strings.TrimSpace(encoding)
	switch {
	case !hasBodyHeader(r):
		return "", errNoBody
	case trimmed == "":
		return "", errNoEncoding
	case accepted != "*/*" && accepted != trimmed:
		return "", InvalidRequest("Wrong request encoding (Content-Type): " + encoding)
	default:
		return trimmed, nil
	}
}

// requestEncoding returns the media type of the body as the reference reads it: all up to the first
// semicolon, or the type that belongs to a file name's ending.
func requestEncoding(r *http.Request) string {
	header := FirstHeader(r, "Content-Type")
	if header != "" && !strings.Contains(header, "/") {
		header = mediaTypeOfEnding(header)
	}
	encoding, _, _ := strings.Cut(header, ";")
	return encoding
}

func mediaTypeOfEnding(name string) string {
	switch strings.ToLower(strings.TrimPrefix(name, ".")) {
	case "json", "map":
		return "application/json"
	case "txt", "text":
		return "text/plain"
	case "html", "htm":
		return "text/html"
	default:
		return ""
	}
}

// FirstHeader returns the first value of a header, whose name must be in canonical form, or "". Of
// a header that may stand only once Node's HTTP parser takes the first, too.
func FirstHeader(r *http.Request, name string) string {
	if v := r.Header[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// readJSON reads and parses the body. An empty body, or one whose content type does not parse, is
// an empty object.
func readJSON(r *http.Request, limit int64) (lexicon.Value, error) {
	charset, isJSON := jsonCharset(FirstHeader(r, "Content-Type"))
	if !isJSON {
		return lexicon.Parse([]byte("{}"))
	}
	if !knownCharset(charset) {
		return nil, unsupported("unsupported charset \"" + strings.ToUpper(charset) + "\"")
	}
	data, err := readAll(r, limit)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 {
		data = []byte("{}")
	}
	return parseJSON(decodeCharset(data, charset))
}

func unsupported(message string) *Error {
	return &Error{http.StatusUnsupportedMediaType, "UnsupportedMediaTypeError", message}
}

// parseJSON parses a body, which must be an object or an array.
func parseJSON(data []byte) (lexicon.Value, error) {
	start := bytes.TrimLeft(data, " \t\r\n")
	if !bytes.HasPrefix(start, []byte("{")) && !bytes.HasPrefix(start, []byte("[")) {
		return nil, syntaxError("expected an object or an array")
	}
	value, err := lexicon.Parse(data)
	switch {
	case errors.Is(err, lexicon.ErrProtoKey), errors.Is(err, lexicon.ErrTooDeep):
		return nil, InvalidRequest(err.Error())
	case err != nil:
		return nil, syntaxError(err.Error())
	}
	return value, nil
}

func syntaxError(message string) *Error {
	return Refuse("SyntaxError", message)
}

// readAll reads the whole body, decompressed, up to the limit.
func readAll(r *http.Request, limit int64) ([]byte, error) {
	coding := strings.ToLower(r.Header.Get("Content-Encoding"))
	if (coding == "" || coding == "identity") && r.ContentLength > limit {
		return nil, errTooLarge
	}
	body, err := decompress(r.Body, coding)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err != nil {
		return nil, unreadable(err)
	}
	if int64(len(data)) > limit {
		return nil, errTooLarge
	}
	return data, nil
}

func decompress(body io.Reader, coding string) (io.Reader, error) {
	var plain io.Reader
	var err error
	switch coding {
	case "", "identity":
		return body, nil
	case "gzip":
		plain, err = gzip.NewReader(body)
	case "deflate": // HTTP's deflate is the zlib format (RFC 9110 section 8.4.1.2)
		plain, err = zlib.NewReader(body)
	default:
		return nil, unsupported(fmt.Sprintf("unsupported content encoding %q", coding))
	}
	if err != nil {
		return nil, unreadable(err)
	}
	return plain, nil
}

// unreadable returns the refusal of a body that could not be read, in zlib's words if it was
// compressed.
func unreadable(err error) error {
	switch {
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zlib.ErrHeader):
		return Refuse("Error", "incorrect header check")
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zlib.ErrChecksum):
		return Refuse("Error", "incorrect data check")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return Refuse("Error", "unexpected end of file")
	case errors.As(err, new(flate.CorruptInputError)):
		return Refuse("Error", "invalid block type")
	default:
		return Refuse("BadRequestError", "request aborted")
	}
}
