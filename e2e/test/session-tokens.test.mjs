import assert from 'node:assert/strict'
import nodeCrypto from 'node:crypto'
import { test } from 'node:test'
import { formatDidKey, parseMultikey, verifySignature } from '@atproto/crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'

/** Splits a token into the bytes that are signed and the signature. */
function parts(token) {
  const end = token.lastIndexOf('.')
  return { signed: Buffer.from(token.slice(0, end)), signature: Buffer.from(token.slice(end + 1), 'base64url') }
}

/** The key that the server says it signs session tokens with: a JWK, and a key of its DID document. */
const jwk = async (pds) => (await pds.document('/.well-known/jwks.json')).keys[0]
const multikey = async (pds) => (await pds.document('/.well-known/did.json')).verificationMethod[0].publicKeyMultibase

/** Each verifies a token, or throws or says false. @noble/curves and @atproto/crypto also want low-S signatures. */
const verifiers = {
  async jose(pds, token) {
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', pds.url))
    await jwtVerify(token, keys, { algorithms: ['ES256K'], audience: 'did:web:localhost' })
    return true
  },

  async 'node:crypto'(pds, token) {
    const key = nodeCrypto.createPublicKey({ key: await jwk(pds), format: 'jwk' })
    const { signed, signature } = parts(token)
    return nodeCrypto.verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
  },

  async '@noble/curves'(pds, token) {
    const { x, y } = await jwk(pds)
    const key = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
    const { signed, signature } = parts(token)
    return secp256k1.verify(signature, signed, key, { lowS: true })
  },

  async '@atproto/crypto'(pds, token) {
    const { jwtAlg, keyBytes } = parseMultikey(await multikey(pds))
    const { signed, signature } = parts(token)
    return verifySignature(formatDidKey(jwtAlg, keyBytes), signed, signature, { jwtAlg: 'ES256K' })
  },
}

for (const [name, verify] of Object.entries(verifiers)) {
  test(`${name} believes the session tokens of every account`, async (t) => {
    const pds = await startMock(t)
    for (const account of ['alice', 'bob', 'deactivated', 'did-web', 'short-lived']) {
      const { accessJwt, refreshJwt } = (await clients[0].signIn(pds, { identifier: `${account}.test`, password: `${account}-pass` })).data
      assert.ok(await verify(pds, accessJwt), `access token of ${account}`)
      assert.ok(await verify(pds, refreshJwt), `refresh token of ${account}`)
    }
  })

  test(`${name} refuses a session token that somebody changed, and one of another server`, async (t) => {
    const pds = await startMock(t)
    const { accessJwt } = (await clients[0].signIn(pds, alice)).data
    const [header, payload, signature] = accessJwt.split('.')
    const changed = btoa(JSON.stringify({ ...JSON.parse(atob(payload)), sub: 'did:plc:somebodyelse' })).replace(/=+$/, '')
    assert.equal(await verdict(verify, pds, `${header}.${changed}.${signature}`), false)

    const other = await startMock(t, '--seed', 'another')
    assert.equal(await verdict(verify, other, accessJwt), false)
  })
}

/** What a verifier says, whether it returns or throws its refusal. */
async function verdict(verify, pds, token) {
  try {
    return await verify(pds, token)
  } catch (error) {
    assert.match(String(error.code ?? error.message), /SIGNATURE|signature/)
    return false
  }
}

test('jwks.json and did.json tell the same key', async (t) => {
  const pds = await startMock(t)
  const { x, y } = await jwk(pds)
  const uncompressed = [4, ...Buffer.from(x, 'base64url'), ...Buffer.from(y, 'base64url')]
  assert.deepEqual([...parseMultikey(await multikey(pds)).keyBytes], uncompressed)
})
