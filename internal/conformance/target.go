package conformance

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A Target is the server under test and what a test can reach of it. A case is not run when it asks
// for an instance, or needs a hook, that the target lacks.
type Target struct {
	Base        string   // URL of the main instance; required
	RateLimited string   // URL of an instance with rate limits on, as the reference sets them
	InviteOnly  string   // URL of an instance that asks for invite codes
	PublicURLs  []string // what the server calls itself, where that is not one of these URLs

	AdminPassword string // default "admin-pass"
	OAuth         bool   // the cases are those of OAuth; the URL is what the server calls itself
	Domain        string // of handles, with its dot; default ".test", which the recordings are for
	Seed          string // of the random values; another seed for another run against a server that remembers the last one

	// Now is the server's time, or one near it; required for forged tokens and times in requests.
	Now func() time.Time
	// Mail lists what was mailed to an address, oldest first.
	Mail func(ctx context.Context, to string) ([]Mail, error)
	// Clock moves the clock of the main instance, RateLimitedClock that of the other.
	Clock, RateLimitedClock func(ctx context.Context, move Move) error
	// Document makes a URL answer when the main instance fetches it, and Lexicon a permission set
	// known.
	Document func(ctx context.Context, url string, status int, headers map[string]string, body string) error
	Lexicon  func(ctx context.Context, nsid string, document json.RawMessage) error
	// Wait does the pauses of cases, a few milliseconds each. By default time passes; with a clock
	// that stands still it has to advance the clock.
	Wait func(ctx context.Context, pause time.Duration) error
	// Signers forge tokens; a zero Signers.Server.Sign leaves out the cases that need them.
	Signers Signers
	// Verify reports whether an ES256K signature (r and s, 32 bytes each) of a service token is
	// good. The public key is a point in SEC1 form, compressed or not. Without Verify no signature
	// is good.
	Verify func(publicKey []byte, signingInput string, signature []byte) bool
}

// A Mail is one mailed token. The kinds are confirm_email, update_email, reset_password,
// delete_account and plc_operation.
type Mail struct {
	To    string `json:"to"`
	Kind  string `json:"kind"`
	Token string `json:"token"`
}

// What a case can need besides an instance.
const (
	needMail             = "mail"
	needClock            = "clock"
	needRateLimitedClock = "rl-clock"
	needForge            = "forge"
	needDocuments        = "documents"
	needLexicons         = "lexicons"
)

var errNoTime = errors.New("the target has no time")

// lacks says what a case needs that the target has not; "" when it has all.
func (t *Target) lacks(c Case) string {
	if t.url(c.Target) == "" {
		return "no instance " + c.Target
	}
	has := map[string]bool{
		needMail:             t.Mail != nil,
		needClock:            t.Clock != nil,
		needRateLimitedClock: t.RateLimitedClock != nil,
		needForge:            t.Signers.Server.Sign != nil,
		needDocuments:        t.Document != nil,
		needLexicons:         t.Lexicon != nil,
	}
	for _, need := range c.Needs {
		if !has[need] {
			return "needs " + need
		}
	}
	return ""
}

func (t *Target) url(target string) string {
	switch target {
	case TargetRateLimited:
		return t.RateLimited
	case TargetInviteOnly:
		return t.InviteOnly
	}
	return t.Base
}

func (t *Target) move(ctx context.Context, target string, m Move) error {
	clock := t.Clock
	if target == TargetRateLimited {
		clock = t.RateLimitedClock
	}
	if clock == nil {
		return errors.New("the target has no clock to move")
	}
	return clock(ctx, m)
}

func (t *Target) unixTime() (int64, error) {
	if t.Now == nil {
		return 0, errNoTime
	}
	return t.Now().Unix(), nil
}

func (t *Target) wait(ctx context.Context, pause time.Duration) error {
	if t.Wait != nil {
		return t.Wait(ctx, pause)
	}
	return pauseFor(ctx, pause)
}

// pauseFor lets real time pass.
func pauseFor(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause) // a case asks for real time
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// An instance is one of the target's servers, as it describes itself.
type instance struct {
	base    string // without a slash at its end
	host    string // with the port
	address string // to connect to
	did     string
	name    string // host in the DID, decoded
}

// describe calls describeServer.
func describe(ctx context.Context, base string) (*instance, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	address, err := dialAddress(u)
	if err != nil {
		return nil, err
	}
	request := Request{Method: http.MethodGet, Path: "/xrpc/com.atproto.server.describeServer"}
	message, err := request.message(u.Host, nil)
	if err != nil {
		return nil, err
	}
	got, err := exchange(ctx, address, request.Method, message)
	if err != nil {
		return nil, fmt.Errorf("describe %s: %w", base, err)
	}
	var description struct {
		DID string `json:"did"`
	}
	if err := json.Unmarshal(got.body, &description); err != nil || description.DID == "" {
		return nil, fmt.Errorf("describe %s: status %d without a DID", base, got.status)
	}
	name := strings.TrimPrefix(description.DID, "did:web:")
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	return &instance{
		base: strings.TrimSuffix(base, "/"), host: u.Host, address: address, did: description.DID, name: name,
	}, nil
}

// variables adds to a case's random values what is known of the instance and the target.
func (in *instance) variables(t *Target, random variables) variables {
	vars := random.with("domain", t.Domain)
	vars["serviceDid"] = in.did
	vars["serviceHost"] = in.name
	vars["base"] = in.base
	vars["baseHost"] = in.host
	vars["baseEnc"] = percentEncode(in.base, func(c byte) bool { return !isUnreserved(c) })
	vars["chost"] = "app-" + vars["uid"] + ".clients.internal"
	vars["adminPass"] = t.AdminPassword
	vars["adminBasic"] = base64.StdEncoding.EncodeToString([]byte("admin:" + t.AdminPassword))
	return vars
}

// normalizer makes one for a case with these variables.
func (in *instance) normalizer(t *Target, vars variables) *normalizer {
	own := [][2]string{
		{in.did, "<service-did>"},
		{in.base, "<base>"},
		{strings.Replace(in.base, "127.0.0.1", "localhost", 1), "<base>"},
		{strings.Replace(in.base, "localhost", "127.0.0.1", 1), "<base>"},
		{vars["baseEnc"], "<base-encoded>"},
		{in.host, "<base-host>"},
		{vars["ip"], "<ip>"},
		{vars["num"], "<num>"},
		{vars["tri"] + t.Domain, "<tri><domain>"},
	}
	for _, name := range []string{"uid", "uid2", "uid3"} {
		own = append(own, [][2]string{
			{vars[name] + t.Domain, "<" + name + "><domain>"},
			{vars[name], "<" + name + ">"},
			{strings.ToUpper(vars[name]), "<" + strings.ToUpper(name) + ">"},
		}...)
	}
	for _, public := range t.PublicURLs {
		own = append(own, [2]string{strings.TrimSuffix(public, "/"), "<base>"})
	}
	n := newNormalizer(own)
	if t.OAuth {
		n.oauth = &oauthNormalizer{}
	}
	host, _, _ := strings.Cut(in.name, ":")
	n.hostDashed = strings.ReplaceAll(host, ".", "-")
	n.verify = t.Verify
	return n
}
