import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { identitiesOf } from '../identity.mjs'
import { startMock } from '../mock.mjs'

const [client] = clients

test('@atproto/identity resolves a did:plc to its handle, key and PDS', async (t) => {
  const pds = await startMock(t)
  const { did } = (await client.signIn(pds, alice)).data
  const identity = await identitiesOf(pds).did.resolveAtprotoData(did)
  assert.deepEqual([identity.did, identity.handle, identity.pds], [did, 'alice.test', pds.url])
  assert.match(identity.signingKey, /^did:key:zQ3s/)
})

test('@atproto/identity resolves a did:web by the host in it', async (t) => {
  const pds = await startMock(t)
  const document = await identitiesOf(pds).did.ensureResolve('did:web:did-web.test')
  assert.equal(document.id, 'did:web:did-web.test')
  assert.deepEqual(document.alsoKnownAs, ['at://did-web.test'])
})

test('@atproto/identity finds no DID that nobody has', async (t) => {
  const pds = await startMock(t)
  assert.equal(await identitiesOf(pds).did.resolve('did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'), null)
})

test('@atproto/identity resolves a handle by the host of its name', async (t) => {
  const pds = await startMock(t)
  const { did } = (await client.signIn(pds, alice)).data
  assert.equal(await identitiesOf(pds).handle.resolveHttp('alice.test'), did)
  assert.equal(await identitiesOf(pds).handle.resolveHttp('nobody.test'), undefined)
})
