package server

import (
	"encoding/hex"
	"maps"
	"strconv"
	"sync"

	"mockpds/fixtures"
	"mockpds/tokens"
)

// A keyring derives the signing keys of accounts and remembers them: a public key costs a multiplication on the curve.
type keyring struct {
	mu    sync.RWMutex          // guards the fields below
	keys  map[string]accountKey // by DID
	moves map[string]int        // by DID: how often an account moved here
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

// reservedKey is the key that is set aside for a DID, as did:key. Nothing is kept for it: it follows from the DID and from
// how often that has moved here. Without a DID it is another key each time.
func (p *PDS) reservedKey(did string) string {
	if did == "" {
		id := p.source.Next("reserved key")
		return tokens.DeriveKey(p.config.Seed, "reserved "+hex.EncodeToString(id[:])).Public().DIDKey()
	}
	p.keys.mu.RLock()
	moves := p.keys.moves[did]
	p.keys.mu.RUnlock()
	return tokens.DeriveKey(p.config.Seed, "reserved "+strconv.Itoa(moves)+" "+did).Public().DIDKey()
}

// forgetReservedKey makes the key void that was set aside for a DID: its account has moved here.
func (k *keyring) forgetReservedKey(did string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.moves == nil {
		k.moves = map[string]int{}
	}
	k.moves[did]++
}

func (k *keyring) movesSoFar() map[string]int {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return maps.Clone(k.moves)
}

func (k *keyring) restoreMoves(moves map[string]int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.moves = maps.Clone(moves)
}

// rotationKeys are the keys that may change an account's PLC entry: a recovery key and, last, the server's own, as did:key.
func (p *PDS) rotationKeys() []string {
	return []string{
		tokens.DeriveKey(p.config.Seed, "plc recovery").Public().DIDKey(),
		tokens.DeriveKey(p.config.Seed, "plc rotation").Public().DIDKey(),
	}
}

// alsoKnownAs lists the names that go with a handle: none with an invalid one.
func alsoKnownAs(handle string) []string {
	if handle == fixtures.InvalidHandle {
		return []string{}
	}
	return []string{"at://" + handle}
}
