package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"mockpds/fixtures"
	"mockpds/internal/control"
	"mockpds/server"
)

// ask calls a server without a network between.
func ask(pds *server.PDS, verb, path, token string, body any) reply {
	var payload io.Reader = http.NoBody
	if text, ok := body.(string); ok {
		payload = bytes.NewBufferString(text)
	} else if body != nil {
		data, _ := json.Marshal(body)
		payload = bytes.NewBuffer(data)
	}
	r := httptest.NewRequest(verb, path, payload)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Content-Length", fmt.Sprint(r.ContentLength))
	}
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	answer := httptest.NewRecorder()
	pds.ServeHTTP(answer, r)
	got := reply{status: answer.Code, header: answer.Header(), raw: answer.Body.String()}
	_ = json.Unmarshal(answer.Body.Bytes(), &got.json)
	return got
}

// visit lives through a session, whatever becomes of it, and reports what no client should ever
// see.
func visit(pds *server.PDS, name string, number int) (wrong []string) {
	const methods = "/xrpc/com.atproto.server."
	call := func(verb, method, token string, body any) reply {
		if token != "" {
			token = "Bearer " + token
		}
		r := ask(pds, verb, methods+method, token, body)
		if r.status >= 500 {
			wrong = append(wrong, fmt.Sprint(method, ": ", r.status, " ", r.raw))
		}
		return r
	}
	s := call(http.MethodPost, "createSession", "", object{"identifier": name + ".test", "password": name + "-pass"})
	for n := range 3 {
		access, refresh := s.text("accessJwt"), s.text("refreshJwt")
		if access == "" {
			return wrong
		}
		call(http.MethodGet, "getSession", access, nil)
		call(http.MethodPost, "requestEmailConfirmation", access, nil)
		call(http.MethodPost, "createAppPassword", access, object{"name": fmt.Sprint(number, "/", n)}) // a name that was used is a 500
		s = call(http.MethodPost, "refreshSession", refresh, nil)
	}
	call(http.MethodPost, "deleteSession", s.text("refreshJwt"), nil)
	return wrong
}

// stir changes the world in one of many ways.
func stir(pds *server.PDS, n int, snapshot string) reply {
	did := fixtures.DeriveDID(server.DefaultSeed, "alice.test")
	alice := object{"handle": "alice.test", "email": "alice@example.com", "password": "alice-pass"}
	stirs := []func() reply{
		func() reply { return ask(pds, "POST", "/_mock/reset", "", nil) },
		func() reply {
			return ask(pds, "PUT", "/_mock/fixtures", "", `{"accounts": [{"handle": "alice.test", "password": "alice-pass"}]}`)
		},
		func() reply { return ask(pds, "PUT", "/_mock/fixtures", "", string(fixtures.DefaultFile())) },
		func() reply { return ask(pds, "DELETE", "/_mock/accounts/alice.test", "", nil) },
		func() reply { return ask(pds, "POST", "/_mock/accounts", "", alice) },
		func() reply {
			return ask(pds, "PATCH", "/_mock/accounts/alice.test", "", object{"password": "alice-pass", "accessTtl": "10m", "appPasswords": nil})
		},
		func() reply {
			return ask(pds, "POST", "/_mock/accounts/alice.test/status", "", object{"status": "suspended"})
		},
		func() reply {
			return ask(pds, "POST", "/_mock/accounts/bob.test/status", "", object{"status": "active"})
		},
		func() reply { return ask(pds, "GET", "/_mock/snapshot", "", nil) },
		func() reply { return ask(pds, "PUT", "/_mock/snapshot", "", snapshot) },
		func() reply { return ask(pds, "POST", "/_mock/clock", "", object{"advanceSeconds": 1000}) },
		func() reply {
			return ask(pds, "POST", "/xrpc/com.atproto.admin.deleteAccount", admin, object{"did": did})
		},
		func() reply {
			return ask(pds, "POST", "/xrpc/com.atproto.admin.updateAccountHandle", admin, object{"did": did, "handle": fmt.Sprint("alice", n%3, ".test")})
		},
	}
	return stirs[n%len(stirs)]()
}

