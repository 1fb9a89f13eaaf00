package conformance

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
)

//go:embed testdata/*.json
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
func Expected() ([]Exception, error) {
	file, err := testdata.Open(exceptionFile)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return LoadExceptions(file)
}
