package journal

import (
	"bytes"
	"encoding/json"
	"hash/maphash"
	"regexp"
	"slices"
	"strings"

	"mockpds/internal/redact"
)

// Facts are what rules about clients have to know of a call beside what is shown of it.
type Facts struct {
	VerbDue      string // verb that the method is called with; "" when there is no such method
	Identifier   string // that a login was tried with, without the JWTs in it
	Asked        uint64 // equal for calls with the same query and the same body
	Password     Secret // that a login was tried with
	Factor       Secret // authFactorToken of a login
	TokenOfOther bool   // the session whose token came is not of the account of the call
	OwnPassword  bool   // the reply brings tokens for the account's own password
	RefreshToken bool   // a refresh token stands in the body or in the query
	SaysStatus   bool   // the reply says whether the account is active:
	Active       bool   // that it is
	NonceOfOther bool   // its proof has a DPoP nonce of the other origin
	Proof        Proof  // DPoP proof that came; zero for none
	ScopesUsed   string // by which an OAuth token allowed what the call asked for, with spaces between
	Truth        *Truth // of a reply that quirks changed; nil for any other
}

// A Secret says what a secret looks like.
type Secret uint8

// The looks of a secret.
const (
	SecretAbsent  Secret = iota
	SecretCode           // a mailed code, in either case of letters
	SecretMangled        // a mailed code, if white space and a missing hyphen do not count
	SecretOther
)

var (
	mailedCode  = regexp.MustCompile(`^[A-Za-z2-7]{5}-[A-Za-z2-7]{5}$`)
	mangledCode = regexp.MustCompile(`^[A-Za-z2-7]{5}-?[A-Za-z2-7]{5}$`) // without white space
)

func secretOf(s string) Secret {
	switch {
	case s == "":
		return SecretAbsent
	case mailedCode.MatchString(s):
		return SecretCode
	case mangledCode.MatchString(strings.Join(strings.Fields(s), "")):
		return SecretMangled
	default:
		return SecretOther
	}
}

// factsOf returns the facts of a call. The body is that of the request, unpacked.
func (j *Journal) factsOf(c *RawCall, body []byte) Facts {
	f := Facts{
		VerbDue: c.VerbDue, OwnPassword: c.minting.ownPassword, Truth: c.Truth,
		NonceOfOther: c.NonceOfOther, Proof: j.proofOf(c),
		ScopesUsed: strings.Join(c.ScopesUsed, " "),
	}
	f.Asked = j.numberOf(c.Query + "\x00" + string(body))
	f.RefreshToken = hasRefreshToken(c.Query) || hasRefreshToken(string(body))
	switch strings.TrimPrefix(c.Method, "com.atproto.server.") {
	case "createSession":
		var in struct{ Identifier, Password, AuthFactorToken string }
		_ = json.Unmarshal(body, &in) // a body that is not JSON says nothing
		f.Identifier = j.redactor.Text(in.Identifier)
		f.Password, f.Factor = secretOf(in.Password), secretOf(in.AuthFactorToken)
		f.SaysStatus, f.Active = saysActive(c)
	case "refreshSession", "getSession":
		f.SaysStatus, f.Active = saysActive(c)
	case "activateAccount":
		f.SaysStatus, f.Active = c.answered(), true
	}
	return f
}

// A Proof is what rules have to know of a DPoP proof, be it right or wrong. Equal numbers stand for
// equal texts, and 0 for none.
type Proof struct {
	Key   uint64 // that it was made with
	ID    uint64 // its jti
	Nonce uint64
}

func (j *Journal) proofOf(c *RawCall) Proof {
	proof := c.RequestHeader.Get("Dpop")
	if proof == "" {
		return Proof{}
	}
	var header struct {
		Key json.RawMessage `json:"jwk"`
	}
	var claims struct {
		ID    string `json:"jti"`
		Nonce string `json:"nonce"`
	}
	if !readPart(proof, 0, &header) || !readPart(proof, 1, &claims) {
		return Proof{}
	}
	return Proof{j.numberOf(string(header.Key)), j.numberOf(claims.ID), j.numberOf(claims.Nonce)}
}

func (j *Journal) numberOf(text string) uint64 {
	if text == "" {
		return 0
	}
	return maphash.String(j.memo.seed, text)
}

// saysActive reads from a session reply whether the account is active. The server writes JSON
// without white space, and escapes quotation marks within texts.
func saysActive(c *RawCall) (said, active bool) {
	active = bytes.Contains(c.ReplyBody, []byte(`"active":true`))
	said = active || bytes.Contains(c.ReplyBody, []byte(`"active":false`))
	return said && c.answered(), active
}

// hasRefreshToken reports whether a refresh token stands in a text, which may be percent-encoded.
func hasRefreshToken(text string) bool {
	return slices.ContainsFunc(redact.JWTs(redact.Unescaped(text)),
		func(token string) bool { return kindOf(token) == KindRefresh })
}
