package tokens_test

import (
	"errors"
	"strings"
	"testing"

	"mockpds/tokens"
)

// One key, made by openssl for these tests alone, as openssl writes it.
const (
	pemHex  = "df9f2a1fd1b6ed71df489094172588ab5b73e288d6c0fd469aa7df5029ba704a"
	pemSEC1 = `-----BEGIN EC PRIVATE KEY-----
MHQCAQEEIN+fKh/Rtu1x30iQlBcliKtbc+KI1sD9Rpqn31ApunBKoAcGBSuBBAAK
oUQDQgAEJ2KnMkEXa9mnBa1YiGqtDAy2l5UzoCG5RuCW5WRYd+GOjrjw2A2DwreJ
205okVAJnLpvNQD7K+dwKVJ4kem2BQ==
-----END EC PRIVATE KEY-----`
	pemPKCS8 = `-----BEGIN PRIVATE KEY-----
MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQg358qH9G27XHfSJCUFyWI
q1tz4ojWwP1GmqffUCm6cEqhRANCAAQnYqcyQRdr2acFrViIaq0MDLaXlTOgIblG
4JblZFh34Y6OuPDYDYPCt4nbTmiRUAmcum81APsr53ApUniR6bYF
-----END PRIVATE KEY-----`
	pemNoPoint = `-----BEGIN EC PRIVATE KEY-----
MC4CAQEEIN+fKh/Rtu1x30iQlBcliKtbc+KI1sD9Rpqn31ApunBKoAcGBSuBBAAK
-----END EC PRIVATE KEY-----`
)

func TestParsePEM(t *testing.T) {
	t.Parallel()
	parameters := "-----BEGIN EC PARAMETERS-----\nBgUrgQQACg==\n-----END EC PARAMETERS-----\n"
	for name, text := range map[string]string{
		"SEC 1":                 pemSEC1,
		"SEC 1 with parameters": parameters + pemSEC1,
		"SEC 1 without a point": pemNoPoint,
		"PKCS#8":                pemPKCS8,
		"Windows line ends":     strings.ReplaceAll(pemPKCS8, "\n", "\r\n"),
		"white space around it": "\n" + pemSEC1 + "\n\n",
		"another key after it":  pemSEC1 + "\n" + pemOfP256,
	} {
		if key, err := tokens.ParseKey(text); err != nil || key.Hex() != pemHex {
			t.Errorf("%s: %v, %v", name, key, err)
		}
	}
}

func TestParsePEMRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"P-256": pemOfP256,
		"P-256, PKCS#8": `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9hUt+MbEtI6CfSzM
z+8pOeyuuPWvry8GZ+Yf4CEdSc+hRANCAATCJmrtTfFlVYmyKJ9Uex/VHbuSxbIA
C9FkMEq+NEvPVBRUwjOx1pnP5duCiqHSItcF70Spl/EQPFndez8XKEY/
-----END PRIVATE KEY-----`,
		"Ed25519": `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIFzKUpdkvgTV0hrUr8ehEuBBVrT9rQXvvOFAy/K2KLWM
-----END PRIVATE KEY-----`,
		"parameters in full": `-----BEGIN EC PRIVATE KEY-----
MIIBUQIBAQQg358qH9G27XHfSJCUFyWIq1tz4ojWwP1GmqffUCm6cEqggeMwgeAC
AQEwLAYHKoZIzj0BAQIhAP////////////////////////////////////7///wv
MEQEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABCAAAAAAAAAAAAAA
AAAAAAAAAAAAAAAAAAAAAAAAAAAABwRBBHm+Zn753LusVaBilc6HCwcCm/zbLc4o
2VnygVsW+BeYSDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj/sQ1LgCIQD/////
///////////////+uq7c5q9IoDu/0l6M0DZBQQIBAaFEA0IABCdipzJBF2vZpwWt
WIhqrQwMtpeVM6AhuUbgluVkWHfhjo648NgNg8K3idtOaJFQCZy6bzUA+yvncClS
eJHptgU=
-----END EC PRIVATE KEY-----`,
		"encrypted": `-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,BB4F14CF29E8B270190EB1A201D72D0C

KZVrB2OaOsNta53PLOaylUqSE7m+tCCEQGfrY7imU5j+ngx2pVUSLZvEJkyTR3Zf
Ydf1Y4yT5tRRR+l6NjZP6dpnR4sgVkm9sESMYrAJ75CIyWA14/+8vNgXf+xdrRuu
hfI60/Oog7QT+mAsBhLEOAC4V3ucdE6IamMPVKOAPG4=
-----END EC PRIVATE KEY-----`,
		"encrypted PKCS#8": `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhI5ob2nJWCZwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIj7kfUZIpzGJX+KOroMujgEgZDb
fjqo97ksxq64tdcq/LLKJz4OXDTZ/JKdskJOa5msCMvBvQ6s8IeaU63IzkEhYM4r
W4spVuzPAlM45n1CNHEwPkSfePc7Zm1h3VdHwl46j6MYEboh6/JEMFRvcyDqXvhX
R0WtPOtEQbVHUc2PyfHIMXQOTunvZIDLy3LmWRbCLrHQjvTQgHxz7Ubk3+4VzFE=
-----END ENCRYPTED PRIVATE KEY-----`,
		"point of another key": `-----BEGIN EC PRIVATE KEY-----
MHQCAQEEIN+fKh/Rtu1x30iQlBcliKtbc+KI1sD9Rpqn31ApunBKoAcGBSuBBAAK
oUQDQgAEJ2KnMkEXa9mnBa1YiGqtDAy2l5UzoCG5RuCW5WRYd+GOjrjw2A2DwreJ
205okVAJnLpvNQD7K+dwKVJ4kem2BA==
-----END EC PRIVATE KEY-----`,
		"SEC 1 called PKCS#8":   strings.ReplaceAll(pemSEC1, "EC PRIVATE", "PRIVATE"),
		"PKCS#8 called SEC 1":   strings.ReplaceAll(pemPKCS8, "PRIVATE", "EC PRIVATE"),
		"a public key":          "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----",
		"empty":                 "-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----",
		"cut off":               pemSEC1[:100],
		"parameters and no key": "-----BEGIN EC PARAMETERS-----\nBgUrgQQACg==\n-----END EC PARAMETERS-----",
	} {
		if key, err := tokens.ParseKey(text); !errors.Is(err, tokens.ErrPrivateKey) {
			t.Errorf("%s: %v, %v", name, key, err)
		}
	}
}

const pemOfP256 = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIPYVLfjGxLSOgn0szM/vKTnsrrj1r68vBmfmH+AhHUnPoAoGCCqGSM49
AwEHoUQDQgAEwiZq7U3xZVWJsiifVHsf1R27ksWyAAvRZDBKvjRLz1QUVMIzsdaZ
z+Xbgoqh0iLXBe9EqZfxEDxZ3Xs/FyhGPw==
-----END EC PRIVATE KEY-----`
