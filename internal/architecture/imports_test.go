// Package architecture_test holds the drawing of docs/architecture.md against the code.
package architecture_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the drawing: for each package of the project the others that its code may import. A package in the
// long row imports none but those beside it here.
var mayImport = map[string][]string{
	"cmd/mockpds": {"internal/clock", "fixtures", "internal/words", "internal/journal", "server", "tokens"},

	"server": {
		"internal/clock", "internal/faults", "fixtures", "internal/control", "internal/lexicon", "internal/seed", "internal/words", "internal/xrpc",
		"internal/exchange", "internal/identity", "internal/names",
		"internal/journal",
		"internal/mailbox", "internal/ratelimit", "internal/ruleset", "internal/stubs", "tokens",
	},

	"mockpdstest": {"internal/clock", "internal/faults", "fixtures", "internal/control", "internal/journal", "internal/ratelimit", "internal/ruleset", "server", "internal/stubs", "internal/words"},

	"internal/exchange": {"internal/clock", "internal/faults", "internal/journal", "internal/xrpc"},
	"internal/identity": {"tokens"},
	"internal/names":    nil,

	"internal/control": {"internal/clock", "internal/faults", "internal/ruleset", "fixtures", "internal/identity", "internal/words", "internal/journal", "internal/mailbox", "internal/ratelimit", "internal/stubs", "tokens"},
	"internal/xrpc":    {"internal/lexicon"},

	"internal/faults":  {"internal/ruleset", "internal/words"},
	"fixtures":         {"internal/words"},
	"internal/journal": {"internal/ruleset", "internal/words"},
	"internal/stubs":   {"internal/ruleset", "internal/words"},
	"internal/ruleset": {"internal/words"},

	"internal/clock": nil, "internal/lexicon": nil, "internal/seed": nil, "internal/words": nil,
	"internal/mailbox": nil, "internal/ratelimit": {"internal/ruleset", "internal/words"}, "tokens": nil,

	"internal/dagcbor": {"internal/lexicon"},
	"internal/records": {"internal/dagcbor", "internal/lexicon"},

	"internal/architecture":       nil,
	"internal/conformance":        nil,
	"internal/conformance/replay": {"internal/clock", "internal/conformance", "server", "tokens"},
}

// homes are the third-party modules and the only packages that import them.
var homes = map[string][]string{
	"github.com/golang-jwt/jwt/":        {"tokens"},
	"github.com/mr-tron/base58":         {"tokens", "internal/conformance"},
	"github.com/decred/dcrd/":           {"tokens"},
	"go.yaml.in/yaml/":                  {"internal/words"},
	"github.com/go-chi/chi/":            {"server", "internal/control", "internal/exchange"},
	"github.com/bluesky-social/indigo/": {"fixtures", "internal/lexicon", "internal/records", "server"},
	"github.com/fxamacker/cbor/":        {"internal/dagcbor"},
}

func TestImportsFollowTheDrawing(t *testing.T) {
	t.Parallel()
	for name, imports := range packages(t) {
		allowed, drawn := mayImport[name]
		if !drawn {
			t.Errorf("%s is not in the drawing: add it there and in docs/architecture.md", name)
		}
		for _, path := range imports {
			if other, ours := strings.CutPrefix(path, "mockpds/"); ours && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s, which the drawing does not allow", name, other)
			}
		}
	}
}

func TestThirdPartyModulesStayAtHome(t *testing.T) {
	t.Parallel()
	for name, imports := range packages(t) {
		for _, path := range imports {
			if strings.HasPrefix(path, "mockpds/") || !strings.Contains(path, ".") {
				continue
			}
			if !slices.Contains(homeOf(path), name) {
				t.Errorf("%s imports %s, whose home is %v", name, path, homeOf(path))
			}
		}
	}
}

func homeOf(path string) []string {
	for module, home := range homes {
		if strings.HasPrefix(path, module) {
			return home
		}
	}
	return nil
}

// packages lists the project's packages with what their code imports, tests left aside.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "mockpds/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		found[strings.TrimPrefix(fields[0], "mockpds/")] = fields[1:]
	}
	return found
}
