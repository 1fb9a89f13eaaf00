package journal

import (
	"encoding/binary"
	"maps"
	"slices"
)

// Most calls look like one that came before: the same client, method, headers and reply, but for a token and a few numbers. So a
// call is packed as what tells it from its model, the last call of its page that was packed whole and had the same path, verb,
// status and user agent. One that has no model, or other names in its headers than that, is packed whole, and is the next model.
//
// A packed call is, where not said otherwise in unsigned varints:
//
//	how many bytes back its model begins, or 0 where it is packed whole, with the names in its headers then (see addNames)
//	each text that differs from the model's: 1 more than its place, and the difference (see addDifference); then 0
//	its numbers (see addNumbers)
//
// The places of texts are those of call.texts, followed by the values of the request's and then of the reply's header.

// modelKey is what a call has in common with its model at least.
type modelKey struct {
	verb, path, agent string
	status            int
}

type models map[modelKey]*model

// A model is a call as those after it are compared with it.
type model struct {
	texts          texts
	request, reply []named
	begins         int // in the page
}

// named are the values of one name in a header.
type named struct {
	name   string
	values []string
}

// longestHeaders bounds the names and values that are kept of the header of a request or of a reply, in bytes.
const longestHeaders = 16 << 10

// add appends a call to the page.
func (p *page) add(c *call) {
	begins := len(p.data)
	p.starts = append(p.starts, uint32(begins)) //nolint:gosec // a page and one more call are far smaller
	key := modelKey{c.Verb, c.Path, firstValue(c.RequestHeader, "User-Agent"), c.Status}
	m := p.models[key]
	if m == nil || !p.addLike(m, c) {
		p.data = p.data[:begins]
		p.models[key] = p.addWhole(c)
	}
	p.data = c.addNumbers(p.data)
}

// addLike adds what tells a call from its model. It is false where that cannot be said.
func (p *page) addLike(m *model, c *call) bool {
	b := binary.AppendUvarint(p.data, uint64(len(p.data)-m.begins)) //nolint:gosec // not negative
	b = addTexts(b, &m.texts, c)
	at := int(numTexts)
	b, at, ok := addValues(b, at, m.request, c.RequestHeader, c.proof)
	if ok {
		b, _, ok = addValues(b, at, m.reply, c.ReplyHeader, "")
	}
	if !ok {
		return false
	}
	p.data = append(b, 0)
	return true
}

// addWhole adds all of a call, and returns it as a model.
func (p *page) addWhole(c *call) *model {
	m := &model{begins: len(p.data), request: boundHeader(c.RequestHeader, c.proof), reply: boundHeader(c.ReplyHeader, "")}
	b := append(p.data, 0)
	b = addNames(addNames(b, m.request), m.reply)
	b = addTexts(b, &m.texts, c)
	at := uint64(numTexts)
	for _, header := range [...][]named{m.request, m.reply} {
		for i := range header {
			for _, v := range header[i].values {
				b = addDifference(binary.AppendUvarint(b, at+1), "", v)
				at++
			}
		}
	}
	p.data = append(b, 0)
	for i, t := range c.texts() {
		m.texts[i] = *t
	}
	m.texts[textRequestBody], m.texts[textReplyBody] = string(c.RequestBody), string(c.ReplyBody)
	return m
}

// boundHeader lists a header as it is kept.
func boundHeader(h map[string][]string, proof string) []named {
	list := make([]named, 0, len(h))
	room := longestHeaders
	for _, name := range slices.Sorted(maps.Keys(h)) {
		n := named{name: name}
		for i, v := range h[name] {
			if i == 0 {
				v = withoutProof(name, v, proof)
			}
			v = v[:min(len(v), max(0, room-len(name)))]
			if room -= len(name) + len(v); room < 0 {
				return list
			}
			n.values = append(n.values, v)
		}
		list = append(list, n)
	}
	return list
}

// withoutProof leaves a token out of the header that it came in.
func withoutProof(name, value, proof string) string {
	if proof != "" && name == "Authorization" {
		return value[:len(value)-len(proof)]
	}
	return value
}

// addNames adds how many names a header has, and for each of them its length, itself and how many values it has.
func addNames(b []byte, header []named) []byte {
	b = binary.AppendUvarint(b, uint64(len(header)))
	for i := range header {
		b = addString(b, header[i].name)
		b = binary.AppendUvarint(b, uint64(len(header[i].values)))
	}
	return b
}

