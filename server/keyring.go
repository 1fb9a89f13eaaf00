package server

import (
	"sync"

	"mockpds/fixtures"
	"mockpds/tokens"
)

// A keyring derives the signing keys of accounts and remembers them: a public key costs a multiplication on the curve.
type keyring struct {
	mu   sync.RWMutex          // guards keys
	keys map[string]accountKey // by DID
}

// An accountKey signs in an account's name.
type accountKey struct {
	private  tokens.Key
	multikey string // the public half, as DID documents write it
}

// accountKey is the signing key of an account: what its DID document shows and its service tokens are signed with.
func (p *PDS) accountKey(did string) accountKey {
	k := &p.keys
	k.mu.RLock()
	key, ok := k.keys[did]
	k.mu.RUnlock()
	if ok {
		return key
	}
	private := tokens.DeriveKey(p.config.Seed, "account "+did)
	key = accountKey{private, private.Public().Multikey()}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys == nil {
		k.keys = map[string]accountKey{}
	}
	k.keys[did] = key
	return key
}

// rotationKeys are the keys that may change an account's PLC entry: a recovery key and the server's own, as did:key.
func (p *PDS) rotationKeys() []string {
	return []string{
		tokens.DeriveKey(p.config.Seed, "plc recovery").Public().DIDKey(),
		tokens.DeriveKey(p.config.Seed, "plc rotation").Public().DIDKey(),
	}
}

// alsoKnownAs lists the handle that an account claims; an account without a valid one claims none.
func alsoKnownAs(a *fixtures.Account) []string {
	if a.Handle == fixtures.InvalidHandle {
		return []string{}
	}
	return []string{"at://" + a.Handle}
}
