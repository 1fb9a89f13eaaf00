package server

import (
	"strings"

	"mockpds/internal/xrpc"
)

var errUnsupportedAddress = xrpc.InvalidRequest("This email address is not supported, please use a different email.")

// supportedAddress reports whether an account may have an address.
func supportedAddress(address string) bool {
	local, domain, ok := strings.Cut(address, "@")
	return ok && local != "" && strings.Contains(domain, ".")
}
