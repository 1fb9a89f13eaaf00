import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { expired, refused, revoked, suspended, takenDown } from '../refusal.mjs'

const getSession = 'com.atproto.server.getSession'

const setStatus = (pds, account, status, mode) => pds.steer(`accounts/${account}/status`, { status, mode })

for (const client of clients) {
  test(`${client.name} learns of a takedown when it has to refresh, and signs in anew when it is lifted`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const kept = session.data
    await setStatus(pds, 'alice.test', 'takendown')
    await refused(session.query(getSession), 400, 'InvalidRequest', `Could not find user info for account: ${kept.did}`)
    // Nothing in that tells of a takedown: to the app alice is signed in and active.
    assert.deepEqual([session.data.active, session.events], [true, ['updated']])
    assert.deepEqual(await pds.sessions('alice.test'), [])

    await pds.steer('sessions/expire-access', { account: 'alice.test' })
    await refused(session.query(getSession), ...expired)
    assert.deepEqual([session.data, session.events], [undefined, ['updated', 'over']])
    assert.deepEqual(pds.answers('com.atproto.server.refreshSession'), [401])
    await refused(client.signIn(pds, alice), ...takenDown)

    await setStatus(pds, 'alice.test', 'active')
    await refused(client.resume(pds, kept).then((resumed) => resumed.refresh()), ...revoked)
    const again = await client.signIn(pds, alice)
    assert.equal((await again.query(getSession)).active, true)
    assert.deepEqual(await pds.sessions('alice.test'), [['current']])
  })

  test(`${client.name} is told of a suspension that only informs, and of its end, in one session`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    for (const [status, told] of [['suspended', { active: false, status: 'suspended' }], ['active', { active: true, status: undefined }]]) {
      await setStatus(pds, 'alice.test', status, 'inform')
      const shown = await session.query(getSession)
      await session.refresh()
      for (const { active, status } of [shown, session.data]) assert.deepEqual({ active, status }, told)
    }
    assert.deepEqual(session.events, ['updated', 'updated', 'updated'])
    assert.equal((await pds.sessions('alice.test')).length, 1)
  })

  test(`${client.name} signs in to a suspended account only if it asks for it as such, for as long as an access token lives`, async (t) => {
    const account = { identifier: 'suspended.test', password: 'suspended-pass' }
    const pds = await startMock(t)
    await refused(client.signIn(pds, account), ...suspended)
    const session = await client.signIn(pds, { ...account, allowTakendown: true })
    assert.deepEqual([session.data.active, session.data.status], [false, 'suspended'])
    await refused(session.query(getSession), 400, 'InvalidToken', 'Bad token scope')
    assert.deepEqual(session.events, ['updated'])
    assert.deepEqual(await pds.sessions('suspended.test'), []) // its refresh token was never good

    await refused(session.refresh(), ...suspended)
    assert.deepEqual([session.data, session.events], [undefined, ['updated', 'over']])
    await setStatus(pds, 'suspended.test', 'active')
    assert.equal((await client.signIn(pds, account)).data.active, true)
  })

  test(`${client.name} activates an account that was deactivated elsewhere, and knows of either only after a refresh`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const told = () => [session.data.active, session.data.status]
    await setStatus(pds, 'alice.test', 'deactivated')
    assert.equal((await session.query(getSession)).active, false)
    assert.deepEqual(told(), [true, undefined])
    await session.refresh()
    assert.deepEqual(told(), [false, 'deactivated'])

    await session.procedure('com.atproto.server.activateAccount')
    assert.equal((await pds.document('/_mock/accounts/alice.test')).status, 'active')
    assert.deepEqual(told(), [false, 'deactivated'])
    await session.refresh()
    assert.deepEqual(told(), [true, undefined])
    assert.deepEqual(session.events, ['updated', 'updated', 'updated'])
    assert.equal((await pds.sessions('alice.test')).length, 1)
  })
}
