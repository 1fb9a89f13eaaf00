import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clients } from '../clients/clients.mjs'
import { startMock, twoHours } from '../mock.mjs'
import { refused } from '../refusal.mjs'

const account = { handle: 'newcomer.test', email: 'newcomer@example.com', password: 'newcomer-pass' }

for (const client of clients) {
  test(`${client.name} signs up, and uses and refreshes the session that it gets`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signUp(pds, account)
    assert.match(session.data.did, /^did:plc:[a-z2-7]{24}$/)
    await pds.advance(twoHours + 100)
    const shown = await session.query('com.atproto.server.getSession')
    assert.deepEqual(
      [shown.did, shown.handle, shown.email, shown.emailConfirmed, shown.active],
      [session.data.did, account.handle, account.email, false, true],
    )
  })

  test(`${client.name} signs in to the account that it signed up for`, async (t) => {
    const pds = await startMock(t)
    const { did } = (await client.signUp(pds, account)).data
    const { data } = await client.signIn(pds, { identifier: account.email, password: account.password })
    assert.equal(data.did, did)
  })

  test(`${client.name} cannot sign up with a handle or an address that somebody has`, async (t) => {
    const pds = await startMock(t)
    await refused(client.signUp(pds, { ...account, handle: 'alice.test' }), 400, 'InvalidRequest', 'Handle already taken: alice.test')
    await refused(client.signUp(pds, { ...account, email: 'alice@example.com' }), 400, 'InvalidRequest', 'Email already taken: alice@example.com')
  })

  test(`${client.name} needs an invite code where one is asked for`, async (t) => {
    const pds = await startMock(t, '--invite-required')
    await refused(client.signUp(pds, account), 400, 'InvalidInviteCode', 'No invite code provided')
    const { code } = await pds.admin('com.atproto.server.createInviteCode', { useCount: 1 })
    await client.signUp(pds, { ...account, inviteCode: code })
    await refused(client.signUp(pds, { handle: 'second.test', email: 'second@example.com', password: 'x', inviteCode: code }), 400, 'InvalidInviteCode')
  })
}
