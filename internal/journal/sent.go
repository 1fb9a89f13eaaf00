package journal

import (
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
)

// longestSent is how many bytes of a request's body are read out of a compressed one.
const longestSent = 64 << 10

// sent is the body of the request as its sender wrote it, as far as it is kept: of a compressed one what its first bytes unpack to.
// What does not unpack is given as it came.
func (c *call) sent() string {
	var plain io.Reader
	var err error
	switch body := strings.NewReader(c.requestBody); strings.ToLower(c.requestHeader.get("Content-Encoding")) {
	case "gzip":
		plain, err = gzip.NewReader(body)
	case "deflate": // HTTP's deflate is the zlib format (RFC 9110 section 8.4.1.2)
		plain, err = zlib.NewReader(body)
	default:
		return c.requestBody
	}
	if err != nil {
		return c.requestBody
	}
	text, err := io.ReadAll(io.LimitReader(plain, longestSent)) // which fails at the end of what is kept
	if err != nil && len(text) == 0 {
		return c.requestBody
	}
	return string(text)
}
