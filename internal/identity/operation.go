package identity

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"mockpds/internal/dagcbor"
	"mockpds/internal/lexicon"
	"mockpds/tokens"
)

// An Operation is a signed operation of a PLC directory (https://web.plc.directory/spec/v0.1/did-plc).
type Operation struct {
	Data

	object    *lexicon.Object // as it came: what is signed is all that is in it
	tombstone bool
	prev      string // "" for the first operation
	sig       string
}

const (
	operationType = "plc_operation"
	tombstoneType = "plc_tombstone"
)

// An envelope is what operations and tombstones have in common.
type envelope struct {
	Type string  `lex:"type"`
	Prev *string `lex:"prev,nullable"`
	Sig  string  `lex:"sig"`
}

var (
	envelopeSchema = schemaOf(reflect.TypeFor[envelope]())
	dataSchema     = schemaOf(reflect.TypeFor[Data]())
)

func schemaOf(t reflect.Type) func() *lexicon.Schema {
	return sync.OnceValue(func() *lexicon.Schema { return lexicon.Compile(t) })
}

// ReadOperation reads an operation or a tombstone. It reports false for an object that lacks what
// each of them has. More than that may be in it.
func ReadOperation(v lexicon.Value) (*Operation, bool) {
	var e envelope
	if err := envelopeSchema().Read(v, &e); err != nil {
		return nil, false
	}
	op := &Operation{object: v.(*lexicon.Object), prev: *e.Prev, sig: e.Sig}
	switch e.Type {
	case tombstoneType:
		op.tombstone = true
		return op, op.prev != ""
	case operationType:
		return op, dataSchema().Read(v, &op.Data) == nil
	default:
		return nil, false
	}
}

// IsTombstone reports whether the operation ends its DID.
func (op *Operation) IsTombstone() bool { return op.tombstone }

// MarshalJSON writes the operation as it came.
func (op *Operation) MarshalJSON() ([]byte, error) { return op.object.MarshalJSON() }

// UnmarshalJSON reads an operation that MarshalJSON wrote.
func (op *Operation) UnmarshalJSON(text []byte) error {
	v, err := lexicon.Parse(text)
	if err != nil {
		return err
	}
	read, ok := ReadOperation(v)
	if !ok {
		return errors.New("not a PLC operation")
	}
	*op = *read
	return nil
}

// unsigned returns the fields of an operation without its signature.
func (op *Operation) unsigned() *lexicon.Object {
	o := new(lexicon.Object)
	for _, key := range op.object.Keys() {
		if v, _ := op.object.Value(key); key != "sig" {
			o = o.With(key, v)
		}
	}
	return o
}

func (op *Operation) cid() (string, error) {
	encoded, err := dagcbor.Encode(op.object)
	return dagcbor.CID(encoded), err
}

// sign signs the fields of an operation with a key on secp256k1.
func sign(fields *lexicon.Object, key tokens.Key) (*Operation, error) {
	encoded, err := dagcbor.Encode(fields)
	if err != nil {
		return nil, err
	}
	signature, err := tokens.ES256K{}.Sign(string(encoded), key)
	if err != nil {
		return nil, err
	}
	signed := fields.With("sig", base64.RawURLEncoding.EncodeToString(signature))
	op, ok := ReadOperation(signed)
	if !ok { // what a client asked to be signed need not be an operation
		op = &Operation{object: signed}
	}
	return op, nil
}

// A Refusal is a mistake in an operation, in the words of the directory.
type Refusal struct {
	Status  int // of HTTP
	Message string
}

func (r *Refusal) Error() string { return r.Message }

func refuse(format string, args ...any) error {
	return &Refusal{400, fmt.Sprintf(format, args...)}
}

var errMisordered = &Refusal{400, "Operations not correctly ordered"}

