import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'

for (const client of clients) {
  test(`${client.name} deactivates its account and activates it again, in one session`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const status = async () => {
      const { active, status } = await session.query('com.atproto.server.getSession')
      return { active, status }
    }
    await session.procedure('com.atproto.server.deactivateAccount', {})
    assert.deepEqual(await status(), { active: false, status: 'deactivated' })
    assert.equal((await session.query('com.atproto.server.checkAccountStatus')).activated, false)
    await session.refresh()
    assert.deepEqual([session.data.active, session.data.status], [false, 'deactivated'])

    await session.procedure('com.atproto.server.activateAccount')
    assert.deepEqual(await status(), { active: true, status: undefined })
    await session.refresh()
    assert.equal(session.data.active, true)
    assert.equal((await session.query('com.atproto.server.checkAccountStatus')).activated, true)
  })
}
