package server

import (
	"encoding/base64"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/lexicon"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// An oauthError is what the reference says of a token or a proof of OAuth (RFC 9449 section 7.1).
type oauthError struct{ name, description string }

func invalidToken(description string) oauthError { return oauthError{"invalid_token", description} }

func invalidProof(description string) oauthError {
	return oauthError{"invalid_dpop_proof", description}
}

// refuseDPoP answers a call with a token of OAuth, of which this server issues none. Proof and token are read as far as
// their form; a proof whose form is right is not verified, as no token can go with it.
func (p *protocol) refuseDPoP(c *xrpc.Call, token string) error {
	problem, ok := proofProblem(c.Request.Header.Values("Dpop"))
	if !ok {
		problem = p.oauthTokenProblem(token)
	}
	h := c.Header
	h.Set("DPoP-Nonce", p.dpopNonce())
	h.Add("Access-Control-Expose-Headers", "DPoP-Nonce")
	h.Add("Access-Control-Expose-Headers", "WWW-Authenticate")
	h.Set("WWW-Authenticate", problem.challenge())
	return xrpc.AuthRequired(problem.name, problem.description)
}

// challenge leaves a description out that would need quoting, as the reference does.
func (e oauthError) challenge() string {
	header := `DPoP algs="` + strings.Join(oauthAlgorithms, " ") + `", error="` + e.name + `"`
	if !strings.Contains(e.description, `"`) {
		header += `, error_description="` + e.description + `"`
	}
	return header
}

// dpopNonce is another one each minute of mock time.
func (p *protocol) dpopNonce() string {
	minute := p.now().Unix() / int64(time.Minute/time.Second)
	nonce := p.source.Bytes("dpop nonce", strconv.FormatInt(minute, 10))
	return base64.RawURLEncoding.EncodeToString(nonce[:])
}

// proofProblem says what is wrong with the form of a DPoP header, in jose's words. It reports false for a good one and for
// none.
func proofProblem(headers []string) (oauthError, bool) {
	const failed = "Failed to verify DPoP proof: "
	proof := strings.Join(headers, ", ")
	parts := strings.Split(proof, ".")
	switch {
	case len(headers) == 0:
		return oauthError{}, false
	case proof == "":
		return invalidProof("DPoP header cannot be empty"), true
	case len(parts) != 3:
		return invalidProof(failed + "Invalid Compact JWS"), true
	}
	header, ok := readJWTPart(parts[0])
	if parts[0] == "" {
		header, ok = &lexicon.Object{}, true
	}
	jwk, _ := header.Value("jwk")
	_, hasKey := jwk.(*lexicon.Object)
	switch {
	case !ok:
		return invalidProof(failed + "JWS Protected Header is invalid"), true
	case header.Text("alg") == "":
		return invalidProof(failed + `JWS "alg" (Algorithm) Header Parameter missing or invalid`), true
	case !hasKey:
		return invalidProof(failed + `"jwk" (JSON Web Key) Header Parameter must be a JSON object`), true
	default:
		return oauthError{}, false
	}
}

// signedJWT is the form of a token as the reference's OAuth provider first looks at it.
var signedJWT = regexp.MustCompile(`^[a-zA-Z0-9_-]{2,}\.[a-zA-Z0-9_-]{2,}\.[a-zA-Z0-9_-]{2,}$`)

// oauthTokenProblem says why a token is none of OAuth. Session tokens are signed with the key that the reference's OAuth
// provider has too, so that they get further than others.
func (p *protocol) oauthTokenProblem(token string) oauthError {
	if !signedJWT.MatchString(token) {
		return invalidToken("Malformed token")
	}
	parts := strings.Split(token, ".")
	header, isHeader := readJWTPart(parts[0])
	if _, isPayload := readJWTPart(parts[1]); !isHeader || !isPayload {
		return invalidToken("Invalid token")
	}
	if _, hasID := header.Value("kid"); hasID || header.Text("alg") != "ES256K" {
		return invalidToken("No key matched")
	}
	if _, err := p.issuer.VerifyAccess(token); err == nil || isOurs(err) {
		return invalidToken(`missing required "iss" claim`)
	}
	if _, err := p.issuer.VerifyRefreshIgnoringExpiry(token); err == nil {
		return invalidToken(`unexpected "typ" JWT header value`)
	}
	return invalidToken("signature verification failed")
}

// isOurs tells errors about tokens that this server signed.
func isOurs(err error) bool {
	return errors.Is(err, tokens.ErrExpired) || errors.Is(err, tokens.ErrMalformed)
}

// readJWTPart reads one part of a token as JSON. What is JSON and no object counts as an empty one.
func readJWTPart(part string) (*lexicon.Object, bool) {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return &lexicon.Object{}, false
	}
	v, err := lexicon.Parse(data)
	if o, ok := v.(*lexicon.Object); ok {
		return o, true
	}
	return &lexicon.Object{}, err == nil
}
