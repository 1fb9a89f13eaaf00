package xrpc

import (
	"bytes"
	"cmp"
	"crypto/sha1" //nolint:gosec // an entity tag is no secret
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// WriteJSON writes a value as a JSON reply, of the Content-Type that the header has or else as JSON
// in UTF-8. If it returns an error, nothing was written.
func WriteJSON(w http.ResponseWriter, r *http.Request, status int, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encoding the reply: %w", err)
	}
	body := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	WriteBody(w, r, status, jsonType(w), body)
	return nil
}

func jsonType(w http.ResponseWriter) string {
	return cmp.Or(w.Header().Get("Content-Type"), "application/json; charset=utf-8")
}

func (out Reply) write(w http.ResponseWriter, r *http.Request) {
	for name, value := range out.Header {
		w.Header().Set(name, value)
	}
	if out.Body == nil {
		w.WriteHeader(out.Status)
		return
	}
	WriteBody(w, r, out.Status, jsonType(w), out.Body)
}

// WriteError writes a refusal as the protocol's error body.
func WriteError(w http.ResponseWriter, r *http.Request, e *Error) {
	body := struct {
		Error   string `json:"error"`
		Message string `json:"message"`
	}{e.Name, e.Message}
	if err := WriteJSON(w, r, e.Status, body); err != nil {
		w.WriteHeader(http.StatusInternalServerError) // two strings always encode
	}
}

// A PlainReader is an http.ResponseWriter that also takes the plain form of a body that is
// compressed for the client.
type PlainReader interface {
	ReadPlain(body []byte) // called before the compressed body is written; must not change body
}

// WriteBody writes a whole reply with its entity tag, as the reference's web framework does: a
// large one is compressed for a client that asks for it, and a client whose copy is current gets a
// 304.
func WriteBody(
	w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte,
) {
	h := w.Header()
	tag := entityTag(body)
	h.Set("ETag", tag)
	if status == http.StatusOK && unchanged(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", contentType)
	h.Add("Vary", "Accept-Encoding")
	if coded, coding := compress(r, body); coding != "" {
		if reader, ok := w.(PlainReader); ok {
			reader.ReadPlain(body)
		}
		h.Set("Content-Encoding", coding)
		body = coded
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		// A client that has gone needs no error.
		_, _ = w.Write(body) //nolint:gosec // the content type says that it is no page
	}
}

// entityTag returns a weak entity tag in the form of the reference's web framework:
// W/"LENGTH-HASH".
func entityTag(body []byte) string {
	sum := sha1.Sum(body) //nolint:gosec // an entity tag is no secret
	return fmt.Sprintf(`W/"%x-%s"`, len(body), base64.RawStdEncoding.EncodeToString(sum[:]))
}

// unchanged reports whether the client has this very reply (RFC 9110 section 13.1.2).
func unchanged(r *http.Request, tag string) bool {
	asked := FirstHeader(r, "If-None-Match")
	if asked == "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if strings.Contains(FirstHeader(r, "Cache-Control"), "no-cache") {
		return false
	}
	if asked == "*" {
		return true
	}
	for candidate := range strings.SplitSeq(asked, ",") {
		if strings.TrimPrefix(strings.TrimSpace(candidate), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// MarkPrivate writes the headers of a reply that depends on who asks, so that no shared cache
// keeps it. A second call has no effect.
func MarkPrivate(h http.Header) {
	if h.Get("Cache-Control") == "private" {
		return
	}
	h.Set("Cache-Control", "private")
	h.Add("Vary", "Authorization")
}
