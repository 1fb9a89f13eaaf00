package oauth

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// Handler returns what answers a request, or nil if it is none of OAuth's. Paths count as they are
// written.
func (s *Server) Handler(r *http.Request) http.HandlerFunc {
	path := r.URL.EscapedPath()
	if name, ok := strings.CutPrefix(path, apiPrefix); ok {
		if do := s.apiMethods()[r.Method+" "+name]; do != nil {
			return s.api(do)
		}
		return nil
	}
	if do := s.route(r.Method+" "+path, r); do != nil {
		return do
	}
	switch {
	case r.Method == http.MethodGet && path == "/.well-known/change-password":
		return s.changePassword
	case path == "/oauth/par":
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMethodNotAllowed) } // RFC 9126 section 2.3
	case r.Method == http.MethodGet && (path == "/account" || strings.HasPrefix(path, "/account/")):
		return s.shown(s.accountPage)
	default:
		return nil
	}
}

// route returns what answers a verb and a path.
func (s *Server) route(called string, r *http.Request) http.HandlerFunc {
	if called, ok := strings.CutPrefix(called, "OPTIONS "); ok && slices.Contains(forClients, called) {
		return preflight
	}
	switch called {
	case "GET /.well-known/oauth-authorization-server":
		return s.document(func() any { return s.spoilMetadata(s.metadata(r)) })
	case "GET /oauth/jwks": // none, as in a reference that signs with its secret
		return s.document(func() any { return map[string][]string{"keys": {}} })
	case "POST /oauth/par":
		return s.endpoint(s.par, http.StatusCreated)
	case "POST /oauth/token":
		return s.endpoint(s.token, http.StatusOK)
	case "POST /oauth/revoke":
		return s.endpoint(s.revoke, http.StatusOK)
	case "GET /oauth/authorize":
		return s.shown(s.authorize)
	case "GET /oauth/authorize/redirect":
		return s.shown(s.follow)
	case "POST /oauth/authorize":
		return s.shown(s.submitted)
	default:
		return nil
	}
}

// forClients are the paths that web pages of any origin call.
var forClients = []string{
	"/.well-known/oauth-authorization-server", "/oauth/jwks", "/oauth/par", "/oauth/token", "/oauth/revoke",
}

// allowClients lets every web page read the reply.
func allowClients(h http.Header) {
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "*")
	h.Set("Access-Control-Allow-Headers", "Content-Type,DPoP")
}

func preflight(w http.ResponseWriter, _ *http.Request) {
	allowClients(w.Header())
	w.WriteHeader(http.StatusOK)
}

func (s *Server) document(of func() any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		allowClients(w.Header())
		w.Header().Set("Cache-Control", "max-age=300")
		s.write(w, r, replyJSON(http.StatusOK, of()))
	}
}

// endpoint answers what clients post: mistakes too are JSON.
func (s *Server) endpoint(do func(*http.Request, any) (any, error), success int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		allowClients(w.Header())
		if !acceptsJSON(r) {
			s.write(w, r, notAcceptable)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Pragma", "no-cache")
		body, err := readBody(r, true)
		var out any
		if err == nil {
			out, err = do(r, body)
		}
		h.Set("DPoP-Nonce", s.nextNonce(r)) // after the proof was judged, which may have the last one
		h.Add("Access-Control-Expose-Headers", "DPoP-Nonce")
		if err == nil {
			s.write(w, r, replyJSON(success, s.spoilAnswer(out)))
			return
		}
		e := asError(err)
		if e.Challenge {
			h.Set("WWW-Authenticate", e.header())
			h.Add("Access-Control-Expose-Headers", "WWW-Authenticate")
		}
		s.write(w, r, s.spoilRefusal(e))
	}
}

var notAcceptable = reply{http.StatusNotAcceptable, "application/json; charset=utf-8", []byte(`{"error":"NotAcceptableError","message":"Unsupported media type"}`)}

// problem is the body of an error (RFC 6749 section 5.2).
type problem struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Reason      string `json:"reason,omitempty"`
}

func replyError(e *Error) reply { return replyJSON(e.Status, problem{e.Code, e.Description, e.Reason}) }

func replyJSON(status int, v any) reply {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return reply{status: http.StatusInternalServerError}
	}
	return reply{status, "application/json", bytes.TrimSuffix(b.Bytes(), []byte("\n"))}
}

// shown answers what a browser asks for: mistakes go to the client if that is known, else they are
// a page.
func (s *Server) shown(do func(*http.Request, http.Header) (reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		out, err := do(r, w.Header())
		known, ok := errors.AsType[*authorizationError](err)
		switch {
		case ok:
			out = s.toClient(r, w.Header(), known.request, known.result())
		case err != nil:
			s.setCSRF(r, w.Header())
			out = s.problemPage(w.Header(), err)
		}
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("X-Frame-Options", "DENY")
		s.write(w, r, out)
	}
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, out reply) {
	if out.contentType == "" {
		w.WriteHeader(out.status)
		return
	}
	s.config.Write(w, r, out.status, out.contentType, out.body)
}

func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Location", s.config.URL(r)+"/account/reset-password")
	w.WriteHeader(http.StatusFound)
}
