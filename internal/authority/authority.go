// Package authority makes certificates for a test server: a certification authority that is random,
// that may sign for the names of the server only, and that a team may keep, so that its clients
// trust it once.
package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"time"
)

const (
	day       = 24 * time.Hour
	life      = 10 * 365 * day // of the authority's certificate
	leafLife  = 397 * day      // of a server's; browsers take none that lives longer
	clockSkew = time.Hour      // by which a client's clock may be slow
)

// An Authority is a certification authority. It is safe for concurrent use.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// loopback are the names that every server has.
func loopback() []string {
	return []string{"localhost", "127.0.0.1", "::1"}
}

// New returns an authority that may sign for localhost, the loopback addresses and some names only.
// A name is a host name, an IP address, or a domain with a leading dot, which stands for every name
// under it.
func New(names []string, now time.Time) (*Authority, error) {
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "mockpds test authority"},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.Add(life),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,

		PermittedDNSDomainsCritical: true,
	}
	for _, name := range append(loopback(), names...) {
		if ip := net.ParseIP(name); ip != nil {
			template.PermittedIPRanges = append(template.PermittedIPRanges, only(ip))
		} else {
			template.PermittedDNSDomains = append(template.PermittedDNSDomains, normal(name))
		}
	}
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	return sign(template, template, key, key)
}

// only is the range that holds one address.
func only(ip net.IP) *net.IPNet {
	if four := ip.To4(); four != nil {
		ip = four
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(8*len(ip), 8*len(ip))}
}

// normal is a name in lower case, without the dots around it.
func normal(name string) string {
	return strings.Trim(strings.ToLower(name), ".")
}

func newKey() (*ecdsa.PrivateKey, error) {
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

// sign makes the certificate of a key.
func sign(
	template, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey,
) (*Authority, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return &Authority{certificate, key}, err
}

// PEM returns the authority's certificate, for clients to trust.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// permits reports whether the authority may sign for a name.
func (a *Authority) permits(name string) bool {
	if ip := net.ParseIP(name); ip != nil {
		return slices.ContainsFunc(a.certificate.PermittedIPRanges,
			func(r *net.IPNet) bool { return r.Contains(ip) })
	}
	return slices.ContainsFunc(a.certificate.PermittedDNSDomains, func(domain string) bool {
		return normal(name) == domain || strings.HasSuffix(normal(name), "."+domain)
	})
}

// Server returns the TLS configuration of a server that is reached by localhost, the loopback
// addresses and some names, written as New takes them. Under a domain, the server has a certificate
// for each name that a client asks for.
func (a *Authority) Server(names []string, now time.Time) (*tls.Config, error) {
	names = append(loopback(), names...)
	for _, name := range names {
		if !a.permits(name) {
			return nil, fmt.Errorf("the authority may not sign for %q: it was made for %s", name, a.names())
		}
	}
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	hosts := slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, ".") })
	usual, err := a.issue(key, hosts, now)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{*usual},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			name := normal(hello.ServerName)
			if name == "" || slices.Contains(hosts, name) || !a.permits(name) {
				return usual, nil
			}
			return a.issue(key, []string{name}, now)
		},
	}, nil
}

// names lists what the authority may sign for.
func (a *Authority) names() string {
	list := slices.Clone(a.certificate.PermittedDNSDomains)
	for _, r := range a.certificate.PermittedIPRanges {
		list = append(list, r.IP.String())
	}
	return strings.Join(list, ", ")
}

// issue makes a certificate for hosts.
func (a *Authority) issue(
	key *ecdsa.PrivateKey, hosts []string, now time.Time,
) (*tls.Certificate, error) {
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "mockpds"},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.Add(leafLife),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, normal(host))
		}
	}
	leaf, err := sign(template, a.certificate, key, a.key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{
		Certificate: [][]byte{leaf.certificate.Raw}, PrivateKey: key, Leaf: leaf.certificate,
	}, nil
}
