package xrpc_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf16"
)

const writeMethod = "/xrpc/com.example.write"

func utf16Of(text string, order binary.AppendByteOrder, mark bool) []byte {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xfeff)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

func coded(t testing.TB, text string, coder func(io.Writer) io.WriteCloser) []byte {
	t.Helper()
	var b bytes.Buffer
	w := coder(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, text string) []byte {
	t.Helper()
	return coded(t, text, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func deflated(t testing.TB, text string) []byte {
	t.Helper()
	return coded(t, text, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

const smile = `{"text":"☺ 😀"}`

func TestABodyIsReadInItsCharsetAndCoding(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		contentType, coding string
		body                []byte
	}{
		"plain":                 {"application/json", "", []byte(smile)},
		"charset":               {"application/json; charset=utf-8", "", []byte(smile)},
		"charset in quotes":     {`application/json;charset="UTF-8" `, "", []byte(smile)},
		"last charset counts":   {"application/json; charset=x; charset=utf-8", "", []byte(smile)},
		"byte order mark":       {"application/json", "", []byte("\uFEFF" + smile)},
		"utf-16":                {"application/json; charset=utf-16", "", utf16Of(smile, binary.LittleEndian, true)},
		"utf-16 big end first":  {"application/json; charset=utf-16", "", utf16Of(smile, binary.BigEndian, true)},
		"utf-16 without a mark": {"application/json; charset=utf-16", "", utf16Of(smile, binary.LittleEndian, false)},
		"utf-16be":              {"application/json; charset=utf-16be", "", utf16Of(smile, binary.BigEndian, false)},
		"file ending":           {"json", "", nil},
		"identity":              {"application/json", "Identity", []byte(smile)},
		"gzip":                  {"application/json", "gzip", gzipped(t, smile)},
		"deflate":               {"application/json", "deflate", deflated(t, smile)},
	} {
		want := "☺ 😀"
		if test.body == nil { // a content type that does not parse leaves the body unread
			test.body, want = []byte(smile), ""
		}
		a := ask(t, call(t, http.MethodPost, writeMethod, test.body, "Content-Type", test.contentType, "Content-Encoding", test.coding))
		if a.status != http.StatusOK || a.Text != want {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// deep is a list in a list, and so on. What lies deeper than the reference's stack is refused.
func deep(depth int, closing string) []byte {
	return []byte(strings.Repeat("[", depth) + strings.Repeat(closing, depth))
}

func TestBodiesThatAreRefused(t *testing.T) {
	t.Parallel()
	const isJSON = "application/json"
	large := append(append([]byte(`{"text":"`), bytes.Repeat([]byte("a"), 150<<10)...), `"}`...)
	for name, test := range map[string]struct {
		contentType, coding string
		body                []byte
		status              int
		name                string
	}{
		"no content type":      {"", "", []byte("{}"), 400, "InvalidRequest"},
		"another type":         {"text/plain", "", []byte("{}"), 400, "InvalidRequest"},
		"unknown word":         {"nonsense", "", []byte("{}"), 400, "InvalidRequest"},
		"no body":              {isJSON, "", nil, 400, "InvalidRequest"},
		"unknown charset":      {isJSON + "; charset=latin1", "", []byte("{}"), 415, "UnsupportedMediaTypeError"},
		"unknown coding":       {isJSON, "br", []byte("{}"), 415, "UnsupportedMediaTypeError"},
		"no gzip":              {isJSON, "gzip", []byte("{}{}{}{}{}{}"), 400, "Error"},
		"half a gzip":          {isJSON, "gzip", gzipped(t, smile)[:20], 400, "Error"},
		"no deflate":           {isJSON, "deflate", []byte("{}"), 400, "Error"},
		"no object":            {isJSON, "", []byte(`"text"`), 400, "SyntaxError"},
		"half an object":       {isJSON, "", []byte(`{"text":`), 400, "SyntaxError"},
		"two objects":          {isJSON, "", []byte(`{}{}`), 400, "SyntaxError"},
		"deep":                 {isJSON, "", deep(75_000, "]"), 400, "InvalidRequest"},
		"deep, not closed":     {isJSON, "", deep(75_000, ""), 400, "SyntaxError"},
		"an array":             {isJSON, "", []byte(`[]`), 400, "InvalidRequest"},
		"a prototype":          {isJSON, "", []byte(`{"__proto__":{}}`), 400, "InvalidRequest"},
		"too large":            {isJSON, "", large, 413, "PayloadTooLargeError"},
		"too large when plain": {isJSON, "gzip", gzipped(t, string(large)), 413, "PayloadTooLargeError"},
	} {
		headers := []string{"Content-Encoding", test.coding}
		if test.contentType != "" {
			headers = append(headers, "Content-Type", test.contentType)
		}
		a := ask(t, call(t, http.MethodPost, writeMethod, test.body, headers...))
		if a.status != test.status || a.Error != test.name {
			t.Errorf("%s: %+v, want %d %s", name, a, test.status, test.name)
		}
	}
}

func TestABodyOfLengthZeroIsAnEmptyObject(t *testing.T) {
	t.Parallel()
	a := ask(t, call(t, http.MethodPost, writeMethod, []byte{}, "Content-Type", "application/json", "Content-Length", "0"))
	if a.status != http.StatusOK {
		t.Errorf("%+v", a)
	}
}

func TestAMethodWithoutInputTakesNoBody(t *testing.T) {
	t.Parallel()
	const path = "/xrpc/com.example.bare"
	if a := ask(t, call(t, http.MethodPost, path, nil)); a.status != http.StatusOK {
		t.Errorf("no body: %+v", a)
	}
	if a := ask(t, call(t, http.MethodPost, path, []byte{})); a.status != http.StatusOK {
		t.Errorf("an empty body: %+v", a)
	}
	if a := ask(t, call(t, http.MethodPost, path, []byte("{}"))); a.status != http.StatusBadRequest {
		t.Errorf("a body: %+v", a)
	}
	chunked := func(body string) *http.Request {
		r := call(t, http.MethodPost, path, []byte(body))
		r.ContentLength, r.TransferEncoding = -1, []string{"chunked"}
		return r
	}
	if a := ask(t, chunked("")); a.status != http.StatusOK {
		t.Errorf("no chunks: %+v", a)
	}
	if a := ask(t, chunked("x")); a.status != http.StatusBadRequest {
		t.Errorf("a chunk: %+v", a)
	}
}

// FuzzNoBodyIsAnInternalError asserts that a body is read or refused, whatever it is and says that
// it is.
func FuzzNoBodyIsAnInternalError(f *testing.F) {
	for _, body := range [][]byte{
		[]byte(smile), utf16Of(smile, binary.LittleEndian, true), gzipped(f, smile), deflated(f, smile), nil, []byte("\xff"),
		[]byte(`{"text":{"$bytes":"AA"}}`), []byte(`[[[[`), []byte(`{"text":1e999}`), []byte(`{"":{"$link":"b"}}`), []byte(`{"text":"\ud800"}`),
	} {
		for _, contentType := range []string{"application/json", "application/json; charset=utf-16", "json", ";", "application/json;charset"} {
			for _, coding := range []string{"", "gzip", "deflate", "br"} {
				f.Add(contentType, coding, body, true)
			}
		}
	}
	f.Fuzz(func(t *testing.T, contentType, coding string, body []byte, sized bool) {
		r := call(t, http.MethodPost, writeMethod, body, "Content-Type", contentType, "Content-Encoding", coding)
		if !sized {
			r.ContentLength, r.TransferEncoding = -1, []string{"chunked"}
		}
		a := ask(t, r)
		if a.status >= http.StatusInternalServerError {
			t.Errorf("%+v", a)
		}
		if a.status != http.StatusOK && (a.Error == "" || a.Message == "") {
			t.Errorf("a refusal without name or message: %+v", a)
		}
	})
}
