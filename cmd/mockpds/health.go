package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// healthTimeout is how long a server may take to answer for its health, in real time.
const healthTimeout = 3 * time.Second

// health asks a server for its health. Without a URL it asks the one that would listen at MOCKPDS_ADDR on this machine.
func health(ctx context.Context, p *process, args []string) error {
	if len(args) > 1 {
		return usagef("health takes one URL: leave out %q", args[1])
	}
	base := healthURL(p.env)
	if len(args) == 1 {
		base = args[0]
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return usagef("%q is no URL of a server: write one such as http://%s", base, defaultAddr)
	}
	if err := askHealth(ctx, strings.TrimSuffix(base, "/")+"/xrpc/_health"); err != nil {
		return fmt.Errorf("%s is not healthy: %w", base, err)
	}
	fmt.Fprintln(p.stdout, base, "is healthy")
	return nil
}

func healthURL(env func(string) (string, bool)) string {
	addr, _ := env("MOCKPDS_ADDR")
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + defaultAddr
	}
	return "http://" + net.JoinHostPort(reachable(host), port)
}

// reachable is a host by which this machine reaches what listens on host.
func reachable(host string) string {
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		return "127.0.0.1"
	}
	return host
}

// askHealth asks directly, whatever proxy the environment names.
func askHealth(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil) //nolint:gosec // the address is the user's own wish
	if err != nil {
		return err
	}
	client := &http.Client{Timeout: healthTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request) //nolint:gosec // as above
	if err != nil {
		return unanswered(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s", response.Status)
	}
	return nil
}

// unanswered says why no answer came, without the address, which the caller tells.
func unanswered(err error) error {
	failed, ok := errors.AsType[*url.Error](err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("nothing listens there")
	case ok && failed.Timeout():
		return fmt.Errorf("no answer within %s", healthTimeout)
	case ok:
		return failed.Err
	default:
		return err
	}
}
