import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atprotoApi } from '../clients/atproto-api.mjs'
import { startMock, twoHours } from '../mock.mjs'

const getSession = 'com.atproto.server.getSession'

/** Where the calls of a method went, each place once. */
const places = (pds, method) => [...new Set(pds.calls.filter((call) => call.method === method).map((call) => call.origin))]

test('@atproto/api logs in with a password at an entryway, and calls the PDS that didDoc names', async (t) => {
  const pds = await startMock(t, '--entryway-addr', '127.0.0.1:0')
  const session = await atprotoApi.signIn({ ...pds, url: pds.entryway }, { identifier: 'alice.test', password: 'alice-pass' })
  assert.equal(session.pdsUrl, pds.url)
  assert.equal((await session.query(getSession)).handle, 'alice.test')
  await pds.advance(twoHours)
  assert.equal((await session.query(getSession)).handle, 'alice.test')
  await session.signOut()
  for (const name of ['createSession', 'refreshSession', 'deleteSession']) {
    assert.deepEqual(places(pds, `com.atproto.server.${name}`), [pds.entryway], name)
  }
  assert.deepEqual(places(pds, getSession), [pds.url])
})
