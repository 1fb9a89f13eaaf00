import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused, wrongPassword } from '../refusal.mjs'

const password = alice.password

for (const client of clients) {
  test(`${client.name} signs in by handle, DID and address, to the same account`, async (t) => {
    const pds = await startMock(t)
    const { did } = (await client.signIn(pds, alice)).data
    for (const identifier of ['alice.test', 'Alice.TEST', did, 'alice@example.com', 'ALICE@example.com']) {
      const { data } = await client.signIn(pds, { identifier, password })
      assert.deepEqual([data.did, data.handle, data.email, data.active], [did, 'alice.test', 'alice@example.com', true], identifier)
    }
  })

  test(`${client.name} finds its PDS in the DID document of the session`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    assert.equal(session.pdsUrl, pds.url)
    assert.equal((await session.query('com.atproto.server.getSession')).did, session.data.did)
  })

  test(`${client.name} signs in to accounts without an address, without a handle that resolves, and with a did:web`, async (t) => {
    const pds = await startMock(t)
    const noEmail = await client.signIn(pds, { identifier: 'no-email.test', password: 'no-email-pass' })
    assert.deepEqual([noEmail.data.handle, noEmail.data.email], ['no-email.test', undefined])
    const noHandle = await client.signIn(pds, { identifier: 'invalid-handle@example.com', password: 'invalid-handle-pass' })
    assert.equal(noHandle.data.handle, 'handle.invalid')
    const didWeb = await client.signIn(pds, { identifier: 'did-web@example.com', password: 'did-web-pass' })
    assert.equal(didWeb.data.did, 'did:web:did-web.test')
  })

  test(`${client.name} is told that identifier or password are wrong, and not which`, async (t) => {
    const pds = await startMock(t)
    await refused(client.signIn(pds, { identifier: 'alice.test', password: 'wrong' }), ...wrongPassword)
    await refused(client.signIn(pds, { identifier: 'nobody.test', password }), ...wrongPassword)
    await refused(client.signIn(pds, { identifier: 'nobody@example.com', password }), ...wrongPassword)
  })
}
