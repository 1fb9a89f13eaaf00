import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused, wrongPassword } from '../refusal.mjs'

const attempts = 30 // in five minutes, for one identifier

for (const client of clients) {
  test(`${client.name} is told to slow down, and may sign in again five minutes later`, async (t) => {
    const pds = await startMock(t, '--rate-limits')
    pds.expectFinding('login-pace') // which is what this test is about
    pds.expectFinding('retry-after-final-error') // the wrong password, over and over
    for (let i = 0; i < attempts; i++) {
      await refused(client.signIn(pds, { ...alice, password: 'wrong' }), ...wrongPassword)
    }
    await refused(client.signIn(pds, alice), 429, 'RateLimitExceeded', 'Rate Limit Exceeded')
    await client.signIn(pds, { identifier: 'bob.test', password: 'bob-pass' })
    await pds.advance(5 * 60)
    await client.signIn(pds, alice)
  })
}
