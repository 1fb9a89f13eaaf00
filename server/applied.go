package server

import (
	"context"
	"net/http"
)

// applied is what was done to a request on purpose. Its zero value is for one that was left alone.
type applied struct {
	rule   string // id of the rule or the hold
	effect string // in words
	lost   bool   // the client cannot have read the true reply: it was thrown away, cut short or replaced

	recording *recording // of the request for the journal; nil when nobody keeps one
}

type appliedKey struct{}

// withApplied gives a request a place to note what is done to it, for whoever is around what does it. An outer place is used
// instead if there is one.
func withApplied(r *http.Request, place *applied) (*http.Request, *applied) {
	if a := appliedTo(r); a != nil {
		return r, a
	}
	return r.WithContext(context.WithValue(r.Context(), appliedKey{}, place)), place
}

func appliedTo(r *http.Request) *applied {
	a, _ := r.Context().Value(appliedKey{}).(*applied)
	return a
}

// noteUnsent notes the reply to a request that its client never gets, if somebody wants to know.
func noteUnsent(r *http.Request, reply *keptReply) {
	if a := appliedTo(r); a != nil && a.recording != nil {
		a.recording.unsent(reply)
	}
}

// noteApplied notes what is done to a request, if somebody wants to know.
func noteApplied(r *http.Request, what applied) {
	if a := appliedTo(r); a != nil {
		what.recording = a.recording
		*a = what
	}
}
