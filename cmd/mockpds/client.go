package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"syscall"
)

// client returns a client that asks a server directly, whatever proxy the environment names. Over
// TLS it also trusts the authority that the environment names.
func (e environment) client() (*http.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if path := cmp.Or(e[caFileVariable], e["MOCKPDS_TLS_CA_FILE"]); path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, readable(err)
		}
		if config.RootCAs, err = x509.SystemCertPool(); err != nil {
			config.RootCAs = x509.NewCertPool()
		}
		if !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("%s holds no certificate in PEM", path)
		}
	}
	return direct(config), nil
}

// direct returns a client that asks directly. Its connections end with their answers.
func direct(config *tls.Config) *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: config}}
}

// scheme is that of the server of the same environment.
func (e environment) scheme() string {
	if on, err := strconv.ParseBool(e["MOCKPDS_TLS"]); err == nil && on || e["MOCKPDS_TLS_CERT"] != "" {
		return "https"
	}
	return "http"
}

// unanswered says why no answer came, without the address, which the caller tells.
func unanswered(err error) error {
	failed, ok := errors.AsType[*url.Error](err)
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("nothing listens there")
	case untrusted:
		return fmt.Errorf("its certificate is not trusted: name the file of its authority in %s", caFileVariable)
	case ok && failed.Timeout():
		return fmt.Errorf("no answer within %s", healthTimeout)
	case ok:
		return failed.Err
	default:
		return err
	}
}
