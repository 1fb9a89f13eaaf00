package conformance

import (
	"html"
	"maps"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// An oauthNormalizer reduces replies of OAuth to what a plain comparison looks at.
type oauthNormalizer struct {
	secrets [][2]string // what the case made up on the way, and what it reads as
}

func (o *oauthNormalizer) learn(value, name string) {
	o.secrets = append(o.secrets, [2]string{value, name})
}

// secretForms are the ids, codes and tokens of the reference.
var secretForms = []struct {
	kind string
	form *regexp.Regexp
}{
	{"code", regexp.MustCompile(`\bcod-[0-9a-f]{64}\b`)},
	{"refresh-token", regexp.MustCompile(`\bref-[0-9a-f]{64}\b`)},
	{"request-id", regexp.MustCompile(`\breq-[0-9a-f]{32}\b`)},
	{"token-id", regexp.MustCompile(`\btok-[0-9a-f]{32}\b`)},
	{"device-id", regexp.MustCompile(`\bdev-[0-9a-f]{32}\b`)},
	{"session-id", regexp.MustCompile(`\bses-[0-9a-f]{32}\b`)},
}

func (o *oauthNormalizer) text(n *normalizer, s string) string {
	for _, pair := range o.secrets {
		s = strings.ReplaceAll(s, pair[0], pair[1])
	}
	for _, f := range secretForms {
		s = f.form.ReplaceAllStringFunc(s, func(v string) string { return n.number(f.kind, v) })
	}
	return s
}

// scalar normalizes tokens and addresses.
func (o *oauthNormalizer) scalar(n *normalizer, s, key string) (any, bool) {
	if len(s) >= minTokenLength {
		header, claims, ok := readToken(s)
		if issuer, _ := claims["iss"].(string); ok && strings.HasPrefix(issuer, "http") {
			return o.token(n, header, claims), true
		}
	}
	if key == "url" && strings.HasPrefix(s, "http") {
		return o.url(n, s), true
	}
	return nil, false
}

// token is what is compared of an access token, or of a sign-in token: not its algorithm.
func (o *oauthNormalizer) token(n *normalizer, header, claims map[string]any) any {
	facts := map[string]any{"typ": header["typ"], "headerKeys": keyList(header), "keys": keyList(claims), "ttl": lifetime(claims)}
	for _, name := range []string{"aud", "sub", "iss", "client_id", "scope", "deviceId", "requestUri", "jti"} {
		if v, ok := claims[name]; ok {
			facts[name] = n.plain(v)
		}
	}
	if bound, ok := claims["cnf"].(map[string]any); ok {
		plain := map[string]any{}
		for name, v := range bound {
			plain[name] = n.plain(v)
		}
		facts["cnf"] = plain
	}
	return map[string]any{"$jwt": facts}
}

func lifeInWords(seconds float64) string {
	switch {
	case seconds >= 3598 && seconds <= 3600:
		return "<an hour>"
	case seconds >= 298 && seconds <= 300:
		return "<five minutes>"
	default:
		return "<" + strconv.Itoa(int(math.Round(seconds/60))) + " minutes>"
	}
}

// url takes an address apart: a redirect, or one that leads to it.
func (o *oauthNormalizer) url(n *normalizer, text string) any {
	u, err := url.Parse(text)
	if err != nil {
		return n.text(text)
	}
	query, fragment := u.RawQuery, u.EscapedFragment()
	u.RawQuery, u.Fragment, u.RawFragment = "", "", ""
	out := map[string]any{"to": n.text(u.String())}
	if query != "" {
		out["query"] = o.parameters(n, query)
	}
	if fragment != "" {
		out["fragment"] = o.parameters(n, fragment)
	}
	return out
}

func (o *oauthNormalizer) parameters(n *normalizer, text string) map[string]any {
	out := map[string]any{}
	for pair := range strings.SplitSeq(text, "&") { // in order, which numbers depend on
		name, value, _ := strings.Cut(pair, "=")
		name, _ = url.QueryUnescape(name)
		value, _ = url.QueryUnescape(value)
		out[name] = n.text(value)
	}
	return out
}

var (
	formTag   = regexp.MustCompile(`<form method="([^"]*)" action="([^"]*)"`)
	hiddenTag = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

// page is the form of a page that goes to a client; nil if there is none.
func (o *oauthNormalizer) page(n *normalizer, text string) map[string]any {
	form := formTag.FindStringSubmatch(text)
	if form == nil {
		return nil
	}
	fields := map[string]any{}
	for _, m := range hiddenTag.FindAllStringSubmatch(text, -1) {
		fields[html.UnescapeString(m[1])] = n.text(html.UnescapeString(m[2]))
	}
	return map[string]any{"form": map[string]any{"method": form[1], "action": n.text(html.UnescapeString(form[2])), "fields": fields}}
}

// comparedHeaders are the headers that clients of OAuth act on.
var comparedHeaders = []string{
	"content-type", "www-authenticate", "location", "dpop-nonce", "access-control-allow-origin", "access-control-expose-headers", "cache-control",
}

// answer completes an answer, and leaves out of it what is not compared.
func (o *oauthNormalizer) answer(n *normalizer, answer map[string]any, r *reply, raw any) {
	headers, _ := answer["headers"].(map[string]any)
	compared := map[string]any{}
	for _, name := range comparedHeaders {
		if v, ok := headers[name]; ok {
			compared[name] = v
		}
	}
	kind, _ := compared["content-type"].(string)
	compared = maps.Clone(compared)
	if kind != "" {
		compared["content-type"] = strings.ToLower(kind)
	}
	if challenge, ok := compared["www-authenticate"].(string); ok {
		compared["www-authenticate"] = proofWording.ReplaceAllString(challenge, `error_description="<library wording>"`)
	}
	if to := r.header.Get("Location"); to != "" {
		compared["location"] = o.url(n, to)
	}
	answer["headers"] = compared
	switch {
	case raw != nil:
		answer["json"] = withoutWording(n.value(raw, ""))
	case strings.Contains(kind, "html"):
		if page := o.page(n, string(r.body)); page != nil {
			answer["page"] = page
		}
	case len(r.body) > 0:
		answer["text"] = shorten(n.text(string(r.body)))
	}
}

var (
	proofWording = regexp.MustCompile(`error_description="Failed to verify DPoP proof: [^"]*"`)
	// wording is how the schema library of the reference begins a message of its own.
	wording = regexp.MustCompile(`(?s)(: )?(Validation of "|Validation failed|Required( at|$)|Expected |` +
		`Invalid (enum value|literal value|discriminator|email|format|at |OAuth scope)|String must|Number must|Array must|Unrecognized key|` +
		`Invalid [a-z ]+ (format|ID format)? ?at |URL must|https: URL must|Use of "localhost"|Domain name must|Private-Use URI Scheme must|` +
		`Invalid JWT format|Invalid locale|Failed to verify DPoP proof: ).*$`)
)

// withoutWording cuts the library's words off the message of an error.
func withoutWording(v any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	for _, name := range []string{"error_description", "message"} {
		if text, ok := object[name].(string); ok {
			object[name] = strings.TrimSpace(wording.ReplaceAllString(text, " <library wording>"))
		}
	}
	return object
}
