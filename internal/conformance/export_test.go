package conformance

import (
	"bufio"
	"net/http"
	"strings"
)

// Message returns the bytes that a request goes on the wire as.
func (r Request) Message(host string, vars map[string]string) ([]byte, error) {
	return r.message(host, vars)
}

// ReadReply reads a response as replies are read from a socket.
func ReadReply(method, wire string) (status int, header http.Header, body string, err error) {
	got, err := readReply(bufio.NewReader(strings.NewReader(wire)), method)
	if err != nil {
		return 0, nil, "", err
	}
	return got.status, got.header, string(got.body), nil
}

// Normalizer makes a normalizer for a server with this host in its DID.
func Normalizer(own [][2]string, hostDashed string, verify func([]byte, string, []byte) bool) *normalizer {
	n := newNormalizer(own)
	n.hostDashed, n.verify = hostDashed, verify
	return n
}

// Answer normalizes a response with this content type and body.
func (n *normalizer) Answer(header http.Header, body string, s Step) map[string]any {
	answer, _ := n.answer(&reply{status: http.StatusOK, header: header, body: []byte(body)}, s)
	return answer
}

// Apply changes the token in the variables.
func (t Tampering) Apply(vars map[string]string) (string, error) { return t.apply(vars) }

// Forge makes a token at a time in Unix seconds.
func (f Forgery) Forge(vars map[string]string, signers Signers, now int64) (string, error) {
	return f.forge(vars, &signers, func() (int64, error) { return now, nil })
}

// Convert computes a setting at a time in Unix seconds.
func (s Setting) Convert(value string, now int64) (string, error) {
	return s.convert(value, func() (int64, error) { return now, nil })
}

// Draw returns the random variables of cases in turn.
func Draw(seed string, ids ...string) []map[string]string {
	lots := newLottery(seed)
	var out []map[string]string
	for _, id := range ids {
		out = append(out, lots.draw(id))
	}
	return out
}
