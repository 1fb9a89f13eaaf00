import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock, twoHours } from '../mock.mjs'
import { expired, refused } from '../refusal.mjs'

const getSession = 'com.atproto.server.getSession'
const refreshSession = 'com.atproto.server.refreshSession'

for (const client of clients) {
  test(`${client.name} refreshes an expired access token by itself, once, and asks again`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const before = session.data
    await pds.advance(twoHours + 100)
    assert.equal((await session.query(getSession)).handle, 'alice.test')
    assert.deepEqual(pds.answers(getSession), [400, 200])
    assert.deepEqual(pds.answers(refreshSession), [200])
    assert.notEqual(session.data.accessJwt, before.accessJwt)
    assert.notEqual(session.data.refreshJwt, before.refreshJwt)
  })

  test(`${client.name} refreshes once for ten calls at a time`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    await pds.advance(twoHours + 100)
    const answers = await Promise.all(Array.from({ length: 10 }, () => session.query(getSession)))
    assert.ok(answers.every((answer) => answer.handle === 'alice.test'))
    assert.deepEqual(pds.answers(refreshSession), [200])
  })

  test(`${client.name} gets other tokens from each refresh, however fast it asks`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    pds.expectFinding('early-refresh') // by a test that makes it
    const seen = new Set([session.data.accessJwt, session.data.refreshJwt])
    for (let i = 0; i < 5; i++) {
      await session.refresh()
      seen.add(session.data.accessJwt).add(session.data.refreshJwt)
    }
    assert.equal(seen.size, 12)
  })

  test(`${client.name} survives two lost refresh replies, by the grace that a used refresh token has`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    await pds.advance(twoHours + 100)
    await pds.loseReplies(refreshSession, 2)
    await refused(session.query(getSession), ...expired)
    await refused(session.query(getSession), ...expired)
    assert.equal((await session.query(getSession)).handle, 'alice.test')
    assert.deepEqual(pds.answers(refreshSession), ['lost', 'lost', 200])
  })

  test(`${client.name} gives a session up whose refresh reply was lost longer ago than the grace`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    await pds.advance(twoHours + 100)
    await pds.loseReplies(refreshSession, 1)
    await refused(session.query(getSession), ...expired)
    await pds.advance(twoHours + 100)
    await refused(session.query(getSession), ...expired)
    assert.equal(session.data, undefined)
    assert.deepEqual(pds.answers(refreshSession), ['lost', 400])
  })

  test(`${client.name} lives on access tokens of two seconds`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, { identifier: 'short-lived.test', password: 'short-lived-pass' })
    for (let i = 1; i <= 3; i++) {
      await pds.advance(3)
      await session.query(getSession)
      assert.equal(pds.answers(refreshSession).length, i)
    }
  })
}
