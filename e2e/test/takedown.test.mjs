import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock, twoHours } from '../mock.mjs'
import { refused, revoked, takenDown } from '../refusal.mjs'

const getSession = 'com.atproto.server.getSession'

for (const client of clients) {
  test(`${client.name} meets a takedown in the middle of a session, and signs in again when it is lifted`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const { did } = session.data
    await session.query(getSession)

    await pds.setTakedown(did, true)
    await refused(session.query(getSession), 400, 'InvalidRequest', `Could not find user info for account: ${did}`)
    await refused(client.signIn(pds, alice), ...takenDown)

    await pds.setTakedown(did, false)
    const again = await client.signIn(pds, alice)
    assert.equal((await again.query(getSession)).active, true)
  })

  test(`${client.name} cannot refresh a session that a takedown ended, also when it is lifted`, async (t) => {
    const pds = await startMock(t)
    const { data } = await client.signIn(pds, alice)
    await pds.setTakedown(data.did, true)
    await pds.setTakedown(data.did, false)
    await refused(client.resume(pds, data).then((session) => session.refresh()), ...revoked)
  })

  test(`${client.name} does not get new tokens during a takedown`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    await pds.setTakedown(session.data.did, true)
    await pds.advance(twoHours + 100)
    await assert.rejects(session.query(getSession))
    assert.ok(pds.answers('com.atproto.server.refreshSession').every((status) => status >= 400))
  })
}
