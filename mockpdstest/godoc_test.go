package mockpdstest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// withoutFields are the aliases: names of numbers and texts, and a snapshot, which is opaque.
var withoutFields = []string{"Auth", "Drop", "Preset", "Snapshot", "Times", "TokenKind"}

// TestTypesShowTheirFields holds that no struct which a user writes or reads is an alias of an
// internal one: go doc shows its name alone.
func TestTypesShowTheirFields(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if ok && spec.Name.IsExported() && spec.Assign.IsValid() && !slices.Contains(withoutFields, spec.Name.Name) {
				t.Errorf("%s is an alias: go doc shows no fields", spec.Name)
			}
			return true
		})
	}
}

func TestGoDocShowsFields(t *testing.T) {
	t.Parallel()
	for name, field := range map[string]string{
		"Fault": "Effect Effect", "Match": "Times Times", "Effect": "Delay time.Duration", "Error": "Headers map[string]string",
		"Hold": "Timeout time.Duration", "Stub": "Params  map[string]string", "Limit": "WindowSeconds int",
		"Filter": "ErrorName string", "Call": "Minted     string", "MintOrder": "Claims     map[string]any",
	} {
		out, err := exec.CommandContext(t.Context(), "go", "doc", ".", name).CombinedOutput()
		if err != nil || !strings.Contains(string(out), field) {
			t.Errorf("go doc . %s does not show %q: %v\n%s", name, field, err, out)
		}
	}
}

func TestEachVerbOfAScenarioHasAnExample(t *testing.T) {
	t.Parallel()
	scenarios, err := os.ReadFile("../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("example*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var examples strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		examples.Write(text)
	}
	for _, verb := range regexp.MustCompile(`pds\.([A-Z]\w*)`).FindAllStringSubmatch(string(scenarios), -1) {
		if !strings.Contains(examples.String(), "func ExamplePDS_"+verb[1]+"()") && verb[1] != "URL" {
			t.Errorf("%s has no example", verb[1])
		}
	}
}
