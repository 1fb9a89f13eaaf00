package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mockpds/fixtures"
	"mockpds/server"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatIsTypedWrongIsOneLineWithARemedy(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing")
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"command":             {[]string{"sevre"}, 2, "did you mean serve?"},
		"no such command":     {[]string{"frobnicate"}, 2, "write one of serve, run, check, example"},
		"no such flag":        {[]string{"--frobnicate"}, 2, "mockpds serve --help lists all there are"},
		"flag of check":       {[]string{"check", "--strict", "a.yaml"}, 2, "check has no flag --strict"},
		"flag given twice":    {[]string{"--addr", "127.0.0.1:1", "--addr=127.0.0.1:1"}, 2, "--addr is given twice"},
		"switch given twice":  {[]string{"--rate-limits", "--rate-limits=false"}, 2, "--rate-limits is given twice"},
		"flag":                {[]string{"--adr", "x"}, 2, "serve has no flag --adr: did you mean --addr?"},
		"flag after serve":    {[]string{"serve", "-adr=x"}, 2, "did you mean --addr?"},
		"flag without value":  {[]string{"--addr"}, 2, "--addr needs a value"},
		"flag syntax":         {[]string{"---addr"}, 2, "--name value"},
		"stray argument":      {[]string{"--rate-limits", "no"}, 2, `unexpected argument "no"`},
		"address":             {[]string{"--addr", "2583"}, 2, "such as 127.0.0.1:2583"},
		"port":                {[]string{"--addr", "127.0.0.1:65536"}, 2, "such as 127.0.0.1:2583"},
		"foreign address":     {[]string{"--addr", "192.0.2.1:0"}, 1, "an address of this machine"},
		"public URL":          {[]string{"--public-url", "pds.test"}, 2, "scheme and host"},
		"service DID":         {[]string{"--service-did", "pds.test"}, 2, "did:web:pds.test"},
		"handle domain":       {[]string{"--handle-domain", "test"}, 2, "leading dot"},
		"duration":            {[]string{"--access-ttl", "15"}, 2, "15m"},
		"fraction":            {[]string{"--refresh-ttl", "1.5s"}, 2, "whole seconds"},
		"no life":             {[]string{"--access-ttl", "0"}, 2, "at least 1s"},
		"grace":               {[]string{"--refresh-grace", "-1s"}, 2, "or 0 for none"},
		"switch":              {[]string{"--invite-required=maybe"}, 2, "true or false"},
		"log format":          {[]string{"--log-format", "xml"}, 2, "write one of text, json, off"},
		"key":                 {[]string{"--signing-key", "abc"}, 2, "64 hex digits"},
		"key file":            {[]string{"--signing-key", "@" + missing}, 1, "no such file"},
		"fixture file":        {[]string{"--fixtures", missing}, 1, "no such file"},
		"fixture folder":      {[]string{"--fixtures", filepath.Dir(missing)}, 1, "directory"},
		"check of nothing":    {[]string{"check"}, 2, "check FILE"},
		"check of no file":    {[]string{"check", missing}, 1, "no such file"},
		"health of no URL":    {[]string{"health", "localhost"}, 2, "http://127.0.0.1:2583"},
		"health of two":       {[]string{"health", "http://a", "http://b"}, 2, "one URL"},
		"schema with a word":  {[]string{"schema", "x"}, 2, "no arguments"},
		"version with a word": {[]string{"version", "x"}, 2, "no arguments"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runToEnd(t, environment{"MOCKPDS_LOG_FORMAT": "text"}, "", test.args...)
			if got.code != test.code || !strings.Contains(got.stderr, test.says) {
				t.Errorf("%q: exit %d, want %d with %q: %s", test.args, got.code, test.code, test.says, got.stderr)
			}
			if strings.Count(got.stderr, "\n") != 1 || got.stdout != "" {
				t.Errorf("%q writes not one line to standard error alone:\n%s%s", test.args, got.stdout, got.stderr)
			}
		})
	}
}

func TestWhatPrints(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		want string
	}{
		"schema":         {[]string{"schema"}, string(fixtures.Schema())},
		"example":        {[]string{"example"}, string(fixtures.DefaultFile())},
		"version":        {[]string{"version"}, "mockpds " + server.Version + " "},
		"version flag":   {[]string{"--version"}, "mockpds " + server.Version + " "},
		"help":           {[]string{"help"}, helpText()},
		"help flag":      {[]string{"--help"}, helpText()},
		"short flag":     {[]string{"-h"}, helpText()},
		"help of serve":  {[]string{"serve", "--help"}, helpText()},
		"help in a line": {[]string{"--addr", "127.0.0.1:0", "-h"}, helpText()},
		"help of help":   {[]string{"help", "--help"}, helpText()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runToEnd(t, nil, "", test.args...)
			if got.code != 0 || !strings.HasPrefix(got.stdout, test.want) || got.stderr != "" {
				t.Errorf("exit %d, standard output:\n%s\nstandard error:\n%s", got.code, got.stdout, got.stderr)
			}
		})
	}
}

