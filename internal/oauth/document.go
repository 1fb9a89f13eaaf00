package oauth

import (
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
)

// A document reads the members of a client's document, and keeps the first problem of its form.
type document struct {
	members map[string]any
	problem string
}

func (d *document) wrong(name, problem string) {
	if d.problem == "" {
		d.problem = `Validation of "` + name + `" failed with error: ` + problem
	}
}

func (d *document) text(name string) string {
	v, ok := d.members[name]
	text, isText := v.(string)
	if ok && !isText {
		d.wrong(name, "Expected string, received "+kindOf(v))
	}
	return text
}

func (d *document) uri(name string) string {
	text := d.text(name)
	if _, ok := d.members[name]; ok {
		if problem := problemOfWebURI(text); problem != "" {
			d.wrong(name, problem)
		}
	}
	return text
}

func (d *document) truth(name string) bool {
	v, ok := d.members[name]
	truth, isTruth := v.(bool)
	if ok && !isTruth {
		d.wrong(name, "Expected boolean, received "+kindOf(v))
	}
	return truth
}

// oneOf fills in a text that was left out.
func (d *document) oneOf(name, otherwise string, allowed ...string) string {
	if _, ok := d.members[name]; !ok {
		return otherwise
	}
	text := d.text(name)
	if !slices.Contains(allowed, text) {
		d.wrong(name, "Invalid enum value. Expected '"+strings.Join(allowed, "' | '")+"', received '"+text+"'")
	}
	return text
}

// list reads a list of texts, of which each must be without a problem.
func (d *document) list(name string, atLeast int, otherwise []string, problem func(string) string) []string {
	v, ok := d.members[name]
	if !ok && otherwise == nil && atLeast > 0 {
		d.wrong(name, "Required")
	}
	if !ok {
		return otherwise
	}
	values, isList := v.([]any)
	if !isList {
		d.wrong(name, "Expected array, received "+kindOf(v))
	} else if len(values) < atLeast {
		d.wrong(name, fmt.Sprintf("Array must contain at least %d element(s)", atLeast))
	}
	var texts []string
	for i, value := range values {
		text, isText := value.(string)
		at := name + "." + strconv.Itoa(i)
		if !isText {
			d.wrong(at, "Expected string, received "+kindOf(value))
		} else if p := problem(text); p != "" {
			d.wrong(at, p)
		}
		texts = append(texts, text)
	}
	return texts
}

// member is a rule for lists whose members are out of some.
func member(allowed ...string) func(string) string {
	return func(text string) string {
		if slices.Contains(allowed, text) {
			return ""
		}
		return "Invalid enum value. Expected '" + strings.Join(allowed, "' | '") + "', received '" + text + "'"
	}
}

func anyText(string) string { return "" }

func problemOfEmail(text string) string {
	if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
		return "Invalid email"
	}
	return ""
}

// readClient reads a document and applies every rule for it.
func readClient(id string, members map[string]any) (*Client, error) {
	d := &document{members: members}
	c := &Client{ID: id, document: members}
	c.redirectURIs = d.list("redirect_uris", 1, nil, problemOfRedirect)
	responseTypes := d.list("response_types", 1, []string{"code"}, member("code", "token", "none", "code id_token token", "code id_token", "code token", "id_token token", "id_token"))
	c.grantTypes = d.list("grant_types", 1, []string{"authorization_code"}, member("authorization_code", "implicit", "refresh_token", "password", "client_credentials",
		"urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer"))
	c.scope = d.text("scope")
	if members["scope"] != nil {
		if problem := problemOfScope(c.scope); problem != "" {
			d.wrong("scope", problem)
		}
	}
	c.authMethod = d.oneOf("token_endpoint_auth_method", "client_secret_basic", "client_secret_basic", "client_secret_jwt", "client_secret_post", "none", "private_key_jwt", "self_signed_tls_client_auth", "tls_client_auth")
	for _, name := range []string{
		"token_endpoint_auth_signing_alg", "userinfo_signed_response_alg", "userinfo_encrypted_response_alg",
		"id_token_signed_response_alg", "authorization_signed_response_alg", "authorization_encrypted_response_alg",
	} {
		d.text(name)
	}
	c.jwksURI = d.uri("jwks_uri")
	c.keys = d.jwks()
	c.native = d.oneOf("application_type", "web", "web", "native") == "native"
	d.oneOf("subject_type", "public", "public", "pairwise")
	c.requestAlg = d.text("request_object_signing_alg")
	d.oneOf("authorization_encrypted_response_enc", "", "A128CBC-HS256")
	if d.text("client_id") == "" && members["client_id"] != nil {
		d.wrong("client_id", "String must contain at least 1 character(s)")
	}
	c.name = d.text("client_name")
	c.uri = d.uri("client_uri")
	for _, name := range []string{"policy_uri", "tos_uri", "logo_uri"} {
		d.uri(name)
	}
	if v, ok := members["default_max_age"]; ok && kindOf(v) != "number" {
		d.wrong("default_max_age", "Expected number, received "+kindOf(v))
	}
	d.truth("require_auth_time")
	d.list("contacts", 0, nil, problemOfEmail)
	d.truth("tls_client_certificate_bound_access_tokens")
	d.truth("dpop_bound_access_tokens")
	d.list("authorization_details_types", 0, nil, anyText)
	if d.problem != "" {
		return nil, invalidMetadata(`Unable to obtain client metadata for "` + id + `": ` + d.problem)
	}
	if err := c.checkDocument(responseTypes); err != nil {
		return nil, err
	}
	return c, nil
}

