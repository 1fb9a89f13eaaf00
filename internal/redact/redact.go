// Package redact hides secrets in what clients and servers tell each other over HTTP.
//
// There is one rule: a body is decoded as what it says it is. Hidden are the values of fields that
// have the name of a secret, in JSON at any depth, in forms, queries and headers; the credentials
// of Authorization and DPoP; and whatever looks like a JWT, wherever it stands. A body that cannot
// be decoded is not shown: its type, its size and the reason are.
package redact

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A Redactor hides secrets. Its zero value is ready for use.
type Redactor struct {
	// Name says what a text is if all of it is a JWT, as in "alice#2/g5 refresh". If it is nil or
	// returns "", the token is shown by its length.
	Name func(token string) string
}

// jwtStart is what every JWT begins with: an encoded {".
const jwtStart = "eyJ"

// jwtPattern matches a JWT, and the beginning of one that was cut short.
var jwtPattern = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*`)

// Text returns a text with every JWT in it replaced.
func (r *Redactor) Text(s string) string {
	if !strings.Contains(s, jwtStart) {
		return s
	}
	return jwtPattern.ReplaceAllStringFunc(s,
		func(jwt string) string { return r.hide("token", jwt) })
}

// JWTs lists what looks like a JWT in a text.
func JWTs(s string) []string {
	if !strings.Contains(s, jwtStart) {
		return nil
	}
	return jwtPattern.FindAllString(s, -1)
}

// hide is what is shown in place of a secret.
func (r *Redactor) hide(class, secret string) string {
	if r.Name != nil && strings.HasPrefix(secret, jwtStart) {
		if name := r.Name(secret); name != "" {
			return "‹" + name + "›"
		}
	}
	return hidden(class, secret)
}

// hidden describes a secret by its length.
func hidden(class, value string) string {
	return fmt.Sprintf("‹%s, %d characters›", class, utf8.RuneCountInString(value))
}

// Header returns the value of a header without its secrets.
func (r *Redactor) Header(name, value string) string {
	switch name {
	case "Authorization", "Proxy-Authorization":
		return r.credentials(value)
	case "Location", "Referer":
		return r.url(value)
	}
	class := SecretClass(name)
	if class == "" || value == "" || strings.HasPrefix(name, "Access-Control-") {
		return r.Text(value)
	}
	return r.hide(class, value)
}

// credentials returns an Authorization header with no more than its scheme.
func (r *Redactor) credentials(value string) string {
	scheme, proof, _ := strings.Cut(value, " ")
	switch strings.ToLower(scheme) {
	case "bearer", "dpop", "basic":
		return scheme + " " + r.hide("credentials", proof)
	default:
		return hidden("credentials", value)
	}
}

// url returns a URL without the secrets in its path, its query and its fragment, which may hold
// parameters as a query does.
func (r *Redactor) url(s string) string {
	s, fragment, hasFragment := strings.Cut(s, "#")
	s, query, hasQuery := strings.Cut(s, "?")
	s = r.Path(s)
	if hasQuery {
		s += "?" + r.Query(query)
	}
	if hasFragment {
		s += "#" + r.Query(fragment)
	}
	return s
}

// Path returns a path, which may be percent-encoded, without the JWTs in it.
func (r *Redactor) Path(s string) string {
	plain, err := url.PathUnescape(s)
	if err != nil {
		return r.Text(s)
	}
	if shown := r.Text(plain); shown != plain {
		return strings.ReplaceAll(shown, "%", "%25")
	}
	return r.Text(s)
}

// Query returns a query or a form without its secrets. What is not secret stays as it was written.
func (r *Redactor) Query(s string) string {
	if s == "" {
		return ""
	}
	parameters := strings.Split(s, "&")
	for i, parameter := range parameters {
		name, value, ok := strings.Cut(parameter, "=")
		parameters[i] = r.parameter(name)
		if class := SecretClass(Unescaped(name)); class != "" && value != "" {
			parameters[i] += "=" + r.hide(class, Unescaped(value))
		} else if ok {
			parameters[i] += "=" + r.parameter(value)
		}
	}
	return strings.Join(parameters, "&")
}

// forQuery escapes what would end a parameter.
var forQuery = strings.NewReplacer("%", "%25", "&", "%26", "=", "%3D", "+", "%2B")

// parameter returns the name or the value of a parameter without the JWTs in it.
func (r *Redactor) parameter(s string) string {
	plain := Unescaped(s)
	if shown := r.Text(plain); shown != plain {
		return forQuery.Replace(shown)
	}
	return r.Text(s)
}

// Unescaped returns a part of a query as it is meant, or as it is if it is not well escaped.
func Unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}
