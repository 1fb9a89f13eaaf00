import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Store, logIn, oauthClients, scope, visit } from '../clients/oauth.mjs'

const ask = (session) => session.call('/xrpc/com.atproto.server.getSession')

/** Checks that a call is answered with a status, and an error unless all is well. */
async function answers(call, status, error) {
  const answer = await call
  const body = await answer.json()
  assert.deepEqual([answer.status, body.error], [status, error], JSON.stringify(body))
  return body
}

for (const client of oauthClients) {
  test(`${client.name} logs in by a handle, and is told whose session it has, its scope and the app's own state`, async (t) => {
    const pds = await client.startMock(t, '--oauth', 'approve')
    const kept = new Store()
    const app = client.open(pds, kept)
    const params = await visit(pds, await app.authorize('alice.test', 'back to page 7'))
    assert.deepEqual([...params.keys()].sort(), ['code', 'iss', 'state'])
    const { session, state } = await app.callback(params)
    assert.equal(state, 'back to page 7')
    assert.equal(await session.scope(), scope)
    const { handle, did, email } = await answers(ask(session), 200)
    assert.deepEqual([handle, did, email], ['alice.test', session.did, 'alice@example.com'])
    assert.equal(app.events.at(-1), 'updated')
    assert.equal(kept.size, 1)
    const sessions = await pds.document('/_mock/oauth/sessions')
    assert.deepEqual(sessions.map((held) => [held.session, held.generation, held.scope]), [[1, 1, scope]])
    await assert.rejects(app.callback(params), /unknown (authorization session|state)/i)
  })

  test(`${client.name} uploads and posts with its token`, async (t) => {
    const pds = await client.startMock(t, '--oauth', 'approve')
    const session = await logIn(pds, client.open(pds))
    const body = { repo: session.did, collection: 'app.bsky.feed.post', record: { text: 'hello', createdAt: '2026-01-01T00:00:00Z' } }
    const headers = { 'content-type': 'application/json' }
    await answers(session.call('/xrpc/com.atproto.repo.createRecord', { method: 'POST', headers, body: JSON.stringify(body) }), 200)
    const blob = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' }
    await answers(session.call('/xrpc/com.atproto.repo.uploadBlob', blob), 200)
  })
}
