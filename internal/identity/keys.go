package identity

import (
	"slices"
	"strconv"

	"mockpds/tokens"
)

const didKeyPrefix = "did:key:"

// A keyName tells the keys apart that a DID has had: another one each time that its account moved
// here.
type keyName struct {
	did   string
	moves int
}

// A keyPair is a signing key with its public half in multibase, as DID documents write it.
type keyPair struct {
	private  tokens.Key
	multikey string
}

// Key returns the signing key of an account, with which its service tokens are signed.
func (d *Directory) Key(did string) tokens.Key {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pair(keyName{did, d.memory.Moves[did]}).private
}

// DIDKey returns the public half of Key as did:key.
func (d *Directory) DIDKey(did string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return didKeyPrefix + d.pair(keyName{did, d.memory.Moves[did]}).multikey
}

// PublishedKey returns the key in the document of a DID; a zero one if there is none that ES256K
// can verify with. Until an operation changes it, it is the first that the account had: one that
// moves here gets another.
func (d *Directory) PublishedKey(did string) tokens.PublicKey {
	d.mu.Lock()
	defer d.mu.Unlock()
	if text := d.documentKey(did); text != "" {
		key, _ := tokens.ParseDIDKey(text) // a zero key if it is none
		return key.PublicKey()
	}
	return d.pair(keyName{did: did}).private.Public()
}

// HasPublishedKey reports whether the document of a DID shows the key that its account has.
func (d *Directory) HasPublishedKey(did string) bool {
	_, _ = d.catchUp(did)
	d.mu.Lock()
	defer d.mu.Unlock()
	moves := d.memory.Moves[did]
	text := d.documentKey(did)
	return text == "" && moves == 0 || text == didKeyPrefix+d.pair(keyName{did, moves}).multikey
}

// pair returns a key of a DID and remembers it, because a public key costs a multiplication on
// the curve.
func (d *Directory) pair(name keyName) keyPair {
	pair, ok := d.keys[name]
	if ok {
		return pair
	}
	label := "account " + name.did
	if name.moves > 0 {
		label = "account " + strconv.Itoa(name.moves) + " " + name.did
	}
	private := tokens.DeriveKey(d.seed, label)
	pair = keyPair{private, private.Public().Multikey()}
	d.keys[name] = pair
	return pair
}

// ReservedKey returns the key that is set aside for a DID, as did:key. It follows from the DID
// and from how often that has moved here.
func (d *Directory) ReservedKey(did string) string {
	d.mu.Lock()
	moves := d.memory.Moves[did]
	d.mu.Unlock()
	return tokens.DeriveKey(d.seed, "reserved "+strconv.Itoa(moves)+" "+did).Public().DIDKey()
}

// Move gives the account of a DID that moves here another key, and makes the key void that was
// set aside for the DID.
func (d *Directory) Move(did string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.memory.Moves[did]++
}

func (d *Directory) rotationKey() tokens.Key {
	return tokens.DeriveKey(d.seed, "plc rotation")
}

// RotationKeys returns the keys that may change the document of an account that nobody changed
// them for: a recovery key and, last, the server's own, as did:key.
func (d *Directory) RotationKeys() []string { return slices.Clone(d.rotation()) }
