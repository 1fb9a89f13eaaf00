import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused, revoked, wrongPassword } from '../refusal.mjs'

const create = 'com.atproto.server.createAppPassword'
const getServiceAuth = 'com.atproto.server.getServiceAuth'
const directMessages = { aud: 'did:web:chat.test', lxm: 'chat.bsky.convo.getLog' }

for (const client of clients) {
  test(`${client.name} signs in with a plain app password, which opens neither app passwords nor direct messages`, async (t) => {
    const pds = await startMock(t)
    const owner = await client.signIn(pds, alice)
    const { name, password, privileged } = await owner.procedure(create, { name: 'bot' })
    assert.deepEqual([name, privileged], ['bot', false])
    assert.match(password, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)

    const bot = await client.signIn(pds, { ...alice, password })
    assert.equal((await bot.query('com.atproto.server.getSession')).did, owner.data.did)
    await refused(bot.procedure(create, { name: 'other' }), 400, 'InvalidToken', 'Bad token scope')
    await refused(bot.query(getServiceAuth, directMessages), 400, 'InvalidRequest')
  })

  test(`${client.name} signs in with a privileged app password, which opens direct messages`, async (t) => {
    const pds = await startMock(t)
    const owner = await client.signIn(pds, alice)
    const { password, privileged } = await owner.procedure(create, { name: 'chat', privileged: true })
    assert.equal(privileged, true)

    const chat = await client.signIn(pds, { ...alice, password })
    assert.ok((await chat.query(getServiceAuth, directMessages)).token)
    await refused(chat.procedure(create, { name: 'other' }), 400, 'InvalidToken', 'Bad token scope')
  })

  test(`${client.name} lists and revokes app passwords, which ends their sessions`, async (t) => {
    const pds = await startMock(t)
    const owner = await client.signIn(pds, alice)
    const { password } = await owner.procedure(create, { name: 'bot' })
    const bot = await client.signIn(pds, { ...alice, password })
    const names = async () => (await owner.query('com.atproto.server.listAppPasswords')).passwords.map((p) => p.name).sort()
    assert.deepEqual(await names(), ['alice-app', 'alice-privileged', 'bot'])

    await owner.procedure('com.atproto.server.revokeAppPassword', { name: 'bot' })
    assert.deepEqual(await names(), ['alice-app', 'alice-privileged'])
    await refused(client.signIn(pds, { ...alice, password }), ...wrongPassword)
    await refused(client.resume(pds, bot.data).then((session) => session.refresh()), ...revoked)
    await owner.refresh()
  })
}
