package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mockpds/fixtures"
)

const root = "../.."

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReadmeHasEverySettingWithItsDefault(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, s := range settings() {
		row := "| `--" + s.name + "` | `" + s.variable() + "` | "
		if s.fallback != "" {
			row += "`" + s.fallback + "` | "
		}
		if !strings.Contains(text, "\n"+row) {
			t.Errorf("no line of the table begins with %s", row)
		}
	}
	flags := regexp.MustCompile("(?m)^\\| `--").FindAllString(text, -1)
	if len(flags) != len(settings()) {
		t.Errorf("the table has %d flags, the program %d", len(flags), len(settings()))
	}
}

func TestReadmeHasEveryAccountOfTheDefaultWorld(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, a := range fixtures.Default(fixtures.Options{}).Accounts {
		if !strings.Contains(text, "`"+a.Handle+"`") {
			t.Errorf("%s is missing", a.Handle)
		}
		name, _, _ := strings.Cut(a.Email, "@")
		if a.Email == "" {
			name, _, _ = strings.Cut(a.Handle, ".")
		}
		if a.Password != name+"-pass" {
			t.Errorf("the password of %s is not as the text says", a.Handle)
		}
		for _, p := range a.AppPasswords {
			if !strings.Contains(text, "`"+p.Password+"`") {
				t.Errorf("the app password %s is missing", p.Name)
			}
		}
	}
}

func TestReadmeLinksToFilesThatExist(t *testing.T) {
	t.Parallel()
	links := regexp.MustCompile(`\]\(([^):]+)\)`).FindAllStringSubmatch(readme(t), -1)
	if len(links) == 0 {
		t.Error("there are no links")
	}
	for _, link := range links {
		path, _, _ := strings.Cut(link[1], "#")
		if _, err := os.Stat(filepath.Join(root, path)); err != nil {
			t.Error(err)
		}
	}
}

func TestFilesOfTheReadmeAndTheExamplesAreRight(t *testing.T) {
	t.Parallel()
	for _, match := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		if got := runToEnd(t, nil, match[1], "check", "-"); got.code != 0 {
			t.Errorf("the file in the README: %s", got.stderr)
		}
	}
	examples, err := filepath.Glob(filepath.Join(root, "examples", "*.yaml"))
	if err != nil || len(examples) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	if got := runToEnd(t, nil, "", append([]string{"check"}, examples...)...); got.code != 0 {
		t.Error(got.stderr)
	}
}

// The compose file names its fixture file by a path that begins in the image's working directory.
func TestComposeFileServesAnExample(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	served := regexp.MustCompile(`command: \["--fixtures", "(.+)"\]`).FindSubmatch(text)
	mounted := regexp.MustCompile(`- \./examples/(\S+):/fixtures/(\S+):ro`).FindSubmatch(text)
	if served == nil || mounted == nil || string(served[1]) != string(mounted[2]) {
		t.Fatalf("it serves %q and mounts %q", served, mounted)
	}
	if _, err := os.Stat(filepath.Join(root, "examples", string(mounted[1]))); err != nil {
		t.Error(err)
	}
}
