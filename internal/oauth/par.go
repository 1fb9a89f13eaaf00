package oauth

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

const requestPrefix = "urn:ietf:params:oauth:request_uri:"

// A pending request waits for the user, and then for the client to fetch its tokens.
type pending struct {
	id      string
	client  string
	auth    *Authentication // nil if the request was not pushed
	request request
	expires time.Time
	device  string // the browser that showed it first; "" before
	did     string // "" until the user agreed
	code    string
}

// requests finds pending requests.
type requests struct {
	byID   map[string]*pending
	byCode map[string]*pending
	swept  time.Time
}

func newRequests() requests {
	return requests{byID: map[string]*pending{}, byCode: map[string]*pending{}}
}

func (t *requests) remove(p *pending) {
	delete(t.byID, p.id)
	delete(t.byCode, p.code)
}

// sweep forgets requests that expired a while ago.
func (t *requests) sweep(now time.Time) {
	if now.Sub(t.swept).Abs() < time.Minute {
		return
	}
	t.swept = now
	for p := range maps.Values(t.byID) {
		if p.expires.Add(expiredKeptFor).Before(now) {
			t.remove(p)
		}
	}
}

// parAnswer is what a client learns of the request that it pushed (RFC 9126 section 2.2).
type parAnswer struct {
	RequestURI string `json:"request_uri"`
	ExpiresIn  int64  `json:"expires_in"`
}

// codesAtPAR are the error codes that a pushed request may be answered with.
var codesAtPAR = []string{
	"invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope",
	"server_error", "temporarily_unavailable",
}

// par answers POST /oauth/par.
func (s *Server) par(r *http.Request, body any) (any, error) {
	shown, err := readCredentials(body)
	if err != nil {
		return nil, as(err, "invalid_client")
	}
	asked, signed, err := readAsked(body, "body")
	if err != nil {
		return nil, err
	}
	by, err := s.identify(r, shown)
	if err != nil {
		return nil, err
	}
	s.config.World.Enter()
	defer s.config.World.Leave()
	if by.auth, err = s.authenticate(by.client, shown, s.config.URL(r)); err != nil {
		return nil, err
	}
	if signed != "" {
		if asked, err = s.readSigned(by.client, signed, s.config.URL(r)); err != nil {
			return nil, err
		}
	}
	switch {
	case by.key == "":
	case asked.jkt == "":
		asked.jkt = by.key
	case asked.jkt != by.key:
		return nil, invalidToken("Invalid DPoP key binding")
	}
	if err := s.check(asked, by.client); err != nil {
		return nil, pushed(err)
	}
	added := s.add(asked, by.client, &by.auth, "")
	return &parAnswer{requestPrefix + added.id, int64(requestLife.Seconds())}, nil
}

// pushed gives an error that only a user could cause another code.
func pushed(err error) error {
	var e *authorizationError
	if !errors.As(err, &e) {
		return err
	}
	if slices.Contains(codesAtPAR, e.refusal.Code) {
		return e.refusal
	}
	return invalidRequest(e.refusal.Description)
}

// readAsked reads the parameters of a request, or finds that they are in a signed one, whose text
// it returns.
func readAsked(body any, at string) (asked *request, signed string, err error) {
	f := readFields(body, at)
	asked = readRequest(f)
	if len(f.problems) == 0 {
		return asked, "", nil
	}
	if text, ok := f.values["request"].(string); ok {
		if problemOfJWT(text) == "" || problemOfSegments(text, 2) == "" {
			return nil, text, nil
		}
		if !f.has("response_type") {
			f.problems = nil
			f.problem("request", problemOfJWT(text))
		}
	}
	return nil, "", f.err("Invalid authorization request")
}

// add keeps a request for the user to decide.
func (s *Server) add(asked *request, c *Client, auth *Authentication, device string) *pending {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.requests.sweep(now)
	p := &pending{
		id: s.draw("req-", 16), client: c.ID, auth: auth, request: *asked,
		expires: now.Add(requestLife), device: device,
	}
	s.requests.byID[p.id] = p
	return p
}

// open finds a request that the user is about to decide, and gives the user more time. A mistake
// about it ends it. Client and device are compared unless they are empty.
func (s *Server) open(requestURI, client, device string) (*pending, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.requests.byID[strings.TrimPrefix(requestURI, requestPrefix)]
	now := s.now()
	defer s.requests.sweep(now)
	if p == nil {
		return nil, invalidRequest("Unknown request_uri")
	}
	problem := ""
	switch {
	case p.did != "" || p.code != "":
		problem = "This request was already authorized"
	case p.expires.Before(now):
		problem = "This request has expired"
	case client != "" && p.client != client:
		problem = "This request was initiated for another client"
	case device != "" && p.device != "" && p.device != device:
		problem = "This request was initiated from another device"
	}
	if problem != "" {
		s.requests.remove(p)
		return nil, deny(&p.request, "access_denied", problem)
	}
	p.expires = now.Add(requestLife)
	if p.device == "" {
		p.device = device
	}
	return p, nil
}

// accept lets a request have a code. The scope, unless it is nil, takes scopes away.
func (s *Server) accept(p *pending, a Account, device string, scope *string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	problem := ""
	switch {
	case s.requests.byID[p.id] != p:
		return "", invalidRequest("Unknown request_uri")
	case a.Deactivated:
		problem = "This account has been deactivated"
	case p.expires.Before(s.now()):
		problem = "This request has expired"
	case p.device == "":
		problem = "This request was not initiated"
	case p.device != device:
		problem = "This request was initiated from another device"
	case p.did != "" || p.code != "":
		problem = "This request was already authorized"
	case scope != nil:
		allowed := strings.Split(*scope, " ")
		kept := within(strings.Split(p.request.scope, " "), allowed)
		if !slices.Contains(kept, "atproto") {
			problem = `The "atproto" scope is required`
		} else {
			p.request.scope = strings.Join(kept, " ")
		}
	}
	if problem != "" {
		s.requests.remove(p)
		return "", deny(&p.request, "access_denied", problem)
	}
	p.did, p.code, p.expires = a.DID, s.draw("cod-", 32), s.now().Add(codeLife)
	s.requests.byCode[p.code] = p
	return p.code, nil
}

// drop ends a request, if it is known.
func (s *Server) drop(requestURI string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.requests.byID[strings.TrimPrefix(requestURI, requestPrefix)]; p != nil {
		s.requests.remove(p)
	}
}
