import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused, wrongPassword } from '../refusal.mjs'

for (const client of clients) {
  test(`${client.name} deletes its account with password and mailed code`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const { did } = session.data
    await session.procedure('com.atproto.server.requestAccountDelete')
    const token = await pds.mailedCode('delete_account', 'alice@example.com')
    const remove = (password) => session.procedure('com.atproto.server.deleteAccount', { did, password, token })
    await remove(alice.password)

    await refused(client.signIn(pds, alice), ...wrongPassword)
    await refused(session.query('com.atproto.server.getSession'), 400, 'InvalidRequest', `Could not find user info for account: ${did}`)
  })

  test(`${client.name} cannot delete its account with a wrong code or password`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const { did } = session.data
    const remove = (password, token) => session.procedure('com.atproto.server.deleteAccount', { did, password, token })
    await refused(remove(alice.password, 'AAAAA-AAAAA'), 400, 'InvalidToken', 'Token is invalid')
    await refused(remove('wrong', 'AAAAA-AAAAA'), 401, 'AuthenticationRequired', 'Invalid did or password')
    await client.signIn(pds, alice)
  })
}
