package oauth

import (
	"cmp"
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
)

// readClient reads a client's document and applies every rule for it.
func readClient(id string, members map[string]any) (*Client, error) {
	f := readFields(members, "")
	c := &Client{ID: id, document: members}
	c.redirectURIs = f.texts("redirect_uris", 1, nil, problemOfRedirect)
	types := f.texts("response_types", 1, []string{"code"}, among(responseTypes...))
	c.grantTypes = f.texts("grant_types", 1, []string{"authorization_code"}, among(
		"authorization_code", "implicit", "refresh_token", "password", "client_credentials",
		"urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer"))
	scope := f.optional("scope")
	f.check("scope", scope, problemOfScope)
	c.scope = orEmpty(scope)
	c.authMethod = cmp.Or(f.oneOf("token_endpoint_auth_method", false, "client_secret_basic",
		"client_secret_jwt", "client_secret_post", "none", "private_key_jwt",
		"self_signed_tls_client_auth", "tls_client_auth"), "client_secret_basic")
	for _, name := range []string{
		"token_endpoint_auth_signing_alg",
		"userinfo_signed_response_alg", "userinfo_encrypted_response_alg", "id_token_signed_response_alg",
		"authorization_signed_response_alg", "authorization_encrypted_response_alg",
	} {
		f.optional(name)
	}
	c.jwksURI = f.webURI("jwks_uri")
	c.keys = readJWKS(f)
	c.native = f.oneOf("application_type", false, "web", "native") == "native"
	f.oneOf("subject_type", false, "public", "pairwise")
	c.requestAlg = orEmpty(f.optional("request_object_signing_alg"))
	f.oneOf("authorization_encrypted_response_enc", false, "A128CBC-HS256")
	if f.has("client_id") {
		f.required("client_id", 1)
	}
	c.name = orEmpty(f.optional("client_name"))
	c.uri = f.webURI("client_uri")
	for _, name := range []string{"policy_uri", "tos_uri", "logo_uri"} {
		f.webURI(name)
	}
	f.kind("default_max_age", "number")
	f.kind("require_auth_time", "boolean")
	f.texts("contacts", 0, nil, problemOfEmail)
	f.kind("tls_client_certificate_bound_access_tokens", "boolean")
	f.kind("dpop_bound_access_tokens", "boolean")
	f.texts("authorization_details_types", 0, nil, func(string) string { return "" })
	if len(f.problems) > 0 { // of which the first is told
		first := f.problems[0]
		return nil, invalidMetadata(`Unable to obtain client metadata for "` + id +
			`": Validation of "` + first.name + `" failed with error: ` + first.text)
	}
	if err := c.checkDocument(types); err != nil {
		return nil, err
	}
	return c, nil
}

func (f *fields) webURI(name string) string {
	text := f.optional(name)
	f.check(name, text, problemOfWebURI)
	return orEmpty(text)
}

// kind notes a problem of a member that is there and of another kind.
func (f *fields) kind(name, want string) {
	if v, ok := f.values[name]; ok && kindOf(v) != want {
		f.problem(name, "Expected "+want+", received "+kindOf(v))
	}
}

// texts reads a list of texts, of which each must be without a problem.
func (f *fields) texts(
	name string, atLeast int, otherwise []string, problem func(string) string,
) []string {
	v, ok := f.values[name]
	if !ok && otherwise == nil && atLeast > 0 {
		f.problem(name, "Required")
	}
	if !ok {
		return otherwise
	}
	f.kind(name, "array")
	values, isList := v.([]any)
	if isList && len(values) < atLeast {
		f.problem(name, fmt.Sprintf("Array must contain at least %d element(s)", atLeast))
	}
	var texts []string
	for i, value := range values {
		text, isText := value.(string)
		at := name + "." + strconv.Itoa(i)
		if !isText {
			f.problem(at, "Expected string, received "+kindOf(value))
		} else if p := problem(text); p != "" {
			f.problem(at, p)
		}
		texts = append(texts, text)
	}
	return texts
}

func problemOfEmail(text string) string {
	if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
		return "Invalid email"
	}
	return ""
}

// readJWKS reads the client's public keys; what is none does not count.
func readJWKS(f *fields) []*key {
	if !f.has("jwks") {
		return nil
	}
	f.kind("jwks", "object")
	set, isObject := f.values["jwks"].(map[string]any)
	list, isList := set["keys"].([]any)
	if isObject && !isList {
		f.problem("jwks.keys", "Expected array, received "+kindOf(set["keys"]))
	}
	return readKeys(list)
}

// checkDocument applies the rules between the members of a document, in the reference's order.
func (c *Client) checkDocument(responseTypes []string) error {
	m := c.document
	if m["jwks"] != nil && m["jwks_uri"] != nil {
		return invalidMetadata("jwks_uri and jwks are mutually exclusive")
	}
	for _, name := range []string{
		"default_max_age", "userinfo_signed_response_alg", "id_token_signed_response_alg",
		"userinfo_encrypted_response_alg",
	} {
		if m[name] != nil {
			return invalidMetadata(`Unsupported "` + name + `" parameter`)
		}
	}
	if home, ok := parseURL(c.uri); ok && isLocalName(home.Hostname()) {
		return invalidMetadata("client_uri hostname is invalid")
	}
	for _, check := range []func() error{
		c.checkScope, c.checkGrants, c.checkAuth,
		func() error { return c.checkProfile(responseTypes) },
		c.checkRedirects,
	} {
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
