package main

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"regexp"

	"mockpds/internal/authority"
	"mockpds/internal/clock"
	"mockpds/server"
)

// tlsOptions say how a server proves who it is.
type tlsOptions struct {
	on        bool
	names     []string // beside those that the server has anyway
	caDir     string   // where its authority is kept, or empty for one of this run
	caFile    string   // where the authority's certificate is written, or empty
	cert, key string   // files with a certificate of somebody else's authority, or empty
}

func (t *tlsOptions) settings() []setting {
	return []setting{
		toggle("tls", &t.on, "serve https, by a certificate that is made at the start"),
		value("tls-name", "NAME,...", "", list(&t.names, checkHost),
			"more host names and IP addresses by which clients reach it, beside\n"+
				"localhost, the loopback addresses, the hosts of its addresses and URLs\n"+
				"above, and every handle under --handle-domain"),
		value("tls-ca-dir", "DIR", "", text(&t.caDir),
			"keep the authority that signs for it here, so that clients trust it once\n"+
				"(default: another one for each run)"),
		value("tls-ca-file", "FILE", "", text(&t.caFile),
			"write the authority's certificate here, for clients to trust"),
		value("tls-cert", "FILE", "", text(&t.cert), "serve https by this certificate, in PEM"),
		value("tls-key", "FILE", "", text(&t.key), "the key of --tls-cert, in PEM"),
	}
}

var hostName = regexp.MustCompile(`(?i)^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$`)

func checkHost(name string) error {
	if net.ParseIP(name) == nil && !hostName.MatchString(name) {
		return fmt.Errorf("%q is no host name: write names such as pds or pds.example, "+
			"or IP addresses", name)
	}
	return nil
}

// check refuses options that do not go together.
func (t *tlsOptions) check() error {
	switch made := t.caDir != "" || t.caFile != "" || t.names != nil; {
	case (t.cert == "") != (t.key == ""):
		return usagef("--tls-cert and --tls-key go together: write both, or neither")
	case t.cert != "" && made:
		return usagef("--tls-cert comes with an authority and names of its own: " +
			"leave out --tls-ca-dir, --tls-ca-file and --tls-name")
	case t.cert == "" && !t.on && made:
		return usagef("--tls-name, --tls-ca-dir and --tls-ca-file have no effect without --tls: " +
			"write it, too")
	default:
		return nil
	}
}

// configureTLS gives the config its certificate, and writes the file that clients trust.
func (o *options) configureTLS() error {
	t := &o.tls
	if err := t.check(); err != nil {
		return err
	}
	if t.cert != "" {
		pair, err := tls.LoadX509KeyPair(t.cert, t.key)
		if err != nil {
			return fmt.Errorf("--tls-cert: %w", readable(err))
		}
		o.config.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}}
		return nil
	}
	if !t.on {
		return nil
	}
	names := o.tlsNames()
	signer, err := authority.New(names, clock.Wall())
	if t.caDir != "" {
		signer, err = authority.Open(t.caDir, names, clock.Wall())
	}
	if err != nil {
		return fmt.Errorf("--tls-ca-dir: %w", err)
	}
	if o.config.TLS, err = signer.Server(names, clock.Wall()); err != nil {
		return fmt.Errorf("--tls-ca-dir %s: %w; name another directory, or leave a name out",
			t.caDir, err)
	}
	o.config.CA = signer.PEM()
	if t.caFile == "" {
		return nil
	}
	return replaceFile(t.caFile, o.config.CA, true)
}

// tlsNames are the names that the server has beside those of the loopback interface.
func (o *options) tlsNames() []string {
	domain := cmp.Or(o.config.HandleDomain, server.DefaultHandleDomain)
	names := append([]string{domain}, o.tls.names...)
	for _, addr := range []string{o.addr, o.entryway, o.control} {
		host, _, err := splitAddr(addr)
		if ip := net.ParseIP(host); err == nil && host != "" && (ip == nil || !ip.IsUnspecified()) {
			names = append(names, host)
		}
	}
	for _, public := range []string{o.config.PublicURL, o.config.EntrywayURL} {
		if u, err := url.Parse(public); err == nil && u.Hostname() != "" {
			names = append(names, u.Hostname())
		}
	}
	return names
}
