package conformance

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A conversation is one case while it runs.
type conversation struct {
	target   *Target
	instance *instance
	where    string // Case.Target
	vars     variables
	norm     *normalizer

	keys map[string]*clientKey // of the case's OAuth clients
	jars map[string]jar        // of its browsers
}

// take does one step. An error becomes the step's answer, and the case goes on.
func (c *conversation) take(ctx context.Context, s Step) Answer {
	var answer Answer
	var err error
	switch {
	case s.Request != nil:
		answer, err = c.ask(ctx, s)
	case s.Mail != nil:
		answer, err = c.readMail(ctx, s)
	case s.SleepMs > 0:
		err = c.target.wait(ctx, time.Duration(s.SleepMs)*time.Millisecond)
	case s.Clock != nil:
		err = c.target.move(ctx, c.where, *s.Clock)
		delete(c.vars, nonceSeen)
	case s.Approve != nil:
		answer, err = c.approve(ctx, s)
	case s.Document != nil:
		err = c.publish(ctx, *s.Document)
	case s.Lexicon != nil:
		err = c.putLexicon(ctx, *s.Lexicon)
	default:
		err = c.compute(s)
	}
	if err != nil {
		return Answer{Response: map[string]any{"failure": err.Error()}}
	}
	return answer
}

// compute does the steps that only set a variable.
func (c *conversation) compute(s Step) error {
	var value string
	var err error
	switch {
	case s.Forge != nil:
		value, err = s.Forge.forge(c.vars, &c.target.Signers, c.target.unixTime)
	case s.Tamper != nil:
		value, err = s.Tamper.apply(c.vars)
	case s.Set != nil:
		value, err = s.Set.convert(c.vars.expand(s.Set.Value), c.target.unixTime)
	case s.JWS != nil:
		value, err = c.sign(*s.JWS)
	case s.Key != nil:
		_, err = c.key(s.Key.Name, s.Key.Alg)
		return err
	case s.PKCE != nil:
		return c.drawVerifier(s.Into)
	default:
		err = errors.New("a step without an action")
	}
	if err == nil && s.Into != "" {
		c.vars[s.Into] = value
	}
	return err
}

func (c *conversation) ask(ctx context.Context, s Step) (Answer, error) {
	switch {
	case s.Parallel > 0:
		return c.askAtOnce(ctx, s)
	case s.Times > 0:
		return c.askRepeatedly(ctx, s)
	}
	got, err := c.sendStep(ctx, s)
	if err != nil {
		return Answer{}, err
	}
	answer, raw := c.norm.answer(got, s)
	c.vars.capture(s.Capture, raw)
	c.captureURLs(s.Capture, got, raw)
	return Answer{Response: answer}, nil
}

func (c *conversation) send(ctx context.Context, r *Request, vars variables) (*reply, error) {
	message, err := r.message(c.instance.host, vars)
	if err != nil {
		return nil, err
	}
	return exchange(ctx, c.instance.address, r.Method, message)
}

// askRepeatedly sends a request Times times; ${i} counts from 0.
func (c *conversation) askRepeatedly(ctx context.Context, s Step) (Answer, error) {
	statuses := map[string]int{}
	var last *reply
	for i := range s.Times {
		got, err := c.send(ctx, s.Request, c.vars.with("i", strconv.Itoa(i)))
		if err != nil {
			return Answer{Statuses: statuses}, err
		}
		statuses[strconv.Itoa(got.status)]++
		last = got
	}
	answer, raw := c.norm.answer(last, s)
	c.vars.capture(s.Capture, raw)
	return Answer{Statuses: statuses, Response: answer}, nil
}

// askAtOnce sends a request Parallel times at the same time; ${i} counts from 0. Variables are
// captured from the first good answer.
func (c *conversation) askAtOnce(ctx context.Context, s Step) (Answer, error) {
	replies, err := c.sendAtOnce(ctx, s)
	if err != nil {
		return Answer{}, err
	}
	good := slices.DeleteFunc(slices.Clone(replies), func(r *reply) bool { return r.status != http.StatusOK })
	answer := Answer{}
	if s.Summary == "ok-count" {
		answer.Responses = map[string]any{"ok": len(good), "notOk": len(replies) - len(good)}
	} else {
		answer.Responses = c.tally(replies, s)
	}
	if len(good) > 0 {
		raw, _ := good[0].json()
		c.vars.capture(s.Capture, raw)
	}
	return answer, nil
}

func (c *conversation) sendAtOnce(ctx context.Context, s Step) ([]*reply, error) {
	replies, errs := make([]*reply, s.Parallel), make([]error, s.Parallel)
	var senders sync.WaitGroup
	for i := range s.Parallel {
		vars := c.vars.with("i", strconv.Itoa(i))
		senders.Go(func() { replies[i], errs[i] = c.send(ctx, s.Request, vars) })
	}
	senders.Wait()
	return replies, errors.Join(errs...)
}

// tally counts equal answers, sorted by their text.
func (c *conversation) tally(replies []*reply, s Step) []any {
	type entry struct {
		text     string
		response map[string]any
		count    int
	}
	var entries []*entry
	for _, r := range replies {
		response, _ := c.norm.answer(r, s)
		text := asText(response)
		i := slices.IndexFunc(entries, func(e *entry) bool { return e.text == text })
		if i < 0 {
			i = len(entries)
			entries = append(entries, &entry{text: text, response: response})
		}
		entries[i].count++
	}
	slices.SortFunc(entries, func(a, b *entry) int { return cmp.Compare(a.text, b.text) })
	out := make([]any, len(entries))
	for i, e := range entries {
		out[i] = map[string]any{"count": e.count, "response": e.response}
	}
	return out
}

// A server may answer before it sends its mail: a mailbox is read this often, in real time.
const (
	mailLooks = 40
	mailPause = 25 * time.Millisecond
)

var mailedToken = regexp.MustCompile(`^[A-Z2-7]{5}-[A-Z2-7]{5}$`)

func (c *conversation) readMail(ctx context.Context, s Step) (Answer, error) {
	if c.target.Mail == nil {
		return Answer{}, errors.New("the target has no mailbox")
	}
	mails, err := c.awaitMail(ctx, s.Mail)
	if err != nil {
		return Answer{}, err
	}
	answer := map[string]any{"count": float64(len(mails))}
	if len(mails) > 0 {
		last := mails[len(mails)-1]
		answer["kind"] = last.Kind
		if !c.target.OAuth {
			answer["tokenForm"] = tokenShape(last.Token)
		}
		if s.Into != "" {
			c.vars[s.Into] = last.Token
		}
	}
	return Answer{Response: answer}, nil
}

func tokenShape(token string) string {
	if mailedToken.MatchString(token) {
		return "XXXXX-XXXXX"
	}
	return "other"
}

// awaitMail returns the mail that has come when there is enough of it, or when the time is over.
func (c *conversation) awaitMail(ctx context.Context, q *MailQuery) ([]Mail, error) {
	want, to := 1, c.vars.expand(q.To)
	if q.Count != nil {
		want = *q.Count
	}
	for look := 0; ; look++ {
		mails, err := c.target.Mail(ctx, to)
		if err != nil {
			return nil, err
		}
		mails = slices.DeleteFunc(slices.Clone(mails), func(m Mail) bool { return q.Kind != "" && m.Kind != q.Kind })
		if len(mails) >= want || look == mailLooks {
			return mails, nil
		}
		if err := pauseFor(ctx, mailPause); err != nil {
			return nil, err
		}
	}
}
