import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyJwt } from '@atproto/xrpc-server'
import { alice, clients } from '../clients/clients.mjs'
import { identitiesOf } from '../identity.mjs'
import { startMock } from '../mock.mjs'
import { refused } from '../refusal.mjs'

const aud = 'did:web:service.test'
const lxm = 'app.example.doThings'
const didWeb = { identifier: 'did-web.test', password: 'did-web-pass' }

/** Verifies a token as the service at aud does: with the key in the issuer's DID document. */
const verify = (pds, token, method = lxm, audience = aud) =>
  verifyJwt(token, audience, method, (did, fresh) => identitiesOf(pds).did.resolveAtprotoKey(did, fresh))

const fetchToken = async (session, params) => (await session.query('com.atproto.server.getServiceAuth', params)).token

for (const client of clients) {
  test(`${client.name} gets service tokens that @atproto/xrpc-server believes`, async (t) => {
    const pds = await startMock(t)
    for (const account of [alice, didWeb]) {
      const session = await client.signIn(pds, account)
      const claims = await verify(pds, await fetchToken(session, { aud, lxm }))
      assert.deepEqual([claims.iss, claims.aud, claims.lxm], [session.data.did, aud, lxm])
    }
  })
}

test('@atproto/xrpc-server refuses a service token of another audience, method or time', async (t) => {
  const pds = await startMock(t)
  const session = await clients[0].signIn(pds, alice)
  const token = await fetchToken(session, { aud, lxm })
  await assert.rejects(verify(pds, token, lxm, 'did:web:other.test'), { error: 'BadJwtAudience' })
  await assert.rejects(verify(pds, token, 'app.example.doOther'), { error: 'BadJwtLexiconMethod' })
  await pds.advance(-120)
  await assert.rejects(verify(pds, await fetchToken(session, { aud, lxm })), { error: 'JwtExpired' })
})

test('@atproto/xrpc-server refuses a service token that somebody changed', async (t) => {
  const pds = await startMock(t)
  const session = await clients[0].signIn(pds, alice)
  const [header, payload, signature] = (await fetchToken(session, { aud, lxm })).split('.')
  const { did } = (await clients[0].signIn(pds, { identifier: 'bob.test', password: 'bob-pass' })).data
  const forged = btoa(JSON.stringify({ ...JSON.parse(atob(payload)), iss: did })).replace(/=+$/, '')
  await assert.rejects(verify(pds, `${header}.${forged}.${signature}`), { error: 'BadJwtSignature' })
})

test('a service token is not to be had for a method that manages the account', async (t) => {
  const pds = await startMock(t)
  const session = await clients[0].signIn(pds, alice)
  await refused(fetchToken(session, { aud, lxm: 'com.atproto.server.createAppPassword' }), 400, 'InvalidRequest')
})
