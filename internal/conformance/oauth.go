package conformance

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// An OAuthStep is what a case of OAuth can do beside the other steps, and what goes with its
// requests.
type OAuthStep struct {
	Approve  *Approval  `json:"approve,omitempty"`  // the user's part; the code goes into Into
	PKCE     *struct{}  `json:"pkce,omitempty"`     // sets IntoVerifier and IntoChallenge
	Document *Document  `json:"document,omitempty"` // what a client's URL answers
	Key      *KeyName   `json:"key,omitempty"`      // a key of the case
	JWS      *Assertion `json:"jws,omitempty"`      // a signed token, into a variable
	Lexicon  *Lexicon   `json:"lexicon,omitempty"`  // a permission set

	DPoP *Proof `json:"dpop,omitempty"` // a proof that goes with a request
	Jar  string `json:"jar,omitempty"`  // the browser that sends a request: its cookies are kept and sent
}

// An Approval is the user's part in a flow, played as the reference's page plays it.
type Approval struct {
	URL      string `json:"url"`
	User     string `json:"user"`
	Password string `json:"password"`
	DID      string `json:"did"`
	Remember bool   `json:"remember,omitempty"`
}

// A Document is the answer of a URL: JSON, or a repetition.
type Document struct {
	URL     string            `json:"url"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	JSON    json.RawMessage   `json:"json,omitempty"`
	Repeat  string            `json:"repeat,omitempty"`
	Times   int               `json:"times,omitempty"`
}

// A KeyName names a key of a case; it is made when it is first named.
type KeyName struct {
	Name string `json:"name"`
	Alg  string `json:"alg,omitempty"` // default ES256
}

// An Assertion is a token that a client signs.
type Assertion struct {
	Key      string          `json:"key"`
	Header   json.RawMessage `json:"header,omitempty"`
	Claims   json.RawMessage `json:"claims"`
	SignWith string          `json:"signWith,omitempty"` // another key
}

// A Lexicon is the document of a permission set.
type Lexicon struct {
	NSID     string          `json:"nsid"`
	Document json.RawMessage `json:"document"`
}

// A Proof is a DPoP proof. Left out, everything is right: key k, the nonce seen last, ath where the
// Authorization is DPoP. A claim of null is left out.
type Proof struct {
	Key      string          `json:"key,omitempty"`
	Alg      string          `json:"alg,omitempty"`
	Nonce    *string         `json:"nonce,omitempty"` // "none" leaves it out
	JTI      string          `json:"jti,omitempty"`
	Header   json.RawMessage `json:"header,omitempty"`
	Claims   json.RawMessage `json:"claims,omitempty"`
	SignWith string          `json:"signWith,omitempty"`
	Raw      *string         `json:"raw,omitempty"`   // in place of a proof
	Times    int             `json:"times,omitempty"` // as so many headers
	Into     string          `json:"into,omitempty"`
}

// nonceSeen is the variable for the DPoP nonce that the server handed out last.
const nonceSeen = "dpopNonce"

// A jar is the cookies of a browser.
type jar map[string]string

func (j jar) take(header http.Header) {
	for _, c := range (&http.Response{Header: header}).Cookies() {
		if c.MaxAge < 0 {
			delete(j, c.Name)
			continue
		}
		j[c.Name] = c.Value
	}
}

func (j jar) header() string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(j)) {
		pairs = append(pairs, name+"="+j[name])
	}
	return strings.Join(pairs, "; ")
}

func encodeForm(fields [][2]string, vars variables) []byte {
	var pairs []string
	for _, f := range fields {
		pairs = append(pairs, url.QueryEscape(vars.expand(f[0]))+"="+url.QueryEscape(vars.expand(f[1])))
	}
	return append([]byte{}, strings.Join(pairs, "&")...)
}

// sendStep sends the request of a step, with a proof and as a browser if it says so.
func (c *conversation) sendStep(ctx context.Context, s Step) (*reply, error) {
	if !c.target.OAuth {
		return c.send(ctx, s.Request, c.vars)
	}
	cookies := c.jarOf(s.Jar)
	r, err := c.dress(*s.Request, cookies)
	if err != nil {
		return nil, err
	}
	if s.DPoP != nil {
		if err := c.prove(ctx, &r, *s.DPoP); err != nil {
			return nil, err
		}
	}
	got, err := c.send(ctx, &r, c.vars)
	if err != nil {
		return nil, err
	}
	cookies.take(got.header)
	if nonce := got.header.Get("Dpop-Nonce"); nonce != "" {
		c.vars[nonceSeen] = nonce
	}
	return got, nil
}

// dress fills in what a request of OAuth leaves to the one who sends it: the type of its body, the
// cookies, and the token that pages show.
func (c *conversation) dress(r Request, cookies jar) (Request, error) {
	r.Headers = slices.Clone(r.Headers)
	r.Path = c.vars.expand(r.Path)
	if u, err := url.Parse(r.Path); err == nil && u.IsAbs() {
		r.Path = u.RequestURI()
	}
	if len(cookies) > 0 && !r.names("Cookie") {
		r.Headers = append(r.Headers, [2]string{"cookie", cookies.header()})
	}
	for i := range r.Headers {
		if r.Headers[i][1] == "$csrf" {
			r.Headers[i][1] = cookies["csrf-token"]
		}
	}
	if r.Body == nil || r.names("Content-Type") {
		return r, nil
	}
	switch {
	case r.Body.Form != nil:
		r.Headers = append(r.Headers, [2]string{"content-type", "application/x-www-form-urlencoded"})
	case r.Body.JSON != nil:
		r.Headers = append(r.Headers, [2]string{"content-type", "application/json"})
		text, err := c.fill(r.Body.JSON)
		if err != nil {
			return r, err
		}
		r.Body = &Body{JSON: text}
	}
	return r, nil
}

func (c *conversation) jarOf(name string) jar {
	if name == "" {
		return jar{}
	}
	if c.jars == nil {
		c.jars = map[string]jar{}
	}
	if c.jars[name] == nil {
		c.jars[name] = jar{}
	}
	return c.jars[name]
}

func (c *conversation) publish(ctx context.Context, d Document) error {
	body := strings.Repeat(d.Repeat, d.Times)
	if d.JSON != nil {
		text, err := c.fill(d.JSON)
		if err != nil {
			return err
		}
		body = string(text)
	}
	return c.target.Document(ctx, c.vars.expand(d.URL), d.Status, d.Headers, body)
}

func (c *conversation) putLexicon(ctx context.Context, l Lexicon) error {
	text, err := c.fill(l.Document)
	if err != nil {
		return err
	}
	return c.target.Lexicon(ctx, c.vars.expand(l.NSID), text)
}

// captureURLs sets variables from parameters of a redirect, or of a URL in the reply, and from
// headers.
func (c *conversation) captureURLs(paths map[string]string, got *reply, raw any) {
	for name, path := range paths {
		at, parameter, hasParameter := strings.Cut(path, "?")
		var text string
		switch header, isHeader := strings.CutPrefix(at, "header:"); {
		case at == "location":
			text = got.header.Get("Location")
		case isHeader:
			text = got.header.Get(header)
		case hasParameter:
			found, _ := lookup(raw, at)
			text, _ = found.(string)
		default:
			continue
		}
		if hasParameter {
			text = parameterOf(text, parameter)
		}
		if text != "" {
			c.vars[name] = text
		}
	}
}

func parameterOf(text, name string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	if u.Query().Has(name) {
		return u.Query().Get(name)
	}
	fragment, _ := url.ParseQuery(u.EscapedFragment())
	return fragment.Get(name)
}