// jwks reads the client's public keys; what is none does not count.
func (d *document) jwks() []*key {
	v, ok := d.members["jwks"]
	if !ok {
		return nil
	}
	set, isObject := v.(map[string]any)
	list, isList := set["keys"].([]any)
	if !isObject {
		d.wrong("jwks", "Expected object, received "+kindOf(v))
	} else if !isList {
		d.wrong("jwks.keys", "Expected array, received "+kindOf(set["keys"]))
	}
	return readKeys(list)
}

// checkDocument applies the rules between the members of a document, in the reference's order.
func (c *Client) checkDocument(responseTypes []string) error {
	m := c.document
	if m["jwks"] != nil && m["jwks_uri"] != nil {
		return invalidMetadata("jwks_uri and jwks are mutually exclusive")
	}
	for _, name := range []string{"default_max_age", "userinfo_signed_response_alg", "id_token_signed_response_alg", "userinfo_encrypted_response_alg"} {
		if m[name] != nil {
			return invalidMetadata(`Unsupported "` + name + `" parameter`)
		}
	}
	if home, ok := parseURL(c.uri); ok && isLocalName(home.Hostname()) {
		return invalidMetadata("client_uri hostname is invalid")
	}
	profile := func() error { return c.checkProfile(responseTypes) }
	for _, check := range []func() error{c.checkScope, c.checkGrants, c.checkAuth, profile, c.checkRedirects} {
		if err := check(); err != nil {
			return err
		}
	}
	if isLoopbackClient(c.ID) {
		return nil
	}
	return c.checkDiscoverable()
}

// checkProfile applies the rules of OAuth as atproto has it.
func (c *Client) checkProfile(responseTypes []string) error {
	switch {
	case c.document["authorization_encrypted_response_enc"] != nil:
		return invalidMetadata("Encrypted authorization response is not supported")
	case c.document["tls_client_certificate_bound_access_tokens"] == true:
		return invalidMetadata("Mutual-TLS bound access tokens are not supported")
	case c.document["dpop_bound_access_tokens"] != true:
		return invalidMetadata(`"dpop_bound_access_tokens" must be true`)
	case !slices.Contains(responseTypes, "code"):
		return invalidMetadata(`response_types must include "code"`)
	case !slices.Contains(c.grantTypes, "authorization_code"):
		return invalidMetadata(`The "code" response type requires that "grant_types" contains "authorization_code"`)
	}
	if types, _ := c.document["authorization_details_types"].([]any); len(types) > 0 {
		return invalidMetadata("authorization_details_types are not supported")
	}
	if c.native && c.authMethod != "none" {
		return invalidMetadata(`Native clients must authenticate using "none" method`)
	}
	return nil
}

func (c *Client) checkScope() error {
	scopes := strings.Split(c.scope, " ")
	if c.document["scope"] == nil {
		return invalidMetadata("Missing scope property")
	}
	if !slices.Contains(scopes, "atproto") {
		return invalidMetadata(`Missing "atproto" scope`)
	}
	if again, ok := duplicate(scopes); ok {
		return invalidMetadata(`Duplicate scope "` + again + `"`)
	}
	return nil
}

func (c *Client) checkGrants() error {
	if again, ok := duplicate(c.grantTypes); ok {
		return invalidMetadata(`Duplicate grant type "` + again + `"`)
	}
	for _, grant := range c.grantTypes {
		switch grant {
		case "authorization_code", "refresh_token":
		case "implicit":
			return invalidMetadata(`Grant type "implicit" is not allowed`)
		default:
			return invalidMetadata(`Grant type "` + grant + `" is not supported`)
		}
	}
	if id := c.document["client_id"]; id != nil && id != c.ID {
		return invalidMetadata("client_id does not match")
	}
	if kind := c.document["subject_type"]; kind != nil && kind != "public" {
		return invalidMetadata(`Only "public" subject_type is supported`)
	}
	return nil
}

func (c *Client) checkAuth() error {
	alg, _ := c.document["token_endpoint_auth_signing_alg"].(string)
	switch c.authMethod {
	case "none":
		if alg != "" {
			return invalidMetadata(`token_endpoint_auth_method "none" must not have token_endpoint_auth_signing_alg`)
		}
	case "private_key_jwt":
		switch {
		case c.document["jwks"] == nil && c.jwksURI == "":
			return invalidMetadata("private_key_jwt auth method requires jwks or jwks_uri")
		case c.document["jwks"] != nil && len(c.keys) == 0:
			return invalidMetadata("private_key_jwt auth method requires at least one key in jwks")
		case alg == "":
			return invalidMetadata("Missing token_endpoint_auth_signing_alg client metadata")
		}
	default:
		return invalidMetadata(`Unsupported client authentication method "` + c.authMethod +
			`". Make sure "token_endpoint_auth_method" is set to one of: "none", "private_key_jwt"`)
	}
	return nil
}

// duplicate finds a text that stands twice in a list.
func duplicate(list []string) (string, bool) {
	for i, text := range list {
		if slices.Contains(list[i+1:], text) {
			return text, true
		}
	}
	return "", false
}
