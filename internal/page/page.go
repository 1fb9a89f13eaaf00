// Package page is what a browser shows: HTML forms that work without JavaScript, by keyboard, and
// read aloud. It knows nothing of accounts and clients but what it is given.
package page

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"strings"
)

// A Field is a hidden field of a form.
type Field struct{ Name, Value string }

// submit sends the first form of a page by itself, where scripts run.
const submit = `document.forms[0].submit()`

const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}
label{display:block;margin:.75rem 0}label.inline{margin:.25rem 0}input[type=text],input[type=password]{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}
button{font:inherit;padding:.4rem 1rem;margin:.25rem .5rem .25rem 0}fieldset{margin:1rem 0}.note{border-left:.3rem solid #b58900;padding-left:.75rem}
.problem{border-left:.3rem solid #c00;padding-left:.75rem}ul.accounts{list-style:none;padding:0}code{overflow-wrap:anywhere}`

// Policy is the Content-Security-Policy of every page: nothing but its own style and script.
func Policy() string {
	sum := sha256.Sum256([]byte(submit))
	return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; frame-ancestors 'none'"
}

// A writer puts a page together. What is not HTML goes through its methods.
type writer struct{ page strings.Builder }

func (w *writer) raw(html string) { _, _ = w.page.WriteString(html) } // which never fails

func (w *writer) text(s string) { w.raw(html.EscapeString(s)) }

// tag writes an element with nothing but text in it.
func (w *writer) tag(open, text, closing string) {
	w.raw(open)
	w.text(text)
	w.raw(closing)
}

func (w *writer) hidden(fields []Field) {
	for _, f := range fields {
		w.raw(`<input type="hidden" name="` + html.EscapeString(f.Name) + `" value="` + html.EscapeString(f.Value) + `">` + "\n")
	}
}

// whole puts a page around its content.
func whole(title string, content func(*writer)) []byte {
	var w writer
	w.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	w.tag("<title>", title, "</title>\n")
	w.raw("<style>" + style + "</style>\n</head>\n<body>\n<main>\n")
	w.tag("<h1>", title, "</h1>\n")
	content(&w)
	w.raw("</main>\n</body>\n</html>\n")
	return []byte(w.page.String())
}

const mock = `<p class="note">This is mockpds, a mock server for tests. Do not type a password here that you use anywhere else.</p>` + "\n"

// FormPost is a page that posts fields to a client, by itself where scripts run.
func FormPost(action string, fields []Field) []byte {
	return whole("Continue to the app", func(w *writer) {
		w.raw(`<form method="post" action="` + html.EscapeString(action) + `">` + "\n")
		w.hidden(fields)
		w.raw("<button>Continue</button>\n</form>\n<script>" + submit + "</script>\n")
	})
}

// Problem is a page that says what went wrong.
func Problem(code, description string) []byte {
	return whole("The app cannot sign you in", func(w *writer) {
		w.raw(mock)
		w.tag(`<p role="alert" class="problem">`, description, "</p>\n")
		w.tag("<p>Error code: <code>", code, "</code></p>\n")
	})
}

// A SignIn is a page on which a person says who they are.
type SignIn struct {
	Action     string  // where the form goes
	Hidden     []Field // of the form
	Client     string  // name of the app
	Username   string  // filled in
	Problem    string  // "" at the first time
	AskForCode bool    // a code was mailed
	Accounts   []Choice
}

// A Choice is an account to click on.
type Choice struct{ Handle, Note string }

// HTML is the page.
func (p SignIn) HTML() []byte {
	return whole("Sign in", func(w *writer) {
		w.raw(mock)
		w.tag("<p><strong>", p.Client, "</strong> asks for access to your account.</p>\n")
		if p.Problem != "" {
			w.tag(`<p role="alert" class="problem">`, p.Problem, "</p>\n")
		}
		w.form(p.Action, p.Hidden)
		w.tag(`<label>Handle, e-mail address or DID <input type="text" name="username" autocomplete="username" autocapitalize="none" required value="`, p.Username, `"></label>`+"\n")
		w.raw(`<label>Password <input type="password" name="password" autocomplete="current-password" required></label>` + "\n")
		if p.AskForCode {
			w.raw(`<label>Sign-in code, which was mailed <input type="text" name="code" autocomplete="one-time-code"></label>` + "\n")
		}
		w.raw(`<label class="inline"><input type="checkbox" name="remember" value="true"> Remember this account in this browser</label>` + "\n")
		w.raw(`<button name="action" value="sign-in">Sign in</button>` + "\n</form>\n")
		if len(p.Accounts) > 0 {
			w.raw("<h2>Or use an account of this mock, without its password</h2>\n<ul class=\"accounts\">\n")
			for _, a := range p.Accounts {
				w.raw("<li>")
				w.form(p.Action, p.Hidden)
				w.tag(`<button name="account" value="`+html.EscapeString(a.Handle)+`">`, a.Handle, "</button>")
				w.tag(" ", a.Note, "</form></li>\n")
			}
			w.raw("</ul>\n")
		}
		w.form(p.Action, p.Hidden)
		w.raw(`<button name="action" value="reject">Cancel</button>` + "\n</form>\n")
	})
}

// form begins a form; the order of its attributes tells it from one that goes to a client.
func (w *writer) form(action string, hidden []Field) {
	w.raw(`<form action="` + html.EscapeString(action) + `" method="post">` + "\n")
	w.hidden(hidden)
}

// A Consent is a page on which a person says what an app may do.
type Consent struct {
	Action   string
	Hidden   []Field
	Client   string // name of the app
	ClientID string
	Handle   string
	Scopes   []Scope
}

// A Scope is something that an app wants to do.
type Scope struct {
	Value, Means string
	Needed       bool // cannot be taken away
}

// HTML is the page.
func (p Consent) HTML() []byte {
	return whole("Allow access", func(w *writer) {
		w.raw(mock)
		w.tag("<p><strong>", p.Client, "</strong> ")
		w.tag("asks for access to <strong>", p.Handle, "</strong>.</p>\n")
		w.tag("<p>Its client id is <code>", p.ClientID, "</code>.</p>\n")
		w.form(p.Action, p.Hidden)
		w.raw("<fieldset>\n<legend>What it may do</legend>\n")
		for _, s := range p.Scopes {
			state := " checked"
			if s.Needed {
				state = " checked disabled"
			}
			w.raw(`<label class="inline"><input type="checkbox" name="scope" value="` + html.EscapeString(s.Value) + `"` + state + "> ")
			w.text(s.Means)
			w.tag(" <code>", s.Value, "</code></label>\n")
		}
		w.raw("</fieldset>\n" +
			`<button name="action" value="accept">Allow</button>` + "\n" +
			`<button name="action" value="reject">Deny</button>` + "\n</form>\n")
	})
}

// Account is a page that lists the accounts that a browser remembers.
func Account(handles []string) []byte {
	return whole("Your accounts", func(w *writer) {
		w.raw(mock)
		if len(handles) == 0 {
			w.raw("<p>Nobody is signed in to this browser.</p>\n")
			return
		}
		w.raw("<p>Signed in to this browser:</p>\n<ul>\n")
		for _, h := range handles {
			w.tag("<li>", h, "</li>\n")
		}
		w.raw("</ul>\n")
	})
}
