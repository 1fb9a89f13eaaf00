package oauth

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" //nolint:gosec // a name

// The lives of what a confidential client signs.
const (
	assertionLife    = time.Minute
	assertionMemory  = 66 * time.Second
	signedLife       = 59 * time.Second // of a signed request
	signedMemory     = 65 * time.Second
	challengeMemory  = 26*time.Hour + 24*time.Minute
	codeLife         = 5 * time.Minute
	requestLife      = 5 * time.Minute
	expiredKeptFor   = 10 * time.Minute
	accessTokenLife  = time.Hour
	ephemeralLife    = 15 * time.Minute
	signInLife       = 7 * day
	sessionIDLife    = 5 * time.Minute
	oldSessionIDLife = 5 * time.Second
)

// credentials are what a client shows of itself.
type credentials struct {
	clientID  string
	assertion string // "" without one
}

// readCredentials takes the first form that fits: an assertion, or the bare id.
func readCredentials(body any) (credentials, error) {
	f := readFields(body, "body")
	c := credentials{clientID: f.required("client_id", 1)}
	if err := f.err("Client credentials missing"); err != nil {
		return c, err
	}
	assertion, _ := f.values["client_assertion"].(string)
	if f.values["client_assertion_type"] == jwtBearer && problemOfJWT(assertion) == "" {
		c.assertion = assertion
	}
	return c, nil
}

// An Authentication is how a client proved who it is.
type Authentication struct {
	Method     string `json:"method" doc:"none or private_key_jwt"`
	KeyID      string `json:"keyId,omitempty"`
	Algorithm  string `json:"algorithm,omitempty"`
	Thumbprint string `json:"thumbprint,omitempty"`
}

// A caller is the client that asks something of an endpoint.
type caller struct {
	client *Client
	auth   Authentication
	key    string // thumbprint of the key that made its proof; "" without a proof
}

// identify checks the proof of a request, and then finds the client. It returns nil if it is the
// proof that is wrong.
func (s *Server) identify(r *http.Request, shown credentials) (*caller, error) {
	key, err := s.checkProof(r, "")
	if err != nil {
		return nil, err
	}
	c, err := s.client(r.Context(), shown.clientID)
	return &caller{client: c, key: key}, err
}

// began refuses a caller that is not the client that began, or does not prove it the same way.
func (by *caller) began(client, thumbprint string, auth *Authentication) error {
	switch {
	case client != by.client.ID:
		return invalidGrant("Token was not issued to this client")
	case thumbprint != "" && thumbprint != by.key:
		return invalidGrant("DPoP proof does not match the expected JKT")
	case auth == nil || auth.Method == "none":
		return nil // which lets a client begin to prove who it is
	case by.auth.Method != auth.Method:
		return invalidGrant("Client authentication method mismatch (expected " + auth.Method + ")")
	case by.auth != *auth:
		return invalidGrant("The session was initiated with a different key than the client assertion currently used")
	default:
		return nil
	}
}

// authenticate checks a client's credentials. An assertion of a public client is not looked at.
func (s *Server) authenticate(c *Client, shown credentials, issuer string) (Authentication, error) {
	if !c.confidential() {
		return Authentication{Method: "none"}, nil
	}
	if shown.assertion == "" {
		return Authentication{}, invalidRequest(`client authentication method "private_key_jwt" required a "client_assertion"`)
	}
	t, k, claims, err := c.verifySigned(shown.assertion, rule{
		issuer: c.ID, subject: c.ID, audience: issuer, required: []string{"jti"}, life: assertionLife,
	}, s.clientTimes())
	if err != nil {
		return Authentication{}, refuse("invalid_client", `Validation of "client_assertion" failed: `+err.Error())
	}
	if t.keyID == "" {
		return Authentication{}, refuse("invalid_client", `"kid" required in client_assertion`)
	}
	jti, isText := claims["jti"].(string)
	if !isText {
		return Authentication{}, refuse("invalid_client", `Validation of "client_assertion" failed: "jti" claim must be a string`)
	}
	life := assertionMemory
	if exp, ok := claims["exp"].(float64); ok {
		life = time.Duration(exp-float64(s.now().Unix())) * time.Second
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.spent.first("assertion "+c.ID+" "+jti, s.now(), life) {
		return Authentication{}, invalidGrant("private_key_jwt jti reused")
	}
	return Authentication{"private_key_jwt", t.keyID, t.alg, k.thumbprint()}, nil
}

// verifySigned verifies a token that a client signed with one of its keys.
func (c *Client) verifySigned(
	text string, r rule, now []time.Time,
) (*jws, *key, map[string]any, error) {
	t, err := readJWS(text)
	if err != nil {
		return nil, nil, nil, err
	}
	var candidates []*key
	for _, k := range c.keys {
		if k.mayVerify(t) {
			candidates = append(candidates, k)
		}
	}
	switch len(candidates) {
	case 0:
		return nil, nil, nil, errors.New("no applicable key found in the JSON Web Key Set")
	case 1:
	default:
		return nil, nil, nil, errors.New("multiple matching keys found in the JSON Web Key Set")
	}
	if err := t.verify(candidates[0]); err != nil {
		return nil, nil, nil, err
	}
	claims, err := t.claims(r, now...)
	return t, candidates[0], claims, err
}

// mayVerify reports whether a token may be signed with this key.
func (k *key) mayVerify(t *jws) bool {
	return (!t.hasID || k.id == t.keyID) && (k.use == "" || k.use == "sig") &&
		(k.alg == "" || k.alg == t.alg)
}

// readSigned reads a request that a client signed (RFC 9101).
func (s *Server) readSigned(c *Client, text, issuer string) (*request, error) {
	claims, err := s.signedClaims(c, text, issuer)
	if err != nil {
		return nil, invalidRequest(`Invalid "request" object: ` + err.Error())
	}
	jti, _ := claims["jti"].(string)
	if jti == "" {
		return nil, invalidRequest(`Request object payload must contain a "jti" claim`)
	}
	s.mu.Lock()
	first := s.spent.first("request "+c.ID+" "+jti, s.now(), signedMemory)
	s.mu.Unlock()
	if !first {
		return nil, invalidRequest("Request object was replayed")
	}
	f := readFields(claims, "")
	r := readRequest(f)
	return r, f.err("Invalid parameters in JAR")
}

func (s *Server) signedClaims(c *Client, text, issuer string) (map[string]any, error) {
	if c.requestAlg == "none" {
		// No form of it passes: as in the reference, it needs three parts and no signature.
		if strings.Count(text, ".") != 2 || !strings.HasSuffix(text, ".") {
			return nil, words("Invalid Unsecured JWT")
		}
	}
	wanted := rule{issuer: c.ID, audience: issuer, life: signedLife}
	t, _, claims, err := c.verifySigned(text, wanted, s.clientTimes())
	if err == nil && c.requestAlg != "" && c.requestAlg != t.alg {
		err = errors.New(`"alg" (Algorithm) Header Parameter value not allowed`)
	}
	return claims, err
}