// CheckKey refuses a text that is no did:key of a curve that the directory knows: with a Refusal, or
// with an error that the directory has no words for.
func CheckKey(text string) error {
	_, err := tokens.ParseDIDKey(text)
	if _, ok := errors.AsType[tokens.DIDKeyError](err); ok {
		return refuse("Unsupported key type %s: Error: %v", text, err)
	}
	return err
}

// checkForm refuses keys that cannot be used, and too many or too few of them.
func (op *Operation) checkForm() error {
	if op.tombstone {
		return nil
	}
	var keys []string
	for _, id := range slices.Sorted(maps.Keys(op.VerificationMethods)) {
		keys = append(keys, op.VerificationMethods[id])
	}
	for _, text := range append(keys, op.RotationKeys...) {
		if err := CheckKey(text); err != nil {
			return err
		}
	}
	switch {
	case len(op.RotationKeys) > 5:
		return refuse("Improperly formatted operation, too many rotation keys: [object Object]")
	case len(op.RotationKeys) < 1:
		return refuse("Improperly formatted operation, need at least one rotation key: [object Object]")
	}
	return nil
}

// signer returns which of some keys has signed the operation.
func (op *Operation) signer(keys []string) (int, error) {
	signature, err := base64.RawURLEncoding.DecodeString(op.sig)
	if err != nil {
		return 0, fmt.Errorf("signature of a PLC operation: %w", err)
	}
	encoded, err := dagcbor.Encode(op.unsigned())
	if err != nil {
		return 0, err
	}
	for i, text := range keys {
		if key, err := tokens.ParseDIDKey(text); err == nil && key.Verify(encoded, signature) {
			return i, nil
		}
	}
	text, err := op.MarshalJSON()
	if err != nil {
		return 0, err
	}
	return 0, refuse("Invalid signature on op: %s", text)
}

// recoveryWindow is how long an operation can be undone with a key that comes before the one that
// signed it.
const recoveryWindow = 72 * time.Hour

// checkFirst audits the operation that makes a DID.
func (op *Operation) checkFirst(did string) error {
	if op.tombstone {
		return errMisordered
	}
	if _, err := op.signer(op.RotationKeys); err != nil {
		return err
	}
	encoded, err := dagcbor.Encode(op.object)
	if err != nil {
		return err
	}
	switch expected := "did:plc:" + dagcbor.Base32Hash(encoded); {
	case len(did) < 32:
		return refuse("Improperly formatted did: too short")
	case !strings.HasPrefix(expected, did):
		return refuse("Hash of genesis operation does not match DID identifier: %s",
			expected[:len("did:plc:")+min(64, len(expected)-8)])
	case op.prev != "":
		return refuse("Improperly formatted operation, expected null prev on create: [object Object]")
	}
	return nil
}

// check audits an operation against those before it, and returns how many of these stay in force:
// usually all.
func (op *Operation) check(did string, before []Logged, now time.Time) (int, error) {
	if err := op.checkForm(); err != nil {
		return 0, err
	}
	if len(before) == 0 {
		return 0, op.checkFirst(did)
	}
	if op.prev == "" {
		return 0, errMisordered
	}
	if !lexicon.IsCID(op.prev) {
		return 0, fmt.Errorf("prev of a PLC operation is no CID: %q", op.prev)
	}
	last := slices.IndexFunc(before, func(l Logged) bool { return l.CID == op.prev })
	if last < 0 || before[last].Operation.tombstone {
		return 0, errMisordered
	}
	keys := before[last].Operation.RotationKeys
	if last+1 < len(before) {
		disputed, err := before[last+1].Operation.signer(keys)
		if err != nil {
			return 0, err
		}
		keys = keys[:disputed]
	}
	if _, err := op.signer(keys); err != nil {
		return 0, err
	}
	if last+1 < len(before) {
		if age := now.Sub(before[last+1].CreatedAt); age > recoveryWindow {
			return 0, refuse("Recovery operation occured outside of the allowed 72 hr recovery window. Time lapsed: %d", age.Milliseconds())
		}
	}
	return last + 1, nil
}
