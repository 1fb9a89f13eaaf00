package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mockpds/fixtures"
	"mockpds/mockpdstest"
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
	for _, s := range new(options).settings() {
		row := "| `--" + s.name + "` | `" + s.variable() + "` | "
		if s.fallback != "" {
			row += "`" + s.fallback + "` | "
		}
		if !strings.Contains(text, "\n"+row) {
			t.Errorf("no line of the table begins with %s", row)
		}
	}
	flags := regexp.MustCompile("(?m)^\\| `--").FindAllString(text, -1)
	if len(flags) != len(new(options).settings()) {
		t.Errorf("the table has %d flags, the program %d", len(flags), len(new(options).settings()))
	}
}

func TestReadmeHasEveryAccountOfTheDefaultWorld(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, a := range fixtures.Default(fixtures.Options{}).Accounts {
		if !strings.Contains(text, "`"+a.Handle+"`") {
			t.Errorf("%s is missing", a.Handle)
		}
		name, _, _ := strings.Cut(a.Handle, ".")
		exception := "That of `" + a.Handle + "` is `" + a.Password + "`."
		if a.Password != name+"-pass" && !strings.Contains(text, exception) {
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

var curlLine = regexp.MustCompile(`(?m)^curl (?:-X (\w+) )?'?http://127\.0\.0\.1:2583(/_mock/[^\s']+)'?(?: -d '(.*?)')?(?: +#.*)?$`)

func TestRequestsOfTheReadmeSteer(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	requests := curlLine.FindAllStringSubmatch(readme(t), -1)
	if all := strings.Count(readme(t), "127.0.0.1:2583/_mock/"); len(requests) != all || all == 0 {
		t.Errorf("%d of %d requests can be followed", len(requests), all)
	}
	for _, request := range requests {
		verb, body := request[1], request[3]
		if verb == "" && body != "" {
			verb = http.MethodPost
		}
		r, err := http.NewRequestWithContext(t.Context(), verb, p.base+request[2], strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", request[0], response.Status)
		}
	}
}

func TestTheGoTestOfTheReadme(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)                                                // on a free port; it ends with the test
	alice := pds.Login(t, "alice.test")                                      // or have your client log in at pds.URL
	pds.ExpireAccess(t, "alice.test")                                        // the access token expires, in the midst of it all
	alice.TryGet("com.atproto.server.getSession").Is(t, 400, "ExpiredToken") // so the client has to refresh,
	alice.Refresh(t).Logout(t)                                               // and can go on

	source, err := os.ReadFile("readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```go\n(pds := mockpdstest.*?)```").FindStringSubmatch(readme(t))
	if block == nil {
		t.Fatal("the README has no Go test")
	}
	for line := range strings.Lines(block[1]) {
		if !strings.Contains(string(source), "\t"+line) {
			t.Errorf("this is not the test of the README: %s", line)
		}
	}
}

// The test runs the commands of the README in another module, without a network, as the modules are
// there.
func TestAnotherModuleUsesTheProjectAsTheReadmeSays(t *testing.T) {
	t.Parallel()
	edit := regexp.MustCompile(`(?m)^    go (mod edit -require=.*)$`).FindStringSubmatch(readme(t))
	if edit == nil {
		t.Fatal("the README does not say how")
	}
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod": "module example.com/app\n\ngo 1.26\n", "go.sum": string(sums),
		"app_test.go": "package app\n\nimport (\n\t\"testing\"\n\n\t\"mockpds/mockpdstest\"\n)\n\n" +
			"func TestLogin(t *testing.T) { mockpdstest.New(t).Login(t, \"alice.test\") }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{strings.Fields(strings.ReplaceAll(edit[1], "../mockpds", here)), {"test", "./..."}} {
		c := exec.Command("go", args...)
		c.Dir, c.Env = dir, append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
		if said, err := c.CombinedOutput(); err != nil {
			t.Errorf("go %v: %v\n%s", args, err, said)
		}
	}
}
