package tokens_test

import (
	"testing"
)

func BenchmarkAccess(b *testing.B) {
	issuer := newIssuer(b, newClock())
	b.ReportAllocs()
	for b.Loop() {
		mintAccess(b, issuer, 0)
	}
}

func BenchmarkVerifyKnown(b *testing.B) {
	issuer := newIssuer(b, newClock())
	token := mintAccess(b, issuer, 0)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := issuer.VerifyAccess(token); err != nil {
			b.Fatal(err)
		}
	}
}

// A token that verifies and is never remembered: of a wrong audience.
func BenchmarkVerifyUnknown(b *testing.B) {
	issuer := newIssuer(b, newClock())
	token := forge(b, issuerKey(), accessHeader, `{"aud":"did:web:other.example.com","sub":"`+alice+`"}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := issuer.VerifyAccess(token); err == nil {
			b.Fatal("accepted")
		}
	}
}

func BenchmarkSignServiceToken(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		signService(b, serviceClaims())
	}
}
