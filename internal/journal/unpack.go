package journal

import (
	"encoding/binary"
	"slices"
	"time"
)

// A reader unpacks the calls of a page.
type reader struct {
	page   *page
	start  time.Time // of the journal
	models map[int]*call
}

// call unpacks the call in a place.
func (r *reader) call(place int) *call {
	c := r.unpack(int(r.page.starts[place]))
	c.number = r.page.first + uint64(place) //nolint:gosec // an index
	return c
}

// unpack unpacks the call that begins somewhere in the page.
func (r *reader) unpack(begins int) *call {
	in := packed(r.page.data[begins:])
	c := &call{}
	if back := in.count(); back == 0 {
		c.requestHeader, c.replyHeader = in.names(), in.names()
	} else {
		*c = *r.model(begins - back)
	}
	in.texts(c)
	in.numbers(c)
	c.RealTime = r.start.Add(c.sinceStart)
	if c.Fault = nil; c.fault != (Fault{}) {
		c.Fault = &c.fault
	}
	return c
}

func (r *reader) model(begins int) *call {
	if m := r.models[begins]; m != nil {
		return m
	}
	if r.models == nil {
		r.models = map[int]*call{}
	}
	m := r.unpack(begins)
	r.models[begins] = m
	return m
}

// packed is what is left to read of a page.
type packed []byte

func (in *packed) count() int {
	n, size := binary.Uvarint(*in)
	*in = (*in)[size:]
	return int(n) //nolint:gosec // was one
}

func (in *packed) number() int64 {
	n, size := binary.Varint(*in)
	*in = (*in)[size:]
	return n
}

func (in *packed) bytes(n int) []byte {
	b := (*in)[:n]
	*in = (*in)[n:]
	return b
}

func (in *packed) names() lines {
	list := lines{}
	for range in.count() {
		name := string(in.bytes(in.count()))
		for range in.count() {
			list = append(list, Header{Name: name})
		}
	}
	return list
}

// texts reads the texts and values that are not those of the model, which a call is a copy of.
func (in *packed) texts(c *call) {
	texts := c.texts()
	ownRequest, ownReply := false, false
	for place := in.count() - 1; place >= 0; place = in.count() - 1 {
		value := place - len(texts)
		switch {
		case value < 0:
			*texts[place] = in.difference(*texts[place])
		case value < len(c.requestHeader):
			c.requestHeader, ownRequest = ownLines(c.requestHeader, ownRequest), true
			in.value(c.requestHeader, value)
		default:
			c.replyHeader, ownReply = ownLines(c.replyHeader, ownReply), true
			in.value(c.replyHeader, value-len(c.requestHeader))
		}
	}
}

func (in *packed) value(l lines, place int) {
	l[place].Value = in.difference(l[place].Value)
}

// ownLines makes a copy of a model's lines unless that has been done.
func ownLines(l lines, done bool) lines {
	if done {
		return l
	}
	return slices.Clone(l)
}

// difference reads what addDifference wrote, beside the same model.
func (in *packed) difference(model string) string {
	size := in.count()
	b := make([]byte, 0, size)
	if size != len(model) {
		prefix, suffix := in.count(), in.count()
		b = append(append(b, model[:prefix]...), in.bytes(size-prefix-suffix)...)
		return string(append(b, model[len(model)-suffix:]...))
	}
	for len(b) < size {
		b = append(b, model[len(b):len(b)+in.count()]...)
		b = append(b, in.bytes(in.count())...)
	}
	return string(b)
}

func (in *packed) numbers(c *call) {
	bits := in.bytes(1)[0]
	is := func(b byte) bool { return bits&b != 0 }
	c.Lost, c.ownPassword, c.mints, c.named = is(bitLost), is(bitOwnPassword), is(bitMints), is(bitNamed)
	c.proven, c.requestTruncated, c.replyTruncated = is(bitProof), is(bitRequestTruncated), is(bitReplyTruncated)
	c.Began = time.Unix(in.number(), int64(in.count())).UTC()
	c.sinceStart, c.Duration = time.Duration(in.number()), time.Duration(in.number())
	for _, n := range [...]*int{
		&c.Status, &c.Session, &c.Generation, &c.token.session, &c.brings.session, &c.brings.generation,
	} {
		*n = int(in.number())
	}
	c.token.generation = c.Generation
	c.RequestBytes, c.ReplyBytes = in.number(), in.number()
}
