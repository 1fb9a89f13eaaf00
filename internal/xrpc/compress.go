package xrpc

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// compressFrom is the smallest body, in bytes, that is compressed: the reference's threshold.
const compressFrom = 1024

// A compressor writes one coding.
type compressor interface {
	io.WriteCloser
	Reset(io.Writer)
}

// compressors are used again: a new one takes 250 µs and 1.2 MB, a used one 6 µs.
var compressors = map[string]*sync.Pool{
	"gzip": {New: func() any {
		z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
		return z
	}},
	"deflate": {New: func() any {
		z, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed)
		return z
	}},
}

// compress codes a body for a client that accepts it, and returns the name of the coding, or "" if
// the body stays as it is. The reference prefers brotli where a client takes it; every client that
// does takes gzip.
func compress(r *http.Request, body []byte) (coded []byte, coding string) {
	accepted := FirstHeader(r, "Accept-Encoding")
	if len(body) < compressFrom || r.Method == http.MethodHead || accepted == "" {
		return nil, ""
	}
	if coding = negotiate(accepted); coding == "" {
		return nil, ""
	}
	z := compressors[coding].Get().(compressor)
	defer compressors[coding].Put(z)
	var b bytes.Buffer
	b.Grow(len(body))
	z.Reset(&b)
	if _, err := z.Write(body); err != nil {
		return nil, ""
	}
	if err := z.Close(); err != nil {
		return nil, ""
	}
	return b.Bytes(), coding
}

// negotiate chooses between gzip and deflate by the weights of an Accept-Encoding header (RFC 9110
// section 12.5.3). It returns gzip if the weights are equal, and "" if the client takes neither.
func negotiate(header string) string {
	weights := map[string]float64{}
	for item := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(item), ";")
		weights[strings.ToLower(strings.TrimSpace(coding))] = parseWeight(weight)
	}
	for _, coding := range []string{"gzip", "deflate"} {
		if _, named := weights[coding]; !named {
			weights[coding] = weights["*"]
		}
	}
	switch {
	case weights["gzip"] == 0 && weights["deflate"] == 0:
		return ""
	case weights["deflate"] > weights["gzip"]:
		return "deflate"
	default:
		return "gzip"
	}
}

func parseWeight(text string) float64 {
	q, ok := strings.CutPrefix(strings.TrimSpace(text), "q=")
	if !ok {
		return 1
	}
	f, err := strconv.ParseFloat(q, 64)
	if err != nil {
		return 0
	}
	return f
}
