import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atprotoApi } from '../clients/atproto-api.mjs'
import { Store, logIn, oauthClients } from '../clients/oauth.mjs'
import { startMock, twoHours } from '../mock.mjs'

const getSession = 'com.atproto.server.getSession'

/** Starts a mock with an entryway, by a name of https for the clients that insist on one. */
async function startApart(t, client, ...flags) {
  const issuer = 'https://entry.test'
  const named = client.name.startsWith('@atcute')
  const at = ['--entryway-addr', '127.0.0.1:0', ...(named ? ['--entryway-url', issuer] : [])]
  const pds = await client.startMock(t, '--oauth', 'approve', ...at, ...flags)
  if (named) pds.entryways.add(issuer)
  return { pds, issuer: named ? issuer : pds.entryway }
}

/** Where the calls of a method went, each place once. */
const places = (pds, method) => [...new Set(pds.calls.filter((call) => call.method === method).map((call) => call.origin))]

/** The status of a call with a session, and its error. */
async function ask(session) {
  const answer = await session.call(`/xrpc/${getSession}`)
  return [answer.status, (await answer.json()).error]
}

for (const client of oauthClients) {
  test(`${client.name} logs in, refreshes and signs out at an entryway, and calls the PDS behind it`, async (t) => {
    const { pds, issuer } = await startApart(t, client)
    const kept = new Store()
    const session = await logIn(pds, client.open(pds, kept))
    assert.deepEqual(await ask(session), [200, undefined])
    await pds.advance(twoHours)
    assert.deepEqual(await ask(session), [200, undefined])
    await session.signOut()
    for (const path of ['/oauth/par', '/oauth/token', '/oauth/revoke']) assert.deepEqual(places(pds, path), [issuer], path)
    assert.ok(!places(pds, getSession).includes(issuer))
    assert.deepEqual([kept.size, await pds.document('/_mock/oauth/sessions')], [0, []])
  })

  test(`${client.name} goes on with a session that an entryway has revoked, until its access token expires`, async (t) => {
    const { pds } = await startApart(t, client)
    const kept = new Store()
    const app = client.open(pds, kept)
    const session = await logIn(pds, app)
    await pds.steer('oauth/sessions/revoke', { account: 'alice.test' })
    assert.deepEqual(await ask(session), [200, undefined])
    await pds.advance(twoHours)
    assert.deepEqual(await ask(session), [401, 'invalid_token'])
    assert.deepEqual([kept.size, app.events.at(-1)], [0, 'over'])
  })

  test(`${client.name} hears at once of a session that was revoked where the PDS asks the entryway`, async (t) => {
    const { pds } = await startApart(t, client, '--entryway-revokes')
    const app = client.open(pds)
    const session = await logIn(pds, app)
    await pds.steer('oauth/sessions/revoke', { account: 'alice.test' })
    assert.deepEqual(await ask(session), [401, 'invalid_token'])
    assert.equal(app.events.at(-1), 'over')
  })
}

test('@atproto/api logs in with a password at an entryway, and calls the PDS that didDoc names', async (t) => {
  const pds = await startMock(t, '--entryway-addr', '127.0.0.1:0')
  const session = await atprotoApi.signIn({ ...pds, url: pds.entryway }, { identifier: 'alice.test', password: 'alice-pass' })
  assert.equal(session.pdsUrl, pds.url)
  assert.equal((await session.query(getSession)).handle, 'alice.test')
  await pds.advance(twoHours)
  assert.equal((await session.query(getSession)).handle, 'alice.test')
  await session.signOut()
  for (const name of ['createSession', 'refreshSession', 'deleteSession']) {
    assert.deepEqual(places(pds, `com.atproto.server.${name}`), [pds.entryway], name)
  }
  assert.deepEqual(places(pds, getSession), [pds.url])
})
