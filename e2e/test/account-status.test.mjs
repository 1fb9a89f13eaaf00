import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused, suspended, takenDown } from '../refusal.mjs'

/** One of the accounts of the default world, which are named after their situation. */
const account = (name) => ({ identifier: `${name}.test`, password: `${name}-pass` })

for (const client of clients) {
  test(`${client.name} is refused for a takendown and for a suspended account`, async (t) => {
    const pds = await startMock(t)
    await refused(client.signIn(pds, account('takendown')), ...takenDown)
    await refused(client.signIn(pds, account('suspended')), ...suspended)
  })

  test(`${client.name} is let in to a takendown account that it asks for as such, and cannot do a thing there`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, { ...account('takendown'), allowTakendown: true })
    assert.deepEqual([session.data.active, session.data.status], [false, 'takendown'])
    await refused(session.query('com.atproto.server.getSession'), 400, 'InvalidToken', 'Bad token scope')
  })

  test(`${client.name} is told of a deactivated account, and may use it`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, account('deactivated'))
    assert.deepEqual([session.data.active, session.data.status], [false, 'deactivated'])
    assert.equal((await session.query('com.atproto.server.getSession')).status, 'deactivated')
    await session.refresh()
    assert.deepEqual([session.data.active, session.data.status], [false, 'deactivated'])
  })

  for (const status of ['takendown', 'suspended']) {
    test(`${client.name} is let in to and told of a ${status} account where the fixture says so`, async (t) => {
      const pds = await startMock(t)
      const session = await client.signIn(pds, account(`${status}-inform`))
      assert.deepEqual([session.data.active, session.data.status], [false, status])
      await session.refresh()
      assert.deepEqual([session.data.active, session.data.status], [false, status])
    })
  }
}
