package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mockpds/internal/clock"
)

// The benchmarks here and in load_test.go measure the program as the image has it. Each reports the
// figures of docs/performance.md as metrics.

// build builds the program and returns its path.
func build(b *testing.B) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "mockpds")
	goBuild(b, name, "mockpds/cmd/mockpds")
	return name
}

func goBuild(b *testing.B, name, what string) {
	b.Helper()
	c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", name, what)
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
}

// serving starts a program that writes its URL in its first line, and reads on until it ends.
func serving(b *testing.B, program string, env ...string) (*os.Process, string) {
	b.Helper()
	c := exec.Command(program, "--addr", "127.0.0.1:0", "--log-format", "json")
	c.Env = append(os.Environ(), env...)
	endWithTests(c)
	stderr, err := c.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	lines := bufio.NewReader(stderr)
	first, err := lines.ReadBytes('\n')
	if err != nil {
		b.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return c.Process, listeningURL(b, first)
}

// BenchmarkStart measures the time from starting the program to its first answered log-in, as a
// multiple of the time that a Go program takes which says hello.
//
//	go test ./cmd/mockpds -run '^$' -bench Start -benchtime 100x
func BenchmarkStart(b *testing.B) {
	program := build(b)
	hello, source := filepath.Join(b.TempDir(), "hello"), filepath.Join(b.TempDir(), "hello.go")
	if err := os.WriteFile(source, []byte("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	goBuild(b, hello, source)
	var started, greeted time.Duration
	for b.Loop() {
		begun := clock.Wall()
		process, base := serving(b, program)
		if status, _ := login(b, base, "alice.test", "alice-pass"); status != http.StatusOK {
			b.Fatalf("the log-in answers %d", status)
		}
		started += clock.Wall().Sub(begun)
		_ = process.Kill()
		begun = clock.Wall()
		if err := exec.Command(hello).Run(); err != nil {
			b.Fatal(err)
		}
		greeted += clock.Wall().Sub(begun)
	}
	b.ReportMetric(float64(started.Microseconds())/1000/float64(b.N), "ms/start")
	b.ReportMetric(float64(started)/float64(greeted), "x-hello")
	file, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(file.Size())/1e6, "MB-binary")
}

// BenchmarkInit measures what packages do before main, as the runtime traces it: all of them,
// those that are there for records, blobs and the PLC directory alone, and those of OAuth.
//
//	go test ./cmd/mockpds -run '^$' -bench Init -benchtime 100x
func BenchmarkInit(b *testing.B) {
	program := build(b)
	ofRecords := regexp.MustCompile(`^init (mockpds/internal/(records|dagcbor|identity)|github\.com/(fxamacker|x448)/)`)
	ofOAuth := regexp.MustCompile(`^init (mockpds/internal/(oauth|page)|github\.com/go-jose/)`)
	clockTime := regexp.MustCompile(`, ([0-9.]+) ms clock`)
	var all, own, oauth float64
	for b.Loop() {
		c := exec.Command(program, "--version")
		c.Env = append(os.Environ(), "GODEBUG=inittrace=1")
		out, err := c.CombinedOutput()
		if err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		for line := range strings.Lines(string(out)) {
			match := clockTime.FindStringSubmatch(line)
			if match == nil {
				continue
			}
			ms, err := strconv.ParseFloat(match[1], 64)
			if err != nil {
				b.Fatal(err)
			}
			all += ms
			if ofRecords.MatchString(line) {
				own += ms
			}
			if ofOAuth.MatchString(line) {
				oauth += ms
			}
		}
	}
	b.ReportMetric(all/float64(b.N), "ms-init")
	b.ReportMetric(own/float64(b.N), "ms-init-records")
	b.ReportMetric(oauth/float64(b.N), "ms-init-oauth")
}

// BenchmarkResident measures the memory of the program when it is idle, three seconds after its
// start, and after 10,000 log-ins. It needs Linux.
//
//	go test ./cmd/mockpds -run '^$' -bench Resident -benchtime 1x
func BenchmarkResident(b *testing.B) {
	program := build(b)
	for b.Loop() {
		process, base := serving(b, program)
		<-clock.After(3 * time.Second)
		idle := resident(b, process.Pid)
		l := loadOn(b, process, base)
		for range 10_000 / (callsAtOnce * callsInTurn) {
			l.calls(b, "createSession")
		}
		b.ReportMetric(idle, "MiB-idle")
		b.ReportMetric(resident(b, l.process), "MiB-after-10000-logins")
	}
}

// resident is the resident memory of a process in MiB.
func resident(b *testing.B, process int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		b.Skip("the memory of another process can be read on Linux only")
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.ParseFloat(kilobytes, 64)
	if err != nil {
		b.Fatal(err)
	}
	return n / 1024
}

// cpuOf is the CPU time that a process has taken so far.
func cpuOf(b *testing.B, process int) time.Duration {
	b.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", process))
	if err != nil || len(threads) == 0 {
		b.Skip("the CPU time of another process can be read on Linux only")
	}
	var sum time.Duration
	for _, file := range threads {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		nanoseconds, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(nanoseconds, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(n)
	}
	return sum
}
