import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused } from '../refusal.mjs'

const account = { identifier: 'signin-code.test', password: 'signin-code-pass' }
const mailedCode = (pds) => pds.mailedCode('sign_in', 'signin-code@example.com')
const asked = [401, 'AuthFactorTokenRequired', 'A sign in code has been sent to your email address']

for (const client of clients) {
  test(`${client.name} is asked for a code, and signs in with the one that was mailed`, async (t) => {
    const pds = await startMock(t)
    await refused(client.signIn(pds, account), ...asked)
    const code = await mailedCode(pds)
    const session = await client.signIn(pds, { ...account, code })
    assert.equal((await session.query('com.atproto.server.getSession')).emailAuthFactor, true)
  })

  test(`${client.name} is refused with a wrong code, a used code and an old code`, async (t) => {
    const pds = await startMock(t)
    await refused(client.signIn(pds, account), ...asked)
    await refused(client.signIn(pds, { ...account, code: 'AAAAA-AAAAA' }), 400, 'InvalidToken', 'Token is invalid')

    const code = await mailedCode(pds)
    await client.signIn(pds, { ...account, code })
    await refused(client.signIn(pds, { ...account, code }), 400, 'InvalidToken', 'Token is invalid')

    await refused(client.signIn(pds, account), ...asked)
    await pds.advance(15 * 60 + 1)
    await refused(client.signIn(pds, { ...account, code: await mailedCode(pds) }), 400, 'ExpiredToken', 'Token is expired')
  })

  test(`${client.name} gets no code mailed for a wrong password`, async (t) => {
    const pds = await startMock(t)
    await refused(client.signIn(pds, { ...account, password: 'wrong' }), 401, 'AuthenticationRequired')
    await assert.rejects(mailedCode(pds), /no sign_in mail/)
  })
}
