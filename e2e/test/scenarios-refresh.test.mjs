import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { expired, refused, revoked } from '../refusal.mjs'
import { claim } from '../token.mjs'

const getSession = 'com.atproto.server.getSession'
const refreshSession = 'com.atproto.server.refreshSession'

/** Opens another tab of an app, which has its tokens from storage and refreshes them. */
async function openTab(client, pds, kept) {
  const tab = await client.resume(pds, JSON.parse(kept))
  if (tab.data.accessJwt === JSON.parse(kept).accessJwt) await tab.refresh() // @atcute/client resumes without, while its token looks good
  return tab
}

const expireAccess = (pds, session) => pds.steer('sessions/expire-access', { account: 'alice.test', session })

// When a call needs a refresh and that fails, for whatever reason, all three clients throw the answer to the call itself: the
// token has expired. Only the event tells the app whether the session may live.

for (const client of clients) {
  test(`${client.name} misses the reply of a refresh, asks again, and gets the token that it missed`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const { refreshJwt } = session.data
    await expireAccess(pds)
    await pds.steer('faults', { match: { method: 'refreshSession' }, effect: { drop: 'after' } })

    await refused(session.query(getSession), ...expired)
    assert.deepEqual(session.events, ['updated', 'update failed'])
    assert.equal(session.data.refreshJwt, refreshJwt)
    assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])

    assert.equal((await session.query(getSession)).handle, 'alice.test')
    assert.deepEqual(session.events, ['updated', 'update failed', 'updated'])
    assert.deepEqual(pds.answers(refreshSession), ['lost', 200])
    assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])
  })

  test(`${client.name} refreshes in two tabs at once, and both go on, whichever is answered first`, async (t) => {
    const pds = await startMock(t)
    pds.expectFinding('concurrent-refreshes') // by two tabs that no lock keeps apart
    const first = await client.signIn(pds, alice)
    const kept = JSON.stringify(first.data)
    await pds.steer('clock', { freeze: true, stepSeconds: 1 }) // so that tokens tell in which order they were minted
    const hold = await pds.steer('holds', { method: 'refreshSession', calls: 2 })
    const firstDone = first.refresh()
    await pds.document(`/_mock/holds/${hold.id}/arrived`)
    const secondDone = openTab(client, pds, kept)
    await pds.document(`/_mock/holds/${hold.id}/arrived?n=2`)
    await pds.steer(`holds/${hold.id}/release`, { order: [2, 1] })
    const [second] = await Promise.all([secondDone, firstDone])

    assert.ok(claim(second.data.accessJwt, 'iat') < claim(first.data.accessJwt, 'iat'))
    assert.equal(claim(second.data.refreshJwt, 'jti'), claim(first.data.refreshJwt, 'jti'))
    assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])
    for (const tab of [first, second]) {
      assert.equal(tab.events.at(-1), 'updated')
      await expireAccess(pds)
      assert.equal((await tab.query(getSession)).handle, 'alice.test')
    }
    assert.equal((await pds.sessions('alice.test')).length, 1)
  })

  test(`${client.name} makes a change with an access token that has just expired, and the change is made once`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const elsewhere = await client.signIn(pds, alice)
    await expireAccess(pds, 1)
    await session.procedure('com.atproto.server.createAppPassword', { name: 'bot' })

    assert.deepEqual(pds.answers('com.atproto.server.createAppPassword'), [400, 200])
    assert.deepEqual(session.events, ['updated', 'updated'])
    const { passwords } = await elsewhere.query('com.atproto.server.listAppPasswords')
    assert.equal(passwords.filter(({ name }) => name === 'bot').length, 1)
    assert.deepEqual(elsewhere.events, ['updated'])
    assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current'], ['current']])
  })

  test(`${client.name} keeps its session through two refreshes that fail with 503, and the third works`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    await expireAccess(pds)
    await pds.steer('faults', { match: { method: 'refreshSession', times: 2 }, effect: { preset: 'unavailable' } })

    for (const events of [['updated', 'update failed'], ['updated', 'update failed', 'update failed']]) {
      await refused(session.query(getSession), ...expired)
      assert.deepEqual(session.events, events)
      assert.deepEqual(await pds.sessions('alice.test'), [['current']])
    }
    assert.equal((await session.query(getSession)).handle, 'alice.test')
    assert.equal(session.events.at(-1), 'updated')
    assert.deepEqual(pds.answers(refreshSession), [503, 503, 200])
    const [fault] = await pds.document('/_mock/faults')
    assert.deepEqual([fault.seen, fault.applied, fault.spent], [3, 2, true])
  })

  test(`${client.name} is signed out in the tab whose refresh token was used elsewhere, longer ago than the grace`, async (t) => {
    const pds = await startMock(t, '--refresh-grace', '1m')
    pds.expectFinding('refresh-replayed-after-grace') // by two tabs that do not share what they store
    const behind = await client.signIn(pds, alice)
    const kept = JSON.stringify(behind.data)
    const ahead = await openTab(client, pds, kept)
    await pds.advance(61)
    assert.deepEqual(await behind.query(getSession), await ahead.query(getSession)) // its access token lives on
    await refused(openTab(client, pds, kept), ...revoked)

    await expireAccess(pds)
    await refused(behind.query(getSession), ...expired)
    assert.deepEqual(behind.events, ['updated', 'over'])
    assert.equal(behind.data, undefined)
    assert.equal((await ahead.query(getSession)).handle, 'alice.test')
    assert.deepEqual(await pds.sessions('alice.test'), [['expired', 'grace', 'current']])
  })
}
