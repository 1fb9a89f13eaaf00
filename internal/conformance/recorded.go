package conformance

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
)

//go:embed testdata/*.json testdata/oauth/*.json
var testdata embed.FS

const exceptionFile = "testdata/expected-differences.json"

// Recorded returns all recorded cases of testdata: every JSON file there but the list of expected
// differences, in the order of their names. No id stands in two files.
func Recorded() ([]Case, error) {
	names, err := fs.Glob(testdata, "testdata/*.json")
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == exceptionFile })
	var all []Case
	for _, name := range names {
		cases, err := loadRecorded(name)
		if err != nil {
			return nil, err
		}
		all = append(all, cases...)
	}
	return all, unique(all)
}

// RecordedOAuth returns the recorded cases of OAuth, reduced to what a plain comparison looks at:
// status, JSON, redirects, forms that go to a client, and the headers that clients act on. Where
// the reference's schema library words an error, only the part before that is there.
func RecordedOAuth() ([]Case, error) { return loadRecorded("testdata/oauth/recordings.json") }

// ExpectedOAuth returns the exceptions of the cases of OAuth.
func ExpectedOAuth() ([]Exception, error) {
	return expected("testdata/oauth/expected-differences.json")
}

func loadRecorded(name string) ([]Case, error) {
	file, err := testdata.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	cases, err := Load(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Base(name), err)
	}
	return cases, nil
}

// Expected returns the exceptions of testdata: where a server without repositories and without
// other servers behind it rightly answers otherwise than the reference.
func Expected() ([]Exception, error) { return expected(exceptionFile) }

func expected(name string) ([]Exception, error) {
	file, err := testdata.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return LoadExceptions(file)
}
