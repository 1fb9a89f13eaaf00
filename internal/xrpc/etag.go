package xrpc

import (
	"crypto/sha1" //nolint:gosec // an entity tag is no secret
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
)

// entityTag returns a weak entity tag in the form of the reference's web framework:
// W/"LENGTH-HASH".
func entityTag(body []byte) string {
	sum := sha1.Sum(body) //nolint:gosec // an entity tag is no secret
	return fmt.Sprintf(`W/"%x-%s"`, len(body), base64.RawStdEncoding.EncodeToString(sum[:]))
}

// unchanged reports whether the client has this very reply (RFC 9110 section 13.1.2).
func unchanged(r *http.Request, tag string) bool {
	asked := FirstHeader(r, "If-None-Match")
	if asked == "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if strings.Contains(FirstHeader(r, "Cache-Control"), "no-cache") {
		return false
	}
	if asked == "*" {
		return true
	}
	for candidate := range strings.SplitSeq(asked, ",") {
		if strings.TrimPrefix(strings.TrimSpace(candidate), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
