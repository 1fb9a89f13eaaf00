package oauth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The lives of proofs and nonces.
const (
	proofLife      = 10 * time.Second
	proofTolerance = 3 * time.Minute
	nonceStep      = time.Minute
	proofMemory    = 198 * time.Second // how long a jti is remembered
)

var proofRule = rule{typ: "dpop+jwt", life: proofLife, tolerance: proofTolerance}

// checkProof checks the DPoP header of a request (RFC 9449), and, when an access token comes with
// it, that it was made for that. It returns the thumbprint of the key that made it, or "" if there
// is no such header.
func (s *Server) checkProof(r *http.Request, accessToken string) (thumbprint string, err error) {
	headers := r.Header.Values("Dpop")
	if len(headers) == 0 {
		return "", nil
	}
	text := strings.Join(headers, ", ")
	if text == "" {
		return "", invalidProof("DPoP header cannot be empty")
	}
	claims, k, err := s.readProof(text)
	if err != nil {
		s.noteClock(r.Context(), claims)
		return "", invalidProof("Failed to verify DPoP proof: " + err.Error())
	}
	jti, err := s.checkProofClaims(r, claims, accessToken)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.spent.first("proof "+jti, s.now(), proofMemory) {
		return "", invalidProof("DPoP proof replayed")
	}
	return k.thumbprint(), nil
}

func (s *Server) readProof(text string) (map[string]any, *key, error) {
	t, err := readJWS(text)
	if err != nil {
		return nil, nil, err
	}
	k, err := t.embeddedKey()
	if err != nil {
		return nil, nil, err
	}
	if err := t.verify(k); err != nil {
		return nil, nil, err
	}
	claims, err := t.claims(proofRule, s.clientTimes()...)
	return claims, k, err
}

// noteClock tells by how much the clock of a client is wrong whose proof was refused, if that may
// be the reason.
func (s *Server) noteClock(ctx context.Context, claims map[string]any) {
	iat, ok := claims["iat"].(float64)
	off := int64(iat) - s.now().Unix()
	early, late := int64(proofTolerance.Seconds()), -int64((proofLife + proofTolerance).Seconds())
	if tell := s.config.Events.ClockOff; ok && tell != nil && (off < late || off > early) {
		tell(ctx, off)
	}
}

// checkProofClaims checks what a proof was made for, in the reference's order, and returns its jti.
func (s *Server) checkProofClaims(
	r *http.Request, claims map[string]any, accessToken string,
) (string, error) {
	nonce, hasNonce := claims["nonce"]
	nonceText, isText := nonce.(string)
	if hasNonce && !isText {
		return "", invalidProof(`Invalid DPoP "nonce" type`)
	}
	jti, _ := claims["jti"].(string)
	if jti == "" {
		return "", invalidProof(`DPoP "jti" missing`)
	}
	if claims["htm"] != r.Method {
		return "", invalidProof(`DPoP "htm" mismatch`)
	}
	htu, isText := claims["htu"].(string)
	if htu == "" || !isText {
		return "", invalidProof(`Invalid DPoP "htu" type`)
	}
	if err := checkTarget(htu, s.config.URL(r)+r.URL.EscapedPath()); err != nil {
		return "", err
	}
	if nonceText == "" {
		return "", refuse("use_dpop_nonce", "Authorization server requires nonce in DPoP proof")
	}
	if !s.knowsNonce(s.realm(r), nonceText) {
		if s.knowsNonce(!s.realm(r), nonceText) && s.config.Events.NonceOfOther != nil {
			s.config.Events.NonceOfOther(r.Context())
		}
		return "", refuse("use_dpop_nonce", `DPoP "nonce" mismatch`)
	}
	return jti, checkHash(claims, accessToken)
}

// checkHash compares the hash in a proof with that of the access token.
func checkHash(claims map[string]any, accessToken string) error {
	ath, hasHash := claims["ath"]
	sum := sha256.Sum256([]byte(accessToken))
	switch {
	case accessToken == "" && hasHash:
		return invalidProof(`DPoP "ath" claim not allowed`)
	case accessToken != "" && ath != base64.RawURLEncoding.EncodeToString(sum[:]):
		return invalidProof(`DPoP "ath" mismatch`)
	default:
		return nil
	}
}

// checkTarget compares the URL of a proof with that of the request, query and fragment left aside.
func checkTarget(htu, target string) error {
	u, ok := parseURL(htu)
	switch {
	case !ok:
		return invalidProof(`DPoP "htu" is not a valid URL`)
	case u.User != nil:
		return invalidProof(`DPoP "htu" must not contain credentials`)
	case u.Scheme != "http" && u.Scheme != "https":
		return invalidProof(`DPoP "htu" must be http or https`)
	}
	want, ok := parseURL(target)
	if !ok || originOf(u)+u.EscapedPath() != originOf(want)+want.EscapedPath() {
		return invalidProof(`DPoP "htu" mismatch`)
	}
	return nil
}

// nextNonce is what clients have to put into their next proofs where a request came. There is one
// for the whole server, or two if its resource is apart; others each minute of mock time.
func (s *Server) nextNonce(r *http.Request) string {
	if s.everyNonce.Load() {
		s.nonceSalt.Add(1)
	}
	step := s.now().Unix() / int64(nonceStep.Seconds())
	if s.wrong("nonce-stale") {
		return s.nonceAt(s.realm(r), step-2)
	}
	return s.nonceAt(s.realm(r), step+1)
}

// knowsNonce reports whether a nonce is good: that of this minute, the one before or the next.
func (s *Server) knowsNonce(in realm, nonce string) bool {
	now := s.now().Unix() / int64(nonceStep.Seconds())
	good := []string{s.nonceAt(in, now-1), s.nonceAt(in, now), s.nonceAt(in, now+1)}
	return slices.Contains(good, nonce)
}

func (s *Server) nonceAt(in realm, step int64) string {
	mac := hmac.New(sha256.New, s.nonceKey)
	if in == resourceRealm {
		_, _ = mac.Write([]byte("resource"))
	}
	_ = binary.Write(mac, binary.BigEndian, []int64{step, s.nonceSalt.Load()}) // a hash takes everything
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// RotateNonce makes every nonce that was handed out useless. With each, every answer does that from
// now on.
func (s *Server) RotateNonce(each bool) {
	s.nonceSalt.Add(1)
	s.everyNonce.Store(each)
}

// A memory keeps what may be used once, for a while.
type memory struct {
	until map[string]time.Time
	swept time.Time
}

// first reports whether something was not used before within the time that it is remembered for,
// and remembers it.
func (m *memory) first(what string, now time.Time, life time.Duration) bool {
	if m.until == nil {
		m.until = map[string]time.Time{}
	}
	if now.Sub(m.swept).Abs() > time.Minute {
		for name, until := range m.until {
			if until.Before(now) {
				delete(m.until, name)
			}
		}
		m.swept = now
	}
	until, used := m.until[what]
	m.until[what] = now.Add(life)
	return !used || until.Before(now)
}
