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
	mu    sync.RWMutex // guards the fields below
	keys  map[keyName]accountKey
	moves map[string]int // by DID: how often an account moved here
}

// A keyName tells the keys apart that a DID has had: another one each time that its account moved here.
type keyName struct {
	did   string
	moves int
}

// An accountKey signs in an account's name.
type accountKey struct {
	private  tokens.Key
	multikey string // the public half, as DID documents write it
}

// accountKey is the signing key of an account, that its service tokens are signed with.
func (p *PDS) accountKey(did string) accountKey {
	return p.keys.key(p.config.Seed, keyName{did, p.keys.movesOf(did)})
}

// publishedKey is the key that an account's DID document shows: the first it had. An account that moves here gets another one,
// and its document can only be brought in line with a PLC operation.
func (p *PDS) publishedKey(did string) accountKey {
	return p.keys.key(p.config.Seed, keyName{did: did})
}

// hasPublishedKey reports whether an account's DID document shows the key that the account has.
func (p *PDS) hasPublishedKey(did string) bool {
	return p.keys.movesOf(did) == 0
}

func (k *keyring) key(seed string, name keyName) accountKey {
	k.mu.RLock()
	key, ok := k.keys[name]
	k.mu.RUnlock()
	if ok {
		return key
	}
	label := "account " + name.did
	if name.moves > 0 {
		label = "account " + strconv.Itoa(name.moves) + " " + name.did
	}
	private := tokens.DeriveKey(seed, label)
	key = accountKey{private, private.Public().Multikey()}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys == nil {
		k.keys = map[keyName]accountKey{}
	}
	k.keys[name] = key
	return key
}

func (k *keyring) movesOf(did string) int {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.moves[did]
}

// reservedKey is the key that is set aside for a DID, as did:key. Nothing is kept for it: it follows from the DID and from
// how often that has moved here. Without a DID it is another key each time.
func (p *PDS) reservedKey(did string) string {
	if did == "" {
		id := p.source.Next("reserved key")
		return tokens.DeriveKey(p.config.Seed, "reserved "+hex.EncodeToString(id[:])).Public().DIDKey()
	}
	return tokens.DeriveKey(p.config.Seed, "reserved "+strconv.Itoa(p.keys.movesOf(did))+" "+did).Public().DIDKey()
}

// move gives the account of a DID that moves here another key, and makes the one void that was set aside for the DID.
func (k *keyring) move(did string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.moves == nil {
		k.moves = map[string]int{}
	}
	k.moves[did]++
}

// settle gives an account the key again that its DID document shows.
func (k *keyring) settle(did string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.moves, did)
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
