import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused, revoked, wrongPassword } from '../refusal.mjs'

for (const client of clients) {
  test(`${client.name} resets its password with the mailed code, which ends every session`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const { data } = session
    await session.procedure('com.atproto.server.requestPasswordReset', { email: 'alice@example.com' })
    const token = await pds.mailedCode('reset_password', 'alice@example.com')
    const reset = (password) => session.procedure('com.atproto.server.resetPassword', { token, password })
    await reset('another-pass')
    await refused(reset('a-third-pass'), 400, 'InvalidToken', 'Token is invalid')

    await refused(client.resume(pds, data).then((resumed) => resumed.refresh()), ...revoked)
    await refused(client.signIn(pds, alice), ...wrongPassword)
    await client.signIn(pds, { ...alice, password: 'another-pass' })
  })
}
