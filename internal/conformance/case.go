package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Format is the name of the case file format; files of another format are refused.
const Format = "pds-differential/1"

// The instances a case can ask for in Case.Target.
const (
	TargetMain        = ""       // no rate limits, no invite codes needed
	TargetRateLimited = "rl"     // rate limits on
	TargetInviteOnly  = "invite" // sign-up needs an invite code
)

var (
	// ErrFormat means that the file is not a case file of this format.
	ErrFormat = errors.New("not a case file of format " + Format)
	// ErrBadCase means that a case cannot be run as it is written.
	ErrBadCase = errors.New("bad case")
)

// A Case is a short conversation with a server, with variables of its own.
type Case struct {
	ID     string   `json:"id"`
	Group  string   `json:"group"`
	Desc   string   `json:"desc"`
	Target string   `json:"target,omitempty"` // TargetMain, TargetRateLimited or TargetInviteOnly
	Needs  []string `json:"needs,omitempty"`  // of mail, clock, rl-clock, forge
	Serial bool     `json:"serial,omitempty"` // run alone, after all other cases
	Steps  []Step   `json:"steps"`
}

// A Step does one thing: exactly one of Request, Mail, Forge, Tamper, Set, SleepMs, Clock and those
// of OAuthStep is given. The Answer is what the reference did; it is empty for steps that ask the
// server nothing.
type Step struct {
	Request *Request   `json:"request,omitempty"`
	Mail    *MailQuery `json:"mail,omitempty"`
	Forge   *Forgery   `json:"forge,omitempty"`
	Tamper  *Tampering `json:"tamper,omitempty"`
	Set     *Setting   `json:"set,omitempty"`
	SleepMs int        `json:"sleepMs,omitempty"` // milliseconds
	Clock   *Move      `json:"clock,omitempty"`
	OAuthStep

	Into     string            `json:"into,omitempty"`     // variable for the value of a mail, forge, tamper or set step
	Name     string            `json:"name,omitempty"`     // shown in reports in place of the request line
	Capture  map[string]string `json:"capture,omitempty"`  // variable to path in the JSON answer
	Setup    bool              `json:"setup,omitempty"`    // only the status is recorded
	Times    int               `json:"times,omitempty"`    // send N times, one after the other
	Parallel int               `json:"parallel,omitempty"` // send N times at once
	Summary  string            `json:"summary,omitempty"`  // "ok-count": of parallel answers, count only how many were 200
	Ignore   []string          `json:"ignore,omitempty"`   // paths of the answer that read <ignored>

	Answer
}

// An Answer is what a step brought back, normalized.
type Answer struct {
	Statuses  map[string]int `json:"statuses,omitempty"`  // Times: how often each status came
	Response  map[string]any `json:"response,omitempty"`  // the only answer, or the last of Times
	Responses any            `json:"responses,omitempty"` // Parallel: the different answers and their count, or the summary
}

// A Request is sent as it stands, with Host and "Connection: close" added where the headers lack
// them.
type Request struct {
	Method  string      `json:"method"`
	Path    string      `json:"path"`
	Headers [][2]string `json:"headers"`
	Body    *Body       `json:"body,omitempty"`
	Framing string      `json:"framing,omitempty"` // FramingAuto ("") or one of the other two
}

// A Body has one of five forms: JSON, Form, Text, Base64, or Before + Repeat × Times + After.
type Body struct {
	Form   [][2]string     `json:"form,omitempty"` // URL-encoded
	JSON   json.RawMessage `json:"json,omitempty"` // sent compact, keys in the order of the case
	Text   *string         `json:"text,omitempty"`
	Base64 *string         `json:"base64,omitempty"`
	Before string          `json:"before,omitempty"`
	Repeat string          `json:"repeat,omitempty"`
	Times  int             `json:"times,omitempty"`
	After  string          `json:"after,omitempty"`
}

// A MailQuery waits up to a second for Count mails (default 1; 0 looks once) of a kind to an
// address.
type MailQuery struct {
	To    string `json:"to"`
	Kind  string `json:"kind,omitempty"` // default: any kind
	Count *int   `json:"count,omitempty"`
}

// A Forgery is a token that the server did not issue. A claim "$now+60" is a time in Unix seconds.
type Forgery struct {
	Header json.RawMessage `json:"header"`
	Claims json.RawMessage `json:"claims"`
	Sign   string          `json:"sign"` // server, otherKey, otherAlg or none
}

// A Tampering changes the token in one variable, without any key.
type Tampering struct {
	Token string          `json:"token"` // the variable that holds the token
	Op    string          `json:"op"`
	Other string          `json:"other,omitempty"` // the variable that holds the token to take the payload of
	Args  json.RawMessage `json:"args,omitempty"`  // claims or header fields to put in
}

// A Setting computes a variable from a text.
type Setting struct {
	Value string `json:"value"`
	As    string `json:"as,omitempty"` // upper, lower, base64, urlencode, sha256, random (so many bytes), now (seconds from now, as Unix time); default: as it is
}

// A Move moves the server's clock forward, or resets it.
type Move struct {
	AdvanceSeconds float64 `json:"advanceSeconds,omitempty"`
	Reset          bool    `json:"reset,omitempty"`
}

type caseFile struct {
	Format    string `json:"format"`
	Reference string `json:"reference,omitempty"`
	Cases     []Case `json:"cases"`
}

// Load reads a case file. It refuses unknown fields.
func Load(r io.Reader) ([]Case, error) {
	var file caseFile
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if file.Format != Format {
		return nil, fmt.Errorf("%w: format is %q", ErrFormat, file.Format)
	}
	for _, c := range file.Cases {
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("%w %s: %w", ErrBadCase, c.ID, err)
		}
	}
	return file.Cases, unique(file.Cases)
}

func unique(cases []Case) error {
	seen := make(map[string]bool, len(cases))
	for _, c := range cases {
		if seen[c.ID] {
			return fmt.Errorf("%w %s: the id is taken", ErrBadCase, c.ID)
		}
		seen[c.ID] = true
	}
	return nil
}

func (c Case) check() error {
	if c.ID == "" || c.Group == "" {
		return errors.New("id or group is missing")
	}
	if !slices.Contains([]string{TargetMain, TargetRateLimited, TargetInviteOnly}, c.Target) {
		return fmt.Errorf("target is %q, want %q, %q or none", c.Target, TargetRateLimited, TargetInviteOnly)
	}
	for _, need := range c.Needs {
		if !slices.Contains([]string{needMail, needClock, needRateLimitedClock, needForge, needDocuments, needLexicons}, need) {
			return fmt.Errorf("unknown need %q", need)
		}
	}
	for i, s := range c.Steps {
		if n := s.actions(); n != 1 {
			return fmt.Errorf("step %d has %d actions, want 1", i, n)
		}
	}
	return nil
}

func (s Step) actions() int {
	n := 0
	for _, given := range []bool{
		s.Request != nil, s.Mail != nil, s.Forge != nil, s.Tamper != nil, s.Set != nil, s.SleepMs != 0, s.Clock != nil,
		s.Approve != nil, s.PKCE != nil, s.Document != nil, s.Key != nil, s.JWS != nil, s.Lexicon != nil,
	} {
		if given {
			n++
		}
	}
	return n
}
