import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { expired, refused } from '../refusal.mjs'

const getSession = 'com.atproto.server.getSession'
const refreshSession = 'com.atproto.server.refreshSession'
const home = 'https://new-home.test'

/** At which hosts the calls of a method arrived. */
const hosts = (pds, method) => pds.calls.filter((call) => call.method === method && call.status !== 'lost').map((call) => call.origin)

/** Moves the service: DID documents name its new home from now on. */
async function move(pds) {
  pds.hosts.add(home)
  await pds.steer('public-url', { publicUrl: home })
}

for (const client of clients) {
  test(`${client.name} finds the new home of its service when it refreshes, in one and the same session`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    await move(pds)
    await session.query(getSession)
    assert.equal(session.pdsUrl, pds.url)

    await pds.steer('sessions/expire-access', { account: 'alice.test' })
    await session.query(getSession)
    assert.equal(session.pdsUrl, home)
    // @atcute/client asks again where it asked before, and goes to the new home with the next call.
    const again = client.name === '@atcute/client' ? pds.url : home
    await session.query(getSession)
    assert.deepEqual(hosts(pds, getSession), [pds.url, pds.url, again, home])
    assert.deepEqual(session.events, ['updated', 'updated'])
    assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])

    // For new tokens all of them go back to where they signed in, for good.
    await session.refresh()
    assert.deepEqual(hosts(pds, refreshSession), [pds.url, pds.url])
  })

  test(`${client.name} keeps a session that it cannot refresh, since the host where it signed in has gone`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    await move(pds)
    await session.refresh()
    pds.hosts.delete(pds.url)
    assert.equal((await session.query(getSession)).handle, 'alice.test')

    await pds.steer('sessions/expire-access', { account: 'alice.test' })
    await refused(session.query(getSession), ...expired)
    assert.deepEqual(session.events, ['updated', 'updated', 'update failed'])
    assert.deepEqual(pds.answers(refreshSession), [200, 'lost'])
    assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])

    pds.hosts.add(pds.url)
    assert.equal((await session.query(getSession)).handle, 'alice.test')
  })
}