func TestNoCallFailsWhileTheWorldIsStirred(t *testing.T) {
	t.Parallel()
	pds, err := server.New(server.Config{RateLimits: false})
	if err != nil {
		t.Fatal(err)
	}
	snapshot := ask(pds, "GET", "/_mock/snapshot", "", nil).raw
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			for n := range 12 {
				for _, wrong := range visit(pds, []string{"alice", "bob"}[i%2], 100*i+n) {
					t.Errorf("a visitor got %s", wrong)
				}
			}
		})
	}
	for i := range 8 {
		all.Go(func() {
			for n := range 40 {
				if r := stir(pds, i*5+n, snapshot); r.status >= 500 {
					t.Errorf("stirring got %d %s", r.status, r.raw)
				}
			}
		})
	}
	all.Wait()
	ask(pds, "POST", "/_mock/reset", "", nil).is(t, 200, "")
}

// Two worlds differ in a password alone. Nobody logs in with that of the second, so no session may
// ever be found there: one would be of a login that was checked in the first.
func TestALoginIsCheckedAndOpenedInOneWorld(t *testing.T) {
	t.Parallel()
	pds, err := server.New(server.Config{})
	if err != nil {
		t.Fatal(err)
	}
	put := func(password string) {
		if _, err := pds.Control().ReplaceWorld([]byte("accounts: [{handle: alice.test, password: " + password + "}]")); err != nil {
			t.Error(err)
		}
	}
	put("first")
	done := make(chan struct{})
	var logins sync.WaitGroup
	for range 4 {
		logins.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					ask(pds, "POST", "/xrpc/com.atproto.server.createSession", "", object{"identifier": "alice.test", "password": "first"})
				}
			}
		})
	}
	for range 300 {
		put("second")
		for range 5 {
			if list, _ := pds.Control().Sessions(""); len(list) > 0 {
				t.Errorf("there is a session in the second world: %+v", list)
			}
		}
		put("first")
	}
	close(done)
	logins.Wait()
}

// An administrator deletes an account again and again while its owner does what looks at it first
// and changes it then.
func TestNoCallFailsForAnAccountThatIsDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	pds, err := server.New(server.Config{})
	if err != nil {
		t.Fatal(err)
	}
	did := fixtures.DeriveDID(server.DefaultSeed, "signin-code.test")
	const methods = "/xrpc/com.atproto.server."
	var all sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				for _, r := range []reply{
					ask(pds, "POST", methods+"createSession", "", object{"identifier": "signin-code.test", "password": "signin-code-pass"}),
					ask(pds, "POST", methods+"requestPasswordReset", "", object{"email": "signin-code@example.com"}),
				} {
					if r.status >= 500 {
						t.Errorf("got %d %s", r.status, r.raw)
					}
				}
			}
		})
	}
	for range 1500 {
		ask(pds, "POST", "/xrpc/com.atproto.admin.deleteAccount", admin, object{"did": did})
		ask(pds, "POST", "/_mock/accounts", "", object{
			"handle": "signin-code.test", "email": "signin-code@example.com", "password": "signin-code-pass", "emailAuthFactor": true,
		})
	}
	close(done)
	all.Wait()
}

func TestASessionOutlivesWhatHappensToOthers(t *testing.T) {
	t.Parallel()
	pds, err := server.New(server.Config{})
	if err != nil {
		t.Fatal(err)
	}
	steer := pds.Control()
	var all sync.WaitGroup
	for i := range 8 {
		name := fmt.Sprintf("guest%d", i)
		account := control.AccountText{Text: fmt.Appendf(nil, "{handle: %s.test, password: %[1]s-pass}", name)}
		if _, err := steer.AddAccount(t.Context(), account); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			s := ask(pds, "POST", "/xrpc/com.atproto.server.createSession", "", object{"identifier": name + ".test", "password": name + "-pass"})
			for n := range 20 {
				s = ask(pds, "POST", "/xrpc/com.atproto.server.refreshSession", "Bearer "+s.text("refreshJwt"), nil)
				if s.status != http.StatusOK {
					t.Errorf("refresh %d of %s: %d %s", n, name, s.status, s.raw)
					return
				}
			}
		})
		all.Go(func() {
			for n := range 20 {
				other := fmt.Sprintf("passer%d-%d.test", i, n)
				_, added := steer.AddAccount(t.Context(),
					control.AccountText{Text: fmt.Appendf(nil, "{handle: %s, password: x}", other)})
				_, changed := steer.ChangeAccount(t.Context(),
					control.AccountChange{Name: "bob.test", Text: fmt.Appendf(nil, "{password: %s}", other)})
				removed := steer.RemoveAccount(other)
				if added != nil || changed != nil || removed != nil {
					t.Error(added, changed, removed)
				}
			}
		})
	}
	all.Wait()
}
