package server_test

import (
	"maps"
	"net/http"
	"testing"

	"mockpds/server"
)

const (
	someCID     = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
	somePost    = "/app.bsky.feed.post/3jzfcijpj2z2a"
	repoSubject = "com.atproto.admin.defs#repoRef"
)

// decide calls updateSubjectStatus about an account.
func (w *world) decide(did string, what object) reply {
	w.t.Helper()
	in := object{"subject": object{"$type": repoSubject, "did": did}}
	maps.Copy(in, what)
	return w.post("com.atproto.admin.updateSubjectStatus", admin, in)
}

func TestGetSubjectStatusTellsWhatWasDecided(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	did := w.signUp("case.test").text("did")
	for _, step := range []struct {
		decision object
		want     string // what follows the subject
	}{
		{object{}, `"takedown":{"applied":false},"deactivated":{"applied":false}}`},
		{object{"takedown": object{"applied": true, "ref": "one"}}, `"takedown":{"applied":true,"ref":"one"},"deactivated":{"applied":false}}`},
		{object{"takedown": object{"applied": true, "ref": "two"}}, `"takedown":{"applied":true,"ref":"two"},"deactivated":{"applied":false}}`},
		{object{"deactivated": object{"applied": true}}, `"takedown":{"applied":true,"ref":"two"},"deactivated":{"applied":true}}`},
		{
			object{"takedown": object{"applied": false, "ref": "x"}, "deactivated": object{"applied": false}},
			`"takedown":{"applied":false},"deactivated":{"applied":false}}`,
		},
	} {
		w.decide(did, step.decision).is(t, http.StatusOK, "")
		r := w.get("com.atproto.admin.getSubjectStatus?did="+did, admin)
		if want := `{"subject":{"$type":"` + repoSubject + `","did":"` + did + `"},` + step.want; r.raw != want {
			t.Errorf("after %v: %s, want %s", step.decision, r.raw, want)
		}
	}
}

func TestUpdateSubjectStatusSendsBackWhatItWasSent(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	did := w.signUp("case.test").text("did")
	for name, c := range map[string]struct{ in, want object }{
		"with more in it": {
			object{"subject": object{"$type": repoSubject, "did": nobody, "n": 1.5}, "takedown": object{"applied": true, "ref": "", "by": "me"}},
			object{"subject": object{"$type": repoSubject, "did": nobody, "n": 1.5}, "takedown": object{"applied": true, "ref": "", "by": "me"}},
		},
		"a deactivation is not told": {
			object{"subject": object{"$type": repoSubject, "did": did}, "deactivated": object{"applied": true}},
			object{"subject": object{"$type": repoSubject, "did": did}},
		},
		"an unknown kind of subject": {
			object{"subject": object{"$type": "com.example.thing"}, "deactivated": object{"applied": true}},
			object{"subject": object{"$type": "com.example.thing"}},
		},
		"a record": {
			object{"subject": object{"$type": "com.atproto.repo.strongRef", "uri": "at://" + did + somePost, "cid": someCID}, "takedown": object{"applied": true}},
			object{"subject": object{"$type": "com.atproto.repo.strongRef", "uri": "at://" + did + somePost, "cid": someCID}, "takedown": object{"applied": true}},
		},
		"a blob": {
			object{"subject": object{"$type": "com.atproto.admin.defs#repoBlobRef", "did": did, "cid": someCID}, "takedown": object{"applied": true}},
			object{"subject": object{"$type": "com.atproto.admin.defs#repoBlobRef", "did": did, "cid": someCID}, "takedown": object{"applied": true}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.post("com.atproto.admin.updateSubjectStatus", admin, c.in)
			r.is(t, http.StatusOK, "")
			if got, want := canonical(t, r.json), canonical(t, c.want); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestUpdateSubjectStatusRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	did := w.signUp("case.test").text("did")
	repo := object{"$type": repoSubject, "did": did}
	yes, no := object{"applied": true}, object{"applied": false}
	for name, c := range map[string]struct {
		in     object
		status int
		err    string
	}{
		"no subject":             {object{"takedown": yes}, 400, "InvalidRequest"},
		"no type":                {object{"subject": object{"did": did}, "takedown": yes}, 400, "InvalidRequest"},
		"unknown type":           {object{"subject": object{"$type": "x"}, "takedown": yes}, 400, "InvalidRequest"},
		"no decision in it":      {object{"subject": repo, "takedown": object{}}, 400, "InvalidRequest"},
		"up and down at once":    {object{"subject": repo, "takedown": yes, "deactivated": no}, 400, "InvalidRequest"},
		"deactivate nobody":      {object{"subject": object{"$type": repoSubject, "did": nobody}, "deactivated": yes}, 400, "InvalidRequest"},
		"a record of nobody":     {object{"subject": object{"$type": "com.atproto.repo.strongRef", "uri": "at://" + nobody + somePost, "cid": someCID}, "takedown": yes}, 500, "InternalServerError"},
		"a record by handle":     {object{"subject": object{"$type": "com.atproto.repo.strongRef", "uri": "at://case.test" + somePost, "cid": someCID}, "takedown": yes}, 500, "InternalServerError"},
		"a blob of nobody":       {object{"subject": object{"$type": "com.atproto.admin.defs#repoBlobRef", "did": nobody, "cid": someCID}, "takedown": yes}, 500, "InternalServerError"},
		"a record that is none":  {object{"subject": object{"$type": "com.atproto.repo.strongRef", "uri": "x", "cid": someCID}, "takedown": yes}, 400, "InvalidRequest"},
		"a takedown of nobody":   {object{"subject": object{"$type": repoSubject, "did": nobody}, "takedown": yes}, 200, ""},
		"a record, without more": {object{"subject": object{"$type": "com.atproto.repo.strongRef", "uri": "at://" + nobody + somePost, "cid": someCID}}, 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.post("com.atproto.admin.updateSubjectStatus", admin, c.in).is(t, c.status, c.err)
		})
	}
}

func TestGetSubjectStatusRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	did := w.signUp("case.test").text("did")
	for query, c := range map[string]struct {
		status       int
		err, message string
	}{
		"":                                   {400, "InvalidRequest", "No provided subject"},
		"did=&uri=":                          {400, "InvalidRequest", "No provided subject"},
		"did=" + nobody:                      {400, "NotFound", "Subject not found"},
		"blob=" + someCID:                    {400, "InvalidRequest", "Must provide a did to request blob state"},
		"uri=x":                              {400, "InvalidRequest", `Invalid com.atproto.admin.getSubjectStatus params: Invalid at-uri (got "x")`},
		"uri=at://" + did:                    {400, "NotFound", "Subject not found"},
		"uri=at://case.test":                 {500, "InternalServerError", "Internal Server Error"},
		"uri=at://" + nobody + somePost:      {400, "NotFound", "Repo not found"},
		"did=" + did + "&blob=" + someCID:    {400, "NotFound", "Subject not found"},
		"did=" + nobody + "&blob=" + someCID: {400, "NotFound", "Repo not found"},
		"did=" + did + "&uri=at://" + nobody: {400, "NotFound", "Repo not found"},
		"did=" + did + "&uri=at://" + nobody + "&blob=" + someCID: {400, "NotFound", "Subject not found"},
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			r := w.get("com.atproto.admin.getSubjectStatus?"+query, admin)
			r.is(t, c.status, c.err)
			if r.text("message") != c.message {
				t.Errorf("message %q, want %q", r.text("message"), c.message)
			}
		})
	}
	w.get("com.atproto.admin.getSubjectStatus?did="+did, "").is(t, http.StatusUnauthorized, "AuthenticationRequired")
}
