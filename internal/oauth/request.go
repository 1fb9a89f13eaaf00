package oauth

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mockpds/internal/syntax"
)

// A request is what a client asks for when it begins a flow: the parameters of an authorization
// request. A nil text was left out.
type request struct {
	clientID        string
	state           *string
	redirectURI     string
	scope           string // "" if it was left out
	responseType    string
	responseMode    string // "" is query
	challenge       string
	challengeMethod string
	jkt             string
	loginHint       string
	prompt          string
	details         []any // authorization_details; nil if it was left out
	unsupported     string
}

// scopeForm is a list of scope tokens with single spaces between them (RFC 6749 section 3.3).
var scopeForm = regexp.MustCompile(`^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$`)

func problemOfScope(text string) string {
	if !scopeForm.MatchString(text) {
		return "Invalid OAuth scope"
	}
	return ""
}

// responseTypes are those that OAuth and OpenID know, in the reference's order.
var responseTypes = []string{
	"code", "token", "none", "code id_token token", "code id_token", "code token", "id_token token", "id_token",
}

var locales = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?( [a-z]{2,3}(-[A-Z]{2})?)*$`)

// readRequest reads the parameters of an authorization request by the reference's schema.
func readRequest(f *fields) *request {
	r := &request{clientID: f.required("client_id", 1), state: f.optional("state")}
	redirect, scope := f.optional("redirect_uri"), f.optional("scope")
	f.check("redirect_uri", redirect, problemOfRedirect)
	f.check("scope", scope, problemOfScope)
	r.redirectURI, r.scope = orEmpty(redirect), orEmpty(scope)
	r.responseType = f.oneOf("response_type", true, responseTypes...)
	r.challenge = orEmpty(f.optional("code_challenge"))
	r.challengeMethod = f.oneOf("code_challenge_method", false, "S256", "plain")
	r.jkt = orEmpty(f.optional("dpop_jkt"))
	r.responseMode = f.oneOf("response_mode", false, "query", "fragment", "form_post")
	f.optional("nonce")
	readMaxAge(f)
	if f.has("login_hint") {
		r.loginHint = f.required("login_hint", 1)
	}
	f.check("ui_locales", f.optional("ui_locales"), func(s string) string {
		if !locales.MatchString(s) {
			return "Invalid"
		}
		return ""
	})
	f.check("id_token_hint", f.optional("id_token_hint"), problemOfJWT)
	f.oneOf("display", false, "page", "popup", "touch", "wap")
	r.prompt = f.oneOf("prompt", false, "none", "login", "consent", "select_account", "create")
	if v, ok := objectOf(f, "authorization_details").([]any); ok {
		r.details = v
	} else if f.has("authorization_details") {
		f.problem("authorization_details", "Expected array, received "+kindOf(f.values["authorization_details"]))
	}
	if v := objectOf(f, "claims"); f.has("claims") && kindOf(v) != "object" {
		f.problem("claims", "Expected object, received "+kindOf(v))
	}
	for _, name := range []string{"nonce", "id_token_hint", "claims"} {
		if f.has(name) {
			r.unsupported = name
		}
	}
	return r
}

// objectOf reads a member that may be an object, or the text of one.
func objectOf(f *fields, name string) any {
	v := f.values[name]
	text, ok := v.(string)
	if !ok || !strings.HasPrefix(text, "{") || !strings.HasSuffix(text, "}") {
		return v
	}
	var object any
	if json.Unmarshal([]byte(text), &object) != nil {
		return v
	}
	return object
}

func readMaxAge(f *fields) {
	v, ok := f.values["max_age"]
	if text, isText := v.(string); isText {
		text = strings.TrimSpace(text)
		if n, err := strconv.ParseFloat(text, 64); err == nil || text == "" {
			v = n
		}
	}
	n, isNumber := v.(float64)
	switch {
	case !ok:
	case !isNumber:
		f.problem("max_age", "Expected number, received "+kindOf(v))
	case n != float64(int64(n)):
		f.problem("max_age", "Expected integer, received float")
	case n < 0:
		f.problem("max_age", "Number must be greater than or equal to 0")
	}
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// segments of a JWT are at least two characters long.
func problemOfSegments(text string, count int) string {
	if len(text) < 3*count-1 {
		return "Invalid JWT format: too short"
	}
	parts := strings.Split(text, ".")
	switch {
	case len(parts) < count:
		return fmt.Sprintf("Invalid JWT format: expected %d segments, got %d", count, len(parts))
	case len(parts) > count:
		return "Invalid JWT format: too many segments"
	}
	for i, part := range parts {
		if len(part) < 2 && i == count-1 {
			return "Invalid JWT format: last segment is too short"
		} else if len(part) < 2 {
			return fmt.Sprintf("Invalid JWT format: segment %d is too short", i+1)
		}
	}
	return ""
}

func problemOfJWT(text string) string { return problemOfSegments(text, 3) }

// check applies the rules that need the client, in the reference's order, and returns the request
// as it will be granted.
func (s *Server) check(r *request, c *Client) error {
	if r.unsupported != "" {
		return deny(r, "invalid_request", fmt.Sprintf("Unsupported %q parameter", r.unsupported))
	}
	if r.responseType != "code" {
		return deny(r, "unsupported_response_type", fmt.Sprintf("Unsupported response_type %q", r.responseType))
	}
	for _, d := range r.details {
		detail, _ := d.(map[string]any)
		kind, _ := detail["type"].(string)
		return deny(r, "invalid_authorization_details", `Unsupported "authorization_details" type "`+kind+`"`)
	}
	if err := checkClient(r, c); err != nil {
		return err
	}
	if err := checkProfile(r); err != nil {
		return err
	}
	if !c.confidential() {
		if r.prompt == "none" {
			return deny(r, "consent_required", "Public clients are not allowed to use silent-sign-on")
		}
		if r.prompt != "create" {
			r.prompt = "consent"
		}
	}
	r.loginHint = strings.ToLower(r.loginHint)
	if r.loginHint != "" && !isHint(r.loginHint) {
		return deny(r, "invalid_request", `Invalid login_hint "`+r.loginHint+`"`)
	}
	if problem := s.problemOfSets(r.scope); problem != "" {
		return deny(r, "invalid_scope", problem)
	}
	return nil
}

// checkProfile applies the rules of OAuth as atproto has it, and drops scopes that nobody knows.
func checkProfile(r *request) error {
	asked := strings.Fields(r.scope)
	r.scope = knownScopes(asked)
	switch {
	case r.challenge == "" && r.challengeMethod != "":
		return deny(r, "invalid_request", "code_challenge is required when code_challenge_method is provided")
	case r.challenge == "":
		return deny(r, "invalid_request", "Use of PKCE is required")
	case !slices.Contains(asked, "atproto"):
		return deny(r, "invalid_scope", `The "atproto" scope is required`)
	case slices.Contains(asked, "openid"):
		return deny(r, "invalid_scope", "OpenID Connect is not compatible with atproto")
	case r.challengeMethod != "S256":
		return deny(r, "invalid_request", `atproto requires use of "S256" code_challenge_method`)
	default:
		return nil
	}
}

func isHint(hint string) bool {
	return syntax.IsHandle(hint) || isAtprotoDID(hint)
}

// isAtprotoDID reports whether a DID is of a method that atproto has.
func isAtprotoDID(did string) bool {
	method, id, _ := syntax.SplitDID(did)
	return syntax.IsPLC(did) || syntax.IsDID(did) && method == "web" && !strings.Contains(id, ":")
}

// checkClient applies the rules about what a client declared.
func checkClient(r *request, c *Client) error {
	if r.clientID != c.ID {
		return deny(r, "invalid_request", `The "client_id" parameter field does not match the value used to authenticate the client`)
	}
	declared := strings.Split(c.scope, " ")
	for scope := range strings.FieldsSeq(r.scope) {
		if !slices.Contains(declared, scope) {
			return deny(r, "invalid_scope", fmt.Sprintf("Scope %q is not declared in the client metadata", scope))
		}
	}
	switch {
	case r.redirectURI == "" && len(c.redirectURIs) == 1:
		r.redirectURI = c.redirectURIs[0]
	case r.redirectURI == "":
		return deny(r, "invalid_request", "redirect_uri is required")
	case !c.declares(r.redirectURI):
		return deny(r, "invalid_request", "Invalid redirect_uri "+r.redirectURI)
	}
	if r.details != nil {
		return deny(r, "invalid_authorization_details", `Client Metadata does not declare any "authorization_details"`)
	}
	return nil
}
