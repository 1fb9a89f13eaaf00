package oauth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
)

// A grant is a request to the token endpoint.
type grant struct {
	kind, code, redirectURI, refresh string
	verifier                         *string
}

var verifierForm = regexp.MustCompile(`^[a-zA-Z0-9-._~]+$`)

func readGrant(body any) (grant, error) {
	f := readFields(body, "body")
	var g grant
	kinds := []string{"authorization_code", "refresh_token", "password", "client_credentials"}
	g.kind, _ = f.values["grant_type"].(string)
	if !slices.Contains(kinds, g.kind) {
		f.problem("grant_type", "Invalid discriminator value. Expected '"+strings.Join(kinds, "' | '")+"'")
	}
	switch g.kind {
	case "authorization_code":
		g.code = f.required("code", 1)
		g.redirectURI = f.required("redirect_uri", 0)
		f.check("redirect_uri", &g.redirectURI, problemOfRedirect)
		g.verifier = f.optional("code_verifier")
		f.check("code_verifier", g.verifier, func(v string) string {
			switch {
			case len(v) < 43:
				return "String must contain at least 43 character(s)"
			case len(v) > 128:
				return "String must contain at most 128 character(s)"
			case !verifierForm.MatchString(v):
				return "Invalid"
			}
			return ""
		})
	case "refresh_token":
		g.refresh = f.required("refresh_token", 1)
	case "password":
		f.required("username", 0)
		f.required("password", 0)
	}
	return g, f.err("Invalid request payload")
}

// problemOfSecret says what is wrong with the form of a code or a refresh token.
func problemOfSecret(text, prefix, name, what string) string {
	var problems []string
	if len(text) != 68 {
		problems = append(problems, "String must contain exactly 68 character(s) at "+name)
	}
	if !strings.HasPrefix(text, prefix) {
		problems = append(problems, "Invalid "+what+" format at "+name)
	}
	return strings.Join(problems, "; ")
}

// checkCodeGrant checks what the client repeats of its request, and proves of it (RFC 7636).
func (s *Server) checkCodeGrant(asked *request, g grant) error {
	if asked.redirectURI != g.redirectURI {
		return invalidGrant("The redirect_uri parameter must match the one used in the authorization request")
	}
	if g.verifier == nil {
		return invalidGrant("code_verifier is required")
	}
	sum := sha256.Sum256([]byte(*g.verifier))
	wanted := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(asked.challenge, "="))
	if subtle.ConstantTimeCompare([]byte(wanted), []byte(base64.RawURLEncoding.EncodeToString(sum[:]))) == 0 {
		return invalidGrant("Invalid code_verifier")
	}
	if !s.spent.first("challenge "+asked.challenge, s.now(), challengeMemory) {
		return invalidGrant("Code challenge already used")
	}
	return nil
}
