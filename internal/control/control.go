// Package control is the API under /_mock/ by which a test steers the server over HTTP. It is no part of the AT Protocol.
//
// Replies are JSON; what is wrong with a request is said as {"error": …, "message": …}, the message with what is allowed.
// No page of another origin can use it: its replies carry no CORS headers, and requests that a browser makes for such a
// page are refused.
package control

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"mockpds/clock"
	"mockpds/mailbox"
)

// Prefix is where the API is mounted. No path of a PDS begins like it.
const Prefix = "/_mock/"

// maxBody is the largest request body in bytes.
const maxBody = 1 << 20

// An API steers one server's world.
type API struct {
	Clock *clock.Clock
	Mail  *mailbox.Mailbox
}

// Handler serves the API under its prefix.
func (a *API) Handler() http.Handler {
	mux := chi.NewRouter()
	mux.Use(http.NewCrossOriginProtection().Handler)
	mux.Get(Prefix+"mail", a.mail)
	mux.Get(Prefix+"clock", a.clock)
	mux.Post(Prefix+"clock", a.moveClock)
	mux.NotFound(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "NotFound", fmt.Sprintf("no such path: %s; there are %smail and %sclock", r.URL.Path, Prefix, Prefix))
	})
	mux.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusMethodNotAllowed, "MethodNotAllowed", r.Method+" is not for "+r.URL.Path)
	})
	return mux
}

// A message is one mail as the API shows it.
type message struct {
	To      string `json:"to"`
	Kind    string `json:"kind"`
	Token   string `json:"token,omitempty"`
	Subject string `json:"subject,omitempty"`
	Content string `json:"content,omitempty"`
	SentAt  string `json:"sentAt"`
}

// mail lists what a real PDS would have mailed, the oldest first: GET /_mock/mail?to=ADDRESS, or all of it without to.
func (a *API) mail(w http.ResponseWriter, r *http.Request) {
	list := []message{}
	for _, m := range a.Mail.Messages(r.URL.Query().Get("to")) {
		list = append(list, message{m.To, m.Kind, m.Code, m.Subject, m.Content, datetime(m.SentAt)})
	}
	reply(w, http.StatusOK, list)
}

// A clockState is what the clock shows.
type clockState struct {
	Now           string  `json:"now"`
	OffsetSeconds float64 `json:"offsetSeconds"` // ahead of wall time
}

// clock tells mock time: GET /_mock/clock.
func (a *API) clock(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, clockState{datetime(a.Clock.Now()), a.Clock.Offset().Seconds()})
}

// moveClock moves mock time: POST /_mock/clock with {"advanceSeconds": N}, {"reset": true}, or both, reset first.
func (a *API) moveClock(w http.ResponseWriter, r *http.Request) {
	var move struct {
		AdvanceSeconds float64 `json:"advanceSeconds"`
		Reset          bool    `json:"reset"`
	}
	if !read(w, r, &move) {
		return
	}
	if move.Reset {
		a.Clock.Reset()
	}
	a.Clock.Advance(time.Duration(move.AdvanceSeconds * float64(time.Second)))
	a.clock(w, r)
}

// read decodes a request body, or refuses the request and reports false.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(io.LimitReader(r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		refuse(w, http.StatusBadRequest, "InvalidRequest", "the body is not what is asked for: "+err.Error())
		return false
	}
	return true
}

func refuse(w http.ResponseWriter, status int, name, message string) {
	reply(w, status, map[string]string{"error": name, "message": message})
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone: there is nobody to tell
}

func datetime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
