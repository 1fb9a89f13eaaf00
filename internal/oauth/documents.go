package oauth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

const (
	clientsKeptFor = 10 * time.Minute // in mock time
	fetchTimeout   = 10 * time.Second // in real time
	maxDocument    = 512 << 10
)

// A Document is what a test has a URL answer, in place of the network.
type Document struct {
	URL      string            `json:"url,omitempty" doc:"of a client's document, or of its keys; the client_id of document if it is left out"`
	Status   int               `json:"status,omitempty" doc:"200 if it is left out"`
	Headers  map[string]string `json:"headers,omitempty" doc:"Content-Type is application/json if it is left out"`
	Body     string            `json:"body,omitempty" doc:"what is answered, as text"`
	Document json.RawMessage   `json:"document,omitempty" doc:"what is answered, as JSON; in place of body"`
}

// Address is the URL that a document is for, or "".
func (d Document) Address() string {
	var read struct {
		ID string `json:"client_id"`
	}
	if d.URL == "" {
		_ = json.Unmarshal(d.Document, &read) // what is no object names no client
		return read.ID
	}
	return d.URL
}

// A knownClient is a client whose document was read a while ago.
type knownClient struct {
	client *Client
	until  time.Time
}

// PutDocument answers a fetch of a URL from then on. A client that is known already stays so for
// ten minutes of mock time, unless ForgetDocuments is called.
func (s *Server) PutDocument(d Document) {
	d.URL = d.Address()
	if d.Document != nil {
		d.Body = string(d.Document)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documents[d.URL] = d
}

// ForgetDocuments forgets the client of an id, or of every id if it is empty, so that its document
// is read anew. It returns how many were known.
func (s *Server) ForgetDocuments(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.clients)
	maps.DeleteFunc(s.clients, func(known string, _ knownClient) bool { return id == "" || id == known })
	return before - len(s.clients)
}

// client finds a client by its id. It may wait for the network.
func (s *Server) client(ctx context.Context, id string) (*Client, error) {
	if query, ok := readLoopbackID(id); ok {
		return loopbackClient(id, query)
	}
	if err := checkDiscoverableID(id); err != nil {
		return nil, err
	}
	s.mu.Lock()
	known, ok := s.clients[id]
	s.mu.Unlock()
	if ok && s.now().Before(known.until) {
		return known.client, nil
	}
	c, err := s.readDiscoverable(ctx, id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients[id] = knownClient{c, s.now().Add(clientsKeptFor)}
	return c, nil
}

func (s *Server) readDiscoverable(ctx context.Context, id string) (*Client, error) {
	unable := `Unable to obtain client metadata for "` + id + `": `
	v, err := s.fetchJSON(ctx, id)
	if err != nil {
		return nil, invalidMetadata(unable + err.Error())
	}
	members, ok := v.(map[string]any)
	if !ok {
		return nil, invalidMetadata(unable + "Validation failed with error: Expected object, received " + kindOf(v))
	}
	c, err := readClient(id, members)
	if err != nil || c.jwksURI == "" {
		return c, err
	}
	v, err = s.fetchJSON(ctx, c.jwksURI)
	if err != nil {
		return nil, invalidMetadata(`Unable to obtain jwks from "` + c.jwksURI + `" for "` + id + `": ` + err.Error())
	}
	set, _ := v.(map[string]any)
	list, _ := set["keys"].([]any)
	c.keys = readKeys(list)
	return c, nil
}

// fetchJSON reads the JSON document at a URL, in the words of the reference's mistakes.
func (s *Server) fetchJSON(ctx context.Context, url string) (any, error) {
	status, contentType, body, err := s.fetch(ctx, url)
	if err != nil {
		return nil, err
	}
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.TrimSpace(media)
	switch {
	case status < 200 || status > 299:
		return nil, errors.New(replyMessage(status, media, body))
	case media == "":
		return nil, words("Missing response Content-Type header")
	case !strings.EqualFold(media, "application/json"):
		return nil, words("Unexpected response Content-Type (" + media + ")")
	}
	var v any
	if len(body) > maxDocument || json.Unmarshal(body, &v) != nil {
		return nil, words("Unable to parse response as JSON")
	}
	return v, nil
}

// replyMessage is what a reply that is no success says of itself.
func replyMessage(status int, media string, body []byte) string {
	if media == "text/plain" && len(body) > 0 {
		return string(body)
	}
	var v any
	if media == "application/json" && json.Unmarshal(body, &v) == nil {
		if text, ok := v.(string); ok {
			return text
		}
		members, _ := v.(map[string]any)
		for _, name := range []string{"error_description", "error", "message"} {
			if text, _ := members[name].(string); text != "" {
				return text
			}
		}
	}
	return http.StatusText(status)
}

// fetch answers a URL with the document that was given for it, else from the network if its host is
// one that may be fetched from. Elsewhere nothing is found.
func (s *Server) fetch(ctx context.Context, url string) (status int, contentType string, body []byte, err error) {
	s.mu.Lock()
	d, given := s.documents[url]
	s.mu.Unlock()
	if given {
		status, contentType, body = d.answer()
		return status, contentType, body, nil
	}
	switch err := s.mayFetch(url); {
	case errors.Is(err, errOff):
		if s.config.Events.NotFetched != nil {
			s.config.Events.NotFetched(ctx, url)
		}
		return http.StatusNotFound, "", nil, nil
	case err != nil:
		return 0, "", nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil) //nolint:gosec // of a host that was allowed
	if err != nil {
		return 0, "", nil, words("Invalid URL")
	}
	r.Header.Set("Accept", "application/json")
	reply, err := s.transport.RoundTrip(r) // which follows no redirect
	if err != nil {
		return 0, "", nil, words("Connection error")
	}
	defer func() { _ = reply.Body.Close() }()
	if reply.StatusCode >= 300 && reply.StatusCode < 400 {
		return 0, "", nil, errors.New("unexpected redirect")
	}
	body, err = io.ReadAll(io.LimitReader(reply.Body, maxDocument+1))
	if err != nil {
		return 0, "", nil, words("Connection error")
	}
	return reply.StatusCode, reply.Header.Get("Content-Type"), body, nil
}

// answer is what a fetch of a document brings that was given.
func (d Document) answer() (status int, contentType string, body []byte) {
	contentType = "application/json"
	if d.Headers != nil {
		contentType = ""
	}
	for name, value := range d.Headers {
		if strings.EqualFold(name, "Content-Type") {
			contentType = value
		}
	}
	if d.Status == http.StatusNoContent || d.Status == http.StatusResetContent {
		d.Body = "" // which such a reply cannot have
	}
	return cmp.Or(d.Status, http.StatusOK), contentType, []byte(d.Body)
}

var (
	errForbidden = words("Forbidden hostname")
	errOff       = errors.New("this server does not fetch from that host")
)

// mayFetch refuses hosts that are neither loopback addresses nor among those that may be fetched
// from.
func (s *Server) mayFetch(url string) error {
	u, ok := parseURL(url)
	if !ok {
		return errForbidden
	}
	for _, never := range []string{"example.com", "example.org", "example.net"} {
		if u.Hostname() == never || strings.HasSuffix(u.Hostname(), "."+never) {
			return errForbidden
		}
	}
	if isLoopback(u.Hostname()) {
		return nil
	}
	allowed := slices.ContainsFunc(s.config.Fetch, func(pattern string) bool {
		matched, err := path.Match(strings.ToLower(pattern), u.Hostname())
		return err == nil && matched
	})
	if !allowed {
		return errOff
	}
	return nil
}
