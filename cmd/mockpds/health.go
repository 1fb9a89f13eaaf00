package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// healthTimeout is how long a server may take to answer for its health, in real time.
const healthTimeout = 3 * time.Second

// health asks a server for its health. Without a URL it asks the one that would listen at
// MOCKPDS_ADDR on this machine.
func health(ctx context.Context, p *process, args []string) error {
	args, err := argumentsOnly("health", args)
	if err != nil {
		return err
	}
	base, err := serverURL("health", p.env.containerServer(), args)
	if err != nil {
		return err
	}
	if err := askHealth(ctx, base); err != nil {
		return fmt.Errorf("%s is not healthy: %w", base.Redacted(), err)
	}
	fmt.Fprintln(p.stdout, base.Redacted(), "is healthy")
	return nil
}

const healthHelp = `
The URL is that of any PDS, or HOST:PORT. Without one it is MOCKPDS_URL, as "mockpds run" sets it,
or the server at MOCKPDS_ADDR on this machine; in a container, the server that it runs.
Certificates are not checked. A mock PDS keeps no trace of being asked.
`

// serverURL is the URL of the server that a command asks. An address that the server would refuse
// is refused here, too: another one might answer in its place.
func serverURL(command string, env environment, args []string) (*url.URL, error) {
	if given := env[urlVariable]; len(args) == 0 && given != "" {
		args = []string{given}
	}
	switch len(args) {
	case 0:
		u, err := env.urlOf(cmp.Or(env["MOCKPDS_ADDR"], defaultAddr))
		if err != nil {
			return nil, wrongValue("MOCKPDS_ADDR", err)
		}
		return u, nil
	case 1:
		if u, err := env.urlOf(args[0]); err == nil {
			return u, nil
		}
		u, err := url.Parse(args[0])
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, usagef("%s was given no URL of a server: write one such as http://127.0.0.1:2583", command)
		}
		return u, nil
	default:
		return nil, usagef("%s takes one URL: leave out what follows it", command)
	}
}

// urlOf is where this machine reaches what listens at an address.
func (e environment) urlOf(addr string) (*url.URL, error) {
	host, port, err := splitAddr(addr)
	if err != nil {
		return nil, err
	}
	return &url.URL{Scheme: e.scheme(), Host: net.JoinHostPort(reachable(host), port)}, nil
}

// reachable is a host by which this machine reaches what listens on host.
func reachable(host string) string {
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		return "127.0.0.1"
	}
	return host
}

// askHealth asks where a mock PDS leaves no trace of it, and any other PDS where each of them
// answers. Whether the certificate is to be trusted does not matter.
func askHealth(ctx context.Context, base *url.URL) error {
	err := askHealthAt(ctx, base.JoinPath("/_mock/health"))
	if _, isStatus := errors.AsType[statusError](err); isStatus {
		err = askHealthAt(ctx, base.JoinPath("/xrpc/_health"))
	}
	return err
}

// A statusError is a reply that is none of a healthy PDS.
type statusError string

func (e statusError) Error() string { return "it answers " + string(e) }

func askHealthAt(ctx context.Context, address *url.URL) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return err
	}
	client := direct(&tls.Config{InsecureSkipVerify: true}) //nolint:gosec // it tells nothing
	client.Timeout = healthTimeout
	response, err := client.Do(request)
	if err != nil {
		return unanswered(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return statusError(response.Status)
	}
	if kind := response.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		return statusError("200 with " + strconv.Quote(kind) + " in place of JSON")
	}
	return nil
}