func TestEveryCommandHasHelp(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		for _, args := range [][]string{{c.name, "--help"}, {c.name, "-h"}, {"help", c.name}} {
			got := runToEnd(t, nil, "", args...)
			if got.code != 0 || !strings.Contains(got.stdout, c.usage()) || got.stderr != "" {
				t.Errorf("%v: exit %d, standard output:\n%s\nstandard error:\n%s", args, got.code, got.stdout, got.stderr)
			}
		}
	}
}

func TestHelpNamesEverything(t *testing.T) {
	t.Parallel()
	text := helpText()
	for _, c := range commands() {
		if !strings.Contains(text, "mockpds "+c.name) || !strings.Contains(text, c.says) {
			t.Errorf("the command %s is missing", c.name)
		}
	}
	for _, s := range new(options).settings() {
		if !strings.Contains(text, "--"+s.name) || !strings.Contains(text, "(default "+s.fallback) {
			t.Errorf("the flag --%s or its default is missing", s.name)
		}
	}
	for _, c := range commands() {
		text += c.help()
	}
	for line := range strings.Lines(text) {
		if len([]rune(line)) > 101 {
			t.Errorf("longer than 100 characters: %s", line)
		}
	}
}

func TestCheckTellsEveryMistakeOfEveryFile(t *testing.T) {
	t.Parallel()
	fine := write(t, "fine.yaml", "accounts: [{handle: alice.test}]")
	two := write(t, "two.yaml", "accounts:\n  - handle: alice.test\n    pasword: secret-word\n    status: gone\n")
	got := runToEnd(t, environment{"MOCKPDS_LOG_FORMAT": "text"}, "accounts: [{}]", "check", two, fine, "-")
	lines := strings.Split(strings.TrimSpace(got.stderr), "\n")
	want := []string{two + ":3:5: ", two + ":4:13: ", "standard input:1:12: "}
	if got.code != 2 || len(lines) != len(want) {
		t.Fatalf("exit %d, %q", got.code, lines)
	}
	for i, line := range lines {
		if !strings.HasPrefix(line, want[i]) {
			t.Errorf("line %d is %q, want it to begin with %q", i, line, want[i])
		}
	}
	if got.stdout != fine+": fine, accounts: 1\n" {
		t.Errorf("standard output is %q", got.stdout)
	}
}

func TestCheckPassesFilesWithoutMistakes(t *testing.T) {
	t.Parallel()
	got := runToEnd(t, nil, string(fixtures.DefaultFile()), "check", "-")
	if got.code != 0 || got.stderr != "" {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}

func TestCheckKnowsTheSections(t *testing.T) {
	t.Parallel()
	right := runToEnd(t, nil, "accounts: []\nstubs: [{method: a.b.c}]\nlimits: [{method: a.b.c}]\nfaults: [{effect: {drop: after}}]\n", "check", "-")
	if right.code != 0 {
		t.Errorf("exit %d: %s", right.code, right.stderr)
	}
	warned := runToEnd(t, nil, "accounts: []\nfaults: [{match: {method: refreshSesion}, effect: {drop: after}}]\n", "check", "-")
	if warned.code != 0 || !strings.Contains(warned.stdout, `-: warning: faults, item 1: no method is called refreshSesion (did you mean "refreshSession"?)`) {
		t.Errorf("exit code %d, output %s", warned.code, warned.stdout)
	}
	wrong := runToEnd(t, nil, "accounts: []\nstubs: [{method: com.atproto.server.getSession}]\nlimits: [{}]\nfaults: [{}]\n", "check", "-")
	if wrong.code != 2 || strings.Count(wrong.stderr, "\nstandard input:") != 2 || !strings.HasPrefix(wrong.stderr, "standard input:2:18: ") {
		t.Errorf("exit %d: %s", wrong.code, wrong.stderr)
	}
}

func TestServeRefusesAFileWithMistakes(t *testing.T) {
	t.Parallel()
	got := runToEnd(t, environment{"MOCKPDS_LOG_FORMAT": "text"}, "accounts:\n  - handle: alice\n  - hande: bob.test\n", "--addr", "127.0.0.1:0", "--fixtures", "-")
	if got.code != 2 || strings.Count(got.stderr, "standard input:") < 2 {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}

func TestRefusalsAreLinesOfAJSONLog(t *testing.T) {
	t.Parallel()
	file := "accounts:\n  - handle: alice\n  - hande: bob.test\n"
	tests := map[string]struct {
		args  []string
		lines int
	}{
		"a flag":     {[]string{"--adr", "x"}, 1},
		"an address": {[]string{"--addr", "x"}, 1},
		"a file":     {[]string{"--addr", "127.0.0.1:0", "--fixtures", "-"}, 3},
	}
	for name, test := range tests {
		got := runToEnd(t, nil, file, append([]string{"--log-format", "json"}, test.args...)...)
		for line := range strings.Lines(got.stderr) {
			var entry struct{ Level, Msg string }
			if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Level != "ERROR" || entry.Msg == "" {
				t.Errorf("%s: the line is %s", name, line)
			}
		}
		if strings.Count(got.stderr, "\n") != test.lines || got.code != exitUsage {
			t.Errorf("%s: exit %d: %s", name, got.code, got.stderr)
		}
	}
}