func addString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func addTexts(b []byte, m *texts, c *call) []byte {
	all := c.texts()
	for i, t := range all[:textRequestBody] {
		if *t != m[i] {
			b = addDifference(binary.AppendUvarint(b, uint64(i)+1), m[i], *t) //nolint:gosec // an index
		}
	}
	if model := m[textRequestBody]; string(c.RequestBody) != model {
		b = addDifference(append(b, textRequestBody+1), model, c.RequestBody)
	}
	if model := m[textReplyBody]; string(c.ReplyBody) != model {
		b = addDifference(append(b, textReplyBody+1), model, c.ReplyBody)
	}
	return b
}

// addValues adds the values that differ from a model's, of which the first has a given place, and returns the place after the last.
// It is false where the header has other names than the model's, more or fewer values of one, or more bytes than are kept.
func addValues(b []byte, at int, m []named, h map[string][]string, proof string) ([]byte, int, bool) {
	if len(m) != len(h) {
		return b, at, false
	}
	size := 0
	for i := range m {
		values := h[m[i].name]
		if len(values) != len(m[i].values) {
			return b, at, false
		}
		for k, v := range values {
			if k == 0 {
				v = withoutProof(m[i].name, v, proof)
			}
			size += len(m[i].name) + len(v)
			if model := m[i].values[k]; v != model {
				b = addDifference(binary.AppendUvarint(b, uint64(at)+1), model, v) //nolint:gosec // an index
			}
			at++
		}
	}
	return b, at, size <= longestHeaders
}

// addDifference adds a text's length and then what is not the model's: by turns where the model is as long, else in the middle.
func addDifference[T string | []byte](b []byte, model string, s T) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	if len(s) == len(model) {
		return addTurns(b, model, s)
	}
	return addMiddle(b, model, s)
}

// addMiddle adds how many bytes at the beginning and at the end are the model's, and those between.
func addMiddle[T string | []byte](b []byte, model string, s T) []byte {
	most := min(len(s), len(model))
	prefix, suffix := 0, 0
	for prefix < most && s[prefix] == model[prefix] {
		prefix++
	}
	for prefix+suffix < most && s[len(s)-1-suffix] == model[len(model)-1-suffix] {
		suffix++
	}
	b = binary.AppendUvarint(b, uint64(prefix))
	b = binary.AppendUvarint(b, uint64(suffix))
	return append(b, s[prefix:len(s)-suffix]...)
}

// addTurns adds by turns how many bytes are the model's, how many are not, and those, to the end.
func addTurns[T string | []byte](b []byte, model string, s T) []byte {
	for at := 0; at < len(s); {
		begins := at
		for at < len(s) && s[at] == model[at] {
			at++
		}
		b = binary.AppendUvarint(b, uint64(at-begins)) //nolint:gosec // not negative
		begins, at = at, endOfOther(model, s, at)
		b = binary.AppendUvarint(b, uint64(at-begins)) //nolint:gosec // not negative
		b = append(b, s[begins:at]...)
	}
	return b
}

// shortestSame is for how many bytes that are the model's it is worth to end those that are not.
const shortestSame = 4

// endOfOther finds the end of what is not the model's.
func endOfOther[T string | []byte](model string, s T, at int) int {
	for same := 0; at < len(s); {
		if s[at] != model[at] {
			same = 0
		} else if same++; same == shortestSame {
			return at + 1 - shortestSame
		}
		at++
	}
	return at
}

// What is told by one bit of a call.
const (
	bitLost = 1 << iota
	bitOwnPassword
	bitMints
	bitNamed
	bitProof
	bitRequestTruncated
	bitReplyTruncated
)

// addNumbers adds the bits above, the times, and what else a call is not compared by. Mock time is seconds since 1970, signed, and
// nanoseconds; real time is nanoseconds since the journal began.
func (c *call) addNumbers(b []byte) []byte {
	bits := bit(c.Lost, bitLost) | bit(c.ownPassword, bitOwnPassword) | bit(c.mints, bitMints) | bit(c.named, bitNamed) |
		bit(c.proof != "", bitProof) | bit(c.requestTruncated, bitRequestTruncated) | bit(c.replyTruncated, bitReplyTruncated)
	b = append(b, bits)
	b = binary.AppendVarint(b, c.Began.Unix())
	b = binary.AppendUvarint(b, uint64(c.Began.Nanosecond())) //nolint:gosec // not negative
	b = binary.AppendVarint(b, int64(c.sinceStart))
	for _, n := range [...]int64{
		int64(c.Duration), int64(c.Status), int64(c.Session), int64(c.Generation), int64(c.token.session), int64(c.brings.session), int64(c.brings.generation),
		c.RequestBytes, c.ReplyBytes,
	} {
		b = binary.AppendVarint(b, n)
	}
	return b
}

func bit(on bool, b byte) byte {
	if on {
		return b
	}
	return 0
}
