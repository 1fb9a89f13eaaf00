package authority

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// keptFile holds the key and the certificate of an authority that is kept.
const keptFile = "mockpds-authority.pem"

// Open returns the authority that is kept in a directory, which is made with mode 0700 if it is not
// there, as is an authority for the names. One that is there is not made anew, since people trust
// it: it is an error if it has expired, and if others may read the directory.
func Open(dir string, names []string, now time.Time) (*Authority, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	about, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && about.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others may read %s, where the key of the authority is kept: "+
			"chmod 700 it, or name another directory", dir)
	}
	path := filepath.Join(dir, keptFile)
	a, err := read(path, now)
	if !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	if a, err = New(names, now); err != nil {
		return nil, err
	}
	if err := a.keep(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return read(path, now) // which another server may have made in this moment
}

// keep writes the authority to a file in one step, unless the file is there.
func (a *Authority) keep(path string) error {
	der, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return err
	}
	written, err := os.CreateTemp(filepath.Dir(path), ".mockpds-*") // which nobody else can read
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(written.Name()) }()
	text := append(a.PEM(), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
	_, err = written.Write(text)
	if err = errors.Join(err, written.Close()); err != nil {
		return err
	}
	return os.Link(written.Name(), path)
}

func read(path string, now time.Time) (*Authority, error) {
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	a, err := parse(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s holds no authority: remove it, and another one is made: %w", path, err)
	case now.After(a.certificate.NotAfter):
		return nil, fmt.Errorf("the authority in %s has expired: "+
			"remove it, and another one is made", path)
	}
	return a, nil
}

func parse(text []byte) (*Authority, error) {
	certificate, rest := pem.Decode(text)
	key, _ := pem.Decode(rest)
	if certificate == nil || key == nil {
		return nil, errors.New("it is not PEM")
	}
	parsed, err := x509.ParseCertificate(certificate.Bytes)
	if err != nil {
		return nil, err
	}
	secret, err := x509.ParsePKCS8PrivateKey(key.Bytes)
	if err != nil {
		return nil, err
	}
	ours, ok := secret.(*ecdsa.PrivateKey)
	if !ok || !parsed.IsCA || !ours.PublicKey.Equal(parsed.PublicKey) {
		return nil, errors.New("its key and its certificate do not belong together")
	}
	return &Authority{parsed, ours}, nil
}
