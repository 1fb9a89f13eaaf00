package tokens

import (
	"encoding/hex"
	"testing"
)

// What Buffer.from(text, "base64url") of Node 24 makes of each.
func TestDecodeBase64ReadsAsNodeDoes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":          "",
		"YQ":        "61",
		"YR":        "61",
		"YQ=":       "61",
		"YQ==":      "61",
		"YQ===":     "61",
		"YQ==YQ==":  "61",
		"YW=Jj":     "61",
		"=YQ":       "",
		"Y":         "",
		"Y!Q":       "61",
		"Y\nQ":      "61",
		"éYQ":       "61",
		"YWJjĀZ":    "616263",
		"YWJjZ":     "616263",
		"YWJj=ZGVm": "616263",
		"YW+/":      "616fbf",
		"YW-_":      "616fbf",
	} {
		if got := hex.EncodeToString(DecodeBase64(text)); got != want {
			t.Errorf("DecodeBase64(%q) = %s, want %s", text, got, want)
		}
	}
}
