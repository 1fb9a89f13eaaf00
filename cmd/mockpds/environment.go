package main

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"

	"mockpds/internal/words"
)

// An environment holds the values of environment variables by their names.
type environment map[string]string

func environmentOf(list []string) environment {
	env := environment{}
	for _, variable := range list {
		name, value, _ := strings.Cut(variable, "=")
		env[name] = value
	}
	return env
}

func (e environment) lookup(name string) (value string, ok bool) {
	value, ok = e[name]
	return value, ok
}

// The variables that "mockpds run" gives its command.
const (
	urlVariable        = "MOCKPDS_URL"
	controlURLVariable = "MOCKPDS_CONTROL_URL"
	caFileVariable     = "MOCKPDS_CA_FILE"
	entrywayVariable   = "MOCKPDS_ENTRYWAY_URL"
	proofVariable      = "MOCKPDS_CONTROL_TOKEN"
)

// setByOthers matches the names that Kubernetes and Docker give variables for a service or a
// container that is called mockpds, or mockpds-something.
var setByOthers = regexp.MustCompile(`^MOCKPDS_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|NAME|ENV_\w+|` +
	`PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|PORT_START|PORT_END|ADDR))?)?)$`)

// warnOfUnknown tells of each variable that looks like a setting and is none.
func (e environment) warnOfUnknown(log *slog.Logger) {
	known := []string{urlVariable, controlURLVariable, caFileVariable}
	known = append(known, "MOCKPDS_BINARY") // which packages for other languages read
	for _, s := range new(options).settings() {
		known = append(known, s.variable())
	}
	var unknown []string
	for name := range e {
		ours := strings.HasPrefix(name, "MOCKPDS_") && !setByOthers.MatchString(name)
		if ours && !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	const ignored = "an environment variable that is not known is ignored"
	for _, name := range unknown {
		if near := words.Nearest(name, known); near != "" {
			log.Warn(ignored, "name", name, "didYouMean", near)
		} else {
			log.Warn(ignored+": mockpds help lists all there are", "name", name)
		}
	}
}
