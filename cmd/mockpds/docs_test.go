package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What stands in a command block can be pasted into zsh too: it has no comments, which zsh takes
// for arguments, and no URL with a ? outside of quotes, which zsh takes for a pattern.
func TestCommandsOfTheDocsWorkInEveryShell(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(pages) < 5 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	command := regexp.MustCompile(`(?m)^(?: {4}|)(?:\$ )?(?:curl|go|docker|npm|cd|\.?/?mockpds) .*$`)
	quoted := regexp.MustCompile(`'[^']*'|"[^"]*"`)
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range command.FindAllString(string(text), -1) {
			if bare := quoted.ReplaceAllString(line, ""); strings.Contains(bare, " #") || strings.Contains(bare, "?") {
				t.Errorf("%s: %s", filepath.Base(page), line)
			}
		}
	}
}
