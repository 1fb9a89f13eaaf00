import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused } from '../refusal.mjs'

const getSession = 'com.atproto.server.getSession'

for (const client of clients) {
  test(`${client.name} confirms its address with the mailed code`, async (t) => {
    const pds = await startMock(t)
    const email = 'unconfirmed@example.com'
    const session = await client.signIn(pds, { identifier: email, password: 'unconfirmed-pass' })
    assert.equal(session.data.emailConfirmed, false)
    await session.procedure('com.atproto.server.requestEmailConfirmation')
    const confirm = (token) => session.procedure('com.atproto.server.confirmEmail', { email, token })
    await refused(confirm('AAAAA-AAAAA'), 400, 'InvalidToken', 'Token is invalid')
    await confirm(await pds.mailedCode('confirm_email', email))
    await session.refresh()
    assert.equal(session.data.emailConfirmed, true)
  })

  test(`${client.name} changes its address with the code mailed to the old one, and signs in with the new one`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const email = 'alice@elsewhere.example.com'
    const update = (token) => session.procedure('com.atproto.server.updateEmail', token ? { email, token } : { email })
    assert.deepEqual(await session.procedure('com.atproto.server.requestEmailUpdate'), { tokenRequired: true })
    await refused(update(), 400, 'TokenRequired', 'confirmation token required')
    await update(await pds.mailedCode('update_email', 'alice@example.com'))
    const shown = await session.query(getSession)
    assert.deepEqual([shown.email, shown.emailConfirmed], [email, false])
    assert.equal((await client.signIn(pds, { ...alice, identifier: email })).data.did, shown.did)
  })
}
