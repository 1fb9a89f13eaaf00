import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { ninetyDays, startMock, twoHours } from '../mock.mjs'
import { expired, refused, revoked } from '../refusal.mjs'

const getSession = 'com.atproto.server.getSession'

for (const client of clients) {
  test(`${client.name} resumes a session that it kept`, async (t) => {
    const pds = await startMock(t)
    const kept = JSON.parse(JSON.stringify((await client.signIn(pds, alice)).data))
    const session = await client.resume(pds, kept)
    assert.equal((await session.query(getSession)).did, kept.did)
    await pds.advance(twoHours + 100)
    assert.equal((await session.query(getSession)).did, kept.did)
  })

  test(`${client.name} is opened again and again, and is not blamed for it`, async (t) => {
    const pds = await startMock(t)
    let session = await client.signIn(pds, alice)
    for (const [times, calls] of [[8, 0], [8, 1], [8, 2]]) {
      for (let i = 0; i < times; i++) {
        session = await client.resume(pds, JSON.parse(JSON.stringify(session.data)))
        for (let n = 0; n < calls; n++) await session.query(getSession)
        await pds.advance(30)
      }
    }
    assert.deepEqual(await pds.findings(), [])
  })

  test(`${client.name} cannot resume a session after the life of its refresh token`, async (t) => {
    const pds = await startMock(t)
    const { data } = await client.signIn(pds, alice)
    await pds.advance(ninetyDays + 100)
    await refused(client.resume(pds, data).then((session) => session.query(getSession)), ...expired)
  })

  test(`${client.name} ends a session when it signs out: it cannot be resumed`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const { data } = session
    pds.expectFinding('session-used-after-logout') // by an app that kept it all the same
    await session.signOut()
    assert.equal(session.data, undefined)
    assert.deepEqual(pds.answers('com.atproto.server.deleteSession'), [200])
    await refused(client.resume(pds, data).then((resumed) => resumed.refresh()), ...revoked)
  })
}
