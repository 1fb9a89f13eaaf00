import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AtpAgent } from '@atproto/api'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused } from '../refusal.mjs'
import { claim } from '../token.mjs'

const getSession = 'com.atproto.server.getSession'
const refreshSession = 'com.atproto.server.refreshSession'
const hour = 60 * 60
const halfAnHour = ['--access-ttl', '30m'] // so that an hour makes a difference

/** Whether a session's access token is good, by the clock of the client. */
const looksGood = (session) => claim(session.data.accessJwt, 'exp') * 1000 > Date.now()

for (const client of clients) {
  test(`${client.name} has a clock that is an hour fast, and uses a token that looks expired for as long as it is good`, async (t) => {
    const pds = await startMock(t, ...halfAnHour)
    await pds.advance(-hour)
    const session = await client.signIn(pds, alice)
    assert.ok(!looksGood(session))
    await session.query(getSession)
    await pds.advance(29 * 60)
    await session.query(getSession)
    assert.deepEqual([pds.answers(getSession), pds.answers(refreshSession)], [[200, 200], []])

    // All refresh when they resume: @atcute/client because the token looks expired, the others always.
    const resumed = await client.resume(pds, session.data)
    assert.equal((await resumed.query(getSession)).handle, 'alice.test')
    assert.deepEqual([pds.answers(getSession), pds.answers(refreshSession)], [[200, 200, 200], [200]])
    assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])
  })

  test(`${client.name} has a clock that is an hour slow, and refreshes a token that looks good when told that it is not`, async (t) => {
    const pds = await startMock(t, ...halfAnHour)
    await pds.advance(hour)
    const session = await client.signIn(pds, alice)
    assert.ok(claim(session.data.accessJwt, 'iat') * 1000 > Date.now())
    await session.query(getSession)
    await pds.advance(31 * 60)
    assert.ok(looksGood(session))
    assert.equal((await session.query(getSession)).handle, 'alice.test')
    assert.deepEqual([pds.answers(getSession), pds.answers(refreshSession)], [[200, 400, 200], [200]])
    assert.deepEqual(session.events, ['updated', 'updated'])
    assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])
  })

  test(`${client.name} keeps its session when the server's clock is put an hour back or forth`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    for (const seconds of [-hour, 2 * hour, -hour]) {
      await pds.advance(seconds)
      assert.equal((await session.query(getSession)).handle, 'alice.test')
      await session.refresh()
    }
    assert.ok(session.events.every((event) => event === 'updated'))
    assert.equal((await pds.sessions('alice.test')).length, 1)
  })
}

test('@atproto/api gets no service token that ends in half an hour by a clock which is an hour off', async (t) => {
  const pds = await startMock(t)
  const agent = new AtpAgent({ service: pds.url })
  await agent.login(alice)
  const ask = () => {
    const exp = Math.floor(Date.now() / 1000) + 30 * 60 // as apps do it that upload videos
    return agent.com.atproto.server.getServiceAuth({ aud: 'did:web:video.test', lxm: 'com.atproto.repo.uploadBlob', exp })
  }
  await pds.advance(-hour)
  await refused(ask(), 400, 'BadExpiration', 'cannot request a token with an expiration more than an hour in the future')
  await pds.advance(2 * hour)
  await refused(ask(), 400, 'BadExpiration', 'expiration is in past')
  await pds.advance(-hour)
  assert.ok((await ask()).data.token)
})
