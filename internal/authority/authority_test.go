package authority_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/internal/authority"
)

var (
	now   = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	names = []string{".test", "pds", "192.0.2.7"}
)

func made(t *testing.T, names []string) *authority.Authority {
	t.Helper()
	a, err := authority.New(names, now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// shake has a client ask a server for a name, and returns why it does not trust the server.
func shake(t *testing.T, a *authority.Authority, server *tls.Config, name string) error {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(a.PEM())
	l, err := tls.Listen("tcp", "127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if c, err := l.Accept(); err == nil {
			_ = c.(*tls.Conn).Handshake()
			c.Close()
		}
	}()
	client := &tls.Config{RootCAs: pool, ServerName: name, Time: func() time.Time { return now }}
	c, err := tls.Dial("tcp", l.Addr().String(), client)
	if err == nil {
		c.Close()
	}
	return err
}

func TestAServerIsTrustedByEachOfItsNames(t *testing.T) {
	t.Parallel()
	a := made(t, names)
	server, err := a.Server(names, now)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{
		"localhost": true, "127.0.0.1": true, "::1": true, "192.0.2.7": true, "pds": true, "PDS": true,
		"alice.test": true, "a.b.test": true, "Alice.Test": true,
		"example.com": false, "127.0.0.2": false, "alicetest": false,
	}
	for name, want := range tests {
		if err := shake(t, a, server, name); (err == nil) != want {
			t.Errorf("%s: trusted %t, want %t: %v", name, err == nil, want, err)
		}
	}
}

func TestNobodyTrustsTheAuthorityForOtherNames(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{{".test", "127.0.0.1"}, {".test"}, {"192.0.2.7"}, nil} {
		a := made(t, names)
		for _, other := range []string{"example.com", "192.0.2.1", "2001:db8::1"} {
			if _, err := a.Server([]string{other}, now); err == nil || !strings.Contains(err.Error(), "may not sign") {
				t.Errorf("one for %v signs for %s: %v", names, other, err)
			}
		}
		block, _ := pem.Decode(a.PEM())
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		if !certificate.PermittedDNSDomainsCritical || len(certificate.PermittedIPRanges) == 0 || len(certificate.PermittedDNSDomains) == 0 {
			t.Errorf("one for %v leaves names open", names)
		}
	}
}

func TestAuthoritiesAreRandom(t *testing.T) {
	t.Parallel()
	if bytes.Equal(made(t, names).PEM(), made(t, names).PEM()) {
		t.Error("two are alike")
	}
}

func TestAKeptAuthorityIsTheSameAgain(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "ca")
	var all sync.WaitGroup
	kept := make([][]byte, 8)
	for i := range kept {
		all.Go(func() {
			a, err := authority.Open(dir, names, now)
			if err != nil {
				t.Error(err)
				return
			}
			kept[i] = a.PEM()
		})
	}
	all.Wait()
	for _, other := range kept[1:] {
		if !bytes.Equal(kept[0], other) {
			t.Error("servers that start at once have authorities of their own")
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("the directory holds %v: %v", files, err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, files[0].Name()): 0o600} {
		if about, err := os.Stat(path); err != nil || about.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v: %v", path, about.Mode(), want, err)
		}
	}
}

func TestAKeptAuthorityThatIsNoGoodIsRefused(t *testing.T) {
	t.Parallel()
	expired := t.TempDir()
	os.Chmod(expired, 0o700)
	if _, err := authority.Open(expired, names, now.AddDate(-20, 0, 0)); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken")
	if _, err := authority.Open(broken, names, now); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(broken, "*"))
	if err := os.WriteFile(files[0], []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	open := t.TempDir()
	os.Chmod(open, 0o755)
	for dir, want := range map[string]string{expired: "has expired", broken: "holds no authority", open: "chmod 700"} {
		if _, err := authority.Open(dir, names, now); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}
