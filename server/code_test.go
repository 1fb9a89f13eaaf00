package server_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"mockpds/server"
)

// atOnce makes a call several times at the same moment, and counts the answers that it likes.
func (w *world) atOnce(times int, call func() reply, liked func(reply) bool) int {
	w.t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	count := 0
	for range times {
		all.Go(func() {
			r := call()
			if r.status >= http.StatusInternalServerError {
				w.t.Errorf("%d %s", r.status, r.raw)
			}
			mu.Lock()
			defer mu.Unlock()
			if liked(r) {
				count++
			}
		})
	}
	all.Wait()
	return count
}

func TestAMailedCodeIsGoodForOneOfThoseWhoShowItAtOnce(t *testing.T) {
	t.Parallel()
	const address = "vera@example.com"
	type owner struct{ did, token string }
	// Each prepares a fresh account and gives the call that shows its code.
	tests := map[string]func(w *world, o owner) (method string, in object){
		"sign-in": func(w *world, o owner) (string, object) {
			w.post(updateEmail, o.token, object{"email": address, "emailAuthFactor": true}).is(t, http.StatusOK, "")
			in := object{"identifier": o.did, "password": "vera.test"}
			w.post("com.atproto.server.createSession", "", in).is(t, http.StatusUnauthorized, "AuthFactorTokenRequired")
			in["authFactorToken"] = w.lastMail(address, "sign_in")
			return "com.atproto.server.createSession", in
		},
		"password": func(w *world, _ owner) (string, object) {
			w.post("com.atproto.server.requestPasswordReset", "", object{"email": address}).is(t, http.StatusOK, "")
			return "com.atproto.server.resetPassword", object{"token": w.lastMail(address, "reset_password"), "password": "new"}
		},
		"deletion": func(w *world, o owner) (string, object) {
			code := w.mailed(requestAccountDelete, o.token, address, "delete_account")
			return deleteAccount, object{"did": o.did, "password": "vera.test", "token": code}
		},
		"confirmation": func(w *world, o owner) (string, object) {
			code := w.mailed(requestEmailConfirmation, o.token, address, "confirm_email")
			return confirmEmail, object{"email": address, "token": code}
		},
		"address": func(w *world, o owner) (string, object) {
			w.confirm(o.token, address)
			code := w.mailed(requestEmailUpdate, o.token, address, "update_email")
			return updateEmail, object{"email": "new@example.com", "token": code}
		},
		"no more sign-in codes": func(w *world, o owner) (string, object) {
			w.confirm(o.token, address)
			code := w.mailed(requestEmailUpdate, o.token, address, "update_email")
			return updateEmail, object{"email": address, "emailAuthFactor": false, "token": code}
		},
		"PLC operation": func(w *world, o owner) (string, object) {
			return signPLC, object{"token": w.mailed(requestPLCSignature, o.token, address, "plc_operation")}
		},
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 5 {
				w := start(t, server.Config{EmailAuthFactor: true})
				a := w.signUp("vera.test")
				o := owner{a.text("did"), a.text("accessJwt")}
				method, in := prepare(w, o)
				good := func(r reply) bool { return r.status == http.StatusOK }
				if n := w.atOnce(4, func() reply { return w.post(method, o.token, in) }, good); n != 1 {
					t.Fatalf("the code was good for %d", n)
				}
			}
		})
	}
}

func (w *world) lastMail(to, kind string) string {
	w.t.Helper()
	codes := w.mail(to, kind)
	if len(codes) == 0 {
		w.t.Fatalf("no %s was mailed to %s", kind, to)
	}
	return codes[len(codes)-1]
}

func TestNoSignUpFailsBecauseSomebodyElseIsFaster(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for i := range 10 {
		name := fmt.Sprint("fast", i)
		a := w.signUp("slow" + name + ".test").text("accessJwt")
		rivals := []func() reply{
			func() reply { return w.post(updateHandle, a, object{"handle": name + ".test"}) },
			func() reply { return w.post(updateEmail, a, object{"email": name + "@example.com"}) },
			func() reply {
				return w.post(createAccount, "", object{"handle": name + ".test", "email": "other@example.com", "password": "x"})
			},
			func() reply {
				return w.post(createAccount, "", object{"handle": "other" + name + ".test", "email": name + "@example.com", "password": "x"})
			},
		}
		next := make(chan func() reply, len(rivals))
		for _, rival := range rivals {
			next <- rival
		}
		w.atOnce(len(rivals), func() reply { return (<-next)() }, func(reply) bool { return true })
	}
}

func TestNoCallFailsBecauseItsAccountVanishes(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for range 10 {
		a := w.signUp("vera.test")
		did, token := a.text("did"), a.text("accessJwt")
		calls := []func() reply{
			func() reply {
				return w.post("com.atproto.server.createSession", "", object{"identifier": did, "password": "vera.test"})
			},
			func() reply { return w.post("com.atproto.server.refreshSession", a.text("refreshJwt"), nil) },
			func() reply { return w.post(requestEmailConfirmation, token, nil) },
			func() reply {
				return w.post(confirmEmail, token, object{"email": "vera@example.com", "token": "AAAAA-AAAAA"})
			},
			func() reply { return w.post(updateEmail, token, object{"email": "new@example.com"}) },
			func() reply { return w.post(updateHandle, token, object{"handle": "viola.test"}) },
			func() reply { return w.post("com.atproto.server.createAppPassword", token, object{"name": "x"}) },
			func() reply { return w.post("com.atproto.server.deactivateAccount", token, object{}) },
			func() reply { return w.post("com.atproto.admin.deleteAccount", admin, object{"did": did}) },
		}
		var all sync.WaitGroup
		for _, call := range calls {
			all.Go(func() {
				if r := call(); r.status >= http.StatusInternalServerError {
					t.Errorf("%d %s", r.status, r.raw)
				}
			})
		}
		all.Wait()
	}
}
