// Package control is the vocabulary by which a test steers a server: its verbs as methods of
// [Control], and the same verbs over HTTP under /_mock/. It is no part of the AT Protocol.
// routes.go is its table of contents. What a verb does is told by the method of package mockpdstest
// that has its name, and by docs/control.md.
//
// Over HTTP, bodies and replies are JSON. A refusal is {"error": …, "message": …}; the message says
// what is wrong and what is allowed. No page of another origin can use the API without the token:
// see guard.go.
package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/internal/faults"
	"mockpds/internal/findings"
	"mockpds/internal/journal"
	"mockpds/internal/mailbox"
	"mockpds/internal/oauth"
	"mockpds/internal/quirks"
	"mockpds/internal/ratelimit"
	"mockpds/internal/stubs"
	"mockpds/internal/words"
	"mockpds/tokens"
)

// Prefix is where the API is mounted. No path of a PDS begins like it.
const Prefix = "/_mock/"

// A Control steers one server. Its fields are the parts of that server, and must not be nil unless
// they say so.
type Control struct {
	Clock *clock.Clock
	Mail  *mailbox.Mailbox
	Store *fixtures.Store

	Issuer  *tokens.Issuer
	Key     tokens.Key // that the issuer signs with
	DID     string     // of the service
	Seed    string     // from which DIDs are derived
	Home    Home
	Server  Server
	Stubs   *stubs.Set
	Quirks  *quirks.Set
	Limits  *ratelimit.Set // those on demand
	Faults  *faults.Set
	OAuth   *oauth.Server
	Journal *journal.Journal
	Log     *slog.Logger
	Methods []string        // NSIDs of the server's method table
	Judge   *findings.Judge // of the journal

	// CA is the certificate, in PEM, of the authority that clients have to trust. Nil where there
	// is none.
	CA []byte

	// Token is what requests over HTTP have to show, as a Bearer token. Empty: none.
	Token string
	// Ours reports whether a host name, in lower case and without a port, is a name of the server.
	Ours func(host string) bool

	// Outside is what a test says of the service and of the world around it.
	Outside *Outside
	// CheckRecord returns what is wrong with the value of a record.
	CheckRecord func(collection string, value []byte) error
	// Load reads a fixture file, whose name stands in messages only.
	Load func(name string, text []byte) (fixtures.World, error)
	// Reread reads the fixture files again that the server was started with. Nil where there were
	// none.
	Reread func() (fixtures.World, error)
	// Warnings says which rules of a world may never apply.
	Warnings func(fixtures.World) []string
}

// A Home is where the server says that clients reach it. It is safe for concurrent use.
type Home interface {
	URL() string          // empty: the URL that each request came by
	Move(to string) error // refuses what is no origin
}

// account finds an account by its handle or DID.
func (c *Control) account(name string) (fixtures.Account, error) {
	if name == "" {
		return fixtures.Account{}, invalid("account is missing: write a handle or a DID")
	}
	find := c.Store.AccountByHandle
	if strings.HasPrefix(name, "did:") {
		find = c.Store.Account
	}
	a, ok := find(strings.ToLower(name))
	if !ok {
		return a, missing("there is no account %q; GET %saccounts lists them", name, Prefix)
	}
	return a, nil
}

// didOf returns the DID of an account (handle or DID), or "" for "", which stands for all.
func (c *Control) didOf(account string) (string, error) {
	if account == "" {
		return "", nil
	}
	a, err := c.account(account)
	return a.DID, err
}

// Handler serves the verbs under Prefix.
func (c *Control) Handler() http.Handler {
	mux := chi.NewRouter()
	mux.Use(c.guarded)
	routes := c.routes()
	for _, r := range routes {
		mux.Method(r.verb, Prefix+r.path, r)
	}
	for _, path := range []string{Prefix, strings.TrimSuffix(Prefix, "/")} {
		mux.Get(path, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusOK, contents(routes))
		})
	}
	mux.Get(Prefix+"openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, describe(routes))
	})
	mux.NotFound(func(w http.ResponseWriter, r *http.Request) {
		writeError(w,
			missing("there is no %s; what there is stands in %sopenapi.json", r.URL.Path, Prefix))
	})
	mux.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		writeError(w, refuse(http.StatusMethodNotAllowed, "MethodNotAllowed",
			"%s is not for %s; what is stands in %sopenapi.json", r.Method, r.URL.Path, Prefix))
	})
	return mux
}

// contents is the reply at the top of the API: a list of the verbs.
func contents(routes []route) any {
	list := []string{"GET " + Prefix + "openapi.json: Describe the control API, for programs."}
	for _, r := range routes {
		list = append(list, r.verb+" "+Prefix+r.path+": "+r.summary)
	}
	return map[string]any{"title": "The control API of mockpds, a mock PDS for tests", "verbs": list}
}

// An Error is a refusal of a verb: an HTTP status, a name for programs, and what is wrong and
// allowed for people.
type Error struct {
	Status  int    `json:"-"`
	Name    string `json:"error"`
	Message string `json:"message"`

	// Closest is the call that was most like those waited for in vain; nil when no call came.
	Closest *journal.Call `json:"closest,omitempty" doc:"of the calls that were made, the one most like those waited for in vain"`

	// Mistakes are all that is wrong with what was sent. The message has a line for each.
	Mistakes words.Mistakes `json:"mistakes,omitempty" doc:"all that is wrong with what was sent, in its order"`
}

func (e *Error) Error() string {
	return e.Message
}

func refuse(status int, name, format string, args ...any) *Error {
	return &Error{Status: status, Name: name, Message: fmt.Sprintf(format, args...)}
}

// invalid refuses what a verb was given.
func invalid(format string, args ...any) *Error {
	return refuse(http.StatusBadRequest, "InvalidRequest", format, args...)
}

// missing refuses a verb for something that does not exist.
func missing(format string, args ...any) *Error {
	return refuse(http.StatusNotFound, "NotFound", format, args...)
}

func writeError(w http.ResponseWriter, err error) {
	var refusal *Error
	if !errors.As(err, &refusal) {
		refusal = refusalOf(err)
	}
	write(w, refusal.Status, refusal)
}

// refusalOf gives an error that is none yet a status, a name and, if it holds mistakes, a list of
// them.
func refusalOf(err error) *Error {
	var mistakes words.Mistakes
	switch {
	case errors.As(err, &mistakes):
		return mistaken("InvalidRequest", err)
	case errors.Is(err, faults.ErrHoldExpired):
		return refuse(http.StatusConflict, "HoldExpired", "%v", err)
	case errors.Is(err, faults.ErrHoldOver):
		return refuse(http.StatusConflict, "HoldOver", "%v", err)
	default:
		return invalid("%v", err)
	}
}

// jsonContent is the content type of replies.
const jsonContent = "application/json; charset=utf-8"

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", jsonContent)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // the client has gone: there is nobody to tell
}
