package architecture_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// root is the project's.
const root = "../.."

// instructions are those of a Dockerfile that Docker 20.10 takes without BuildKit, with the flags
// that it takes.
var instructions = map[string][]string{
	"FROM": {"--platform"}, "COPY": {"--from", "--chown"}, "ADD": {"--chown"},
	"HEALTHCHECK": {"--interval", "--timeout", "--start-period", "--retries"},
	"ARG":         nil, "CMD": nil, "ENTRYPOINT": nil, "ENV": nil, "EXPOSE": nil, "LABEL": nil, "RUN": nil, "STOPSIGNAL": nil,
	"USER": nil, "VOLUME": nil, "WORKDIR": nil,
}

// composeKeys are those of a compose file that docker-compose 1.29 takes on Docker 20.10; of each,
// what may stand under it. What is not here may hold anything.
var composeKeys = map[string][]string{
	"": {"services", "volumes", "networks"},
	"services.*": {
		"image", "build", "command", "entrypoint", "environment", "ports", "volumes", "healthcheck", "depends_on", "networks",
		"read_only", "cap_drop", "security_opt", "user", "working_dir", "mem_limit", "restart", "init",
	},
	"services.*.healthcheck":  {"test", "interval", "timeout", "retries", "start_period"},
	"services.*.depends_on.*": {"condition"},
	"services.*.networks.*":   {"aliases"},
	"services.*.build":        {"context", "dockerfile", "args", "target"},
}

// blocks are the code blocks of a language in the pages, by page.
func blocks(t *testing.T, languages string) map[string][]string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	block := regexp.MustCompile("(?ms)^```(?:" + languages + ")\n(.*?)^```$")
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		for _, m := range block.FindAllStringSubmatch(read(t, page), -1) {
			found[page] = append(found[page], m[1])
		}
	}
	return found
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestImagesAreBuiltByEnginesSinceDocker20(t *testing.T) {
	t.Parallel()
	files := blocks(t, "dockerfile")
	files["Dockerfile"] = append(files["Dockerfile"], read(t, filepath.Join(root, "Dockerfile")))
	for name, texts := range files {
		for _, text := range texts {
			for _, problem := range checkDockerfile(text) {
				t.Errorf("%s: %s", name, problem)
			}
		}
	}
	for _, wrong := range []string{
		"# syntax=docker/dockerfile:1", "COPY --link a b", "RUN --mount=type=cache true", "RUN <<EOF", "HEALTHCHECK --start-interval=1s CMD a", "NEW a",
	} {
		if checkDockerfile(wrong) == nil {
			t.Errorf("%q passes", wrong)
		}
	}
}

// checkDockerfile tells what Docker 20.10 does not take.
func checkDockerfile(text string) (problems []string) {
	if regexp.MustCompile(`(?m)^#\s*(syntax|check)\s*=`).MatchString(text) {
		problems = append(problems, "it asks for a syntax of its own")
	}
	text = regexp.MustCompile(`(?m)^#.*\n?`).ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, "\\\n", " ")
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		flags, known := instructions[words[0]]
		if !known {
			problems = append(problems, words[0]+" is no instruction of that time")
		}
		if strings.Contains(line, "<<") {
			problems = append(problems, "here documents came later")
		}
		for _, word := range words[1:] {
			if !strings.HasPrefix(word, "--") {
				break
			}
			if flag, _, _ := strings.Cut(word, "="); !slices.Contains(flags, flag) {
				problems = append(problems, words[0]+" had no "+flag)
			}
		}
	}
	return problems
}

func TestComposeFilesAreTakenByToolsSinceDocker20(t *testing.T) {
	t.Parallel()
	files := blocks(t, "ya?ml")
	files["docker-compose.yml"] = []string{read(t, filepath.Join(root, "docker-compose.yml"))}
	for name, texts := range files {
		for _, text := range texts {
			var document map[string]any
			if yaml.Unmarshal([]byte(text), &document) != nil || document["services"] == nil || document["jobs"] != nil {
				continue // of another kind
			}
			for _, problem := range checkCompose(document, "", "") {
				t.Errorf("%s: %s", name, problem)
			}
		}
	}
	later := map[string]any{"services": map[string]any{"pds": map[string]any{"healthcheck": map[string]any{"start_interval": "1s"}}}}
	if len(checkCompose(later, "", "")) != 1 {
		t.Error("start_interval passes")
	}
}

// checkCompose tells what docker-compose 1.29 does not take.
func checkCompose(value any, path, kind string) (problems []string) {
	members, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	allowed, limited := composeKeys[kind]
	for name, inner := range members {
		if limited && !slices.Contains(allowed, name) {
			problems = append(problems, fmt.Sprintf("%s.%s is not of that time", path, name))
		}
		next := strings.TrimPrefix(kind+"."+name, ".")
		if _, named := composeKeys[strings.TrimPrefix(kind+".*", ".")]; named {
			next = strings.TrimPrefix(kind+".*", ".")
		}
		problems = append(problems, checkCompose(inner, path+"."+name, next)...)
	}
	return problems
}

// The image is built from what .dockerignore leaves.
func TestTheImageIsBuiltFromAllThatTheProgramNeeds(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "mockpds/cmd/mockpds").Output()
	if err != nil {
		t.Fatal(err)
	}
	ignored := strings.Fields(read(t, filepath.Join(root, ".dockerignore")))
	for name := range strings.FieldsSeq(string(out)) {
		path, ours := strings.CutPrefix(name, "mockpds/")
		for i := range strings.Split(path, "/") {
			if above := strings.Join(strings.Split(path, "/")[:i+1], "/"); ours && slices.Contains(ignored, above) {
				t.Errorf("the program needs %s, and .dockerignore leaves %s out", name, above)
			}
		}
	}
}
