// Package docs has the pages that the program shows.
package docs

import _ "embed"

// Findings is the page about the rules for clients.
//
//go:embed findings.md
var Findings string
