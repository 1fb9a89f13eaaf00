import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Store, lock, logIn, oauthClients, scope, visit } from '../clients/oauth.mjs'
import { twoHours } from '../mock.mjs'

const token = '/oauth/token'
const getSession = 'com.atproto.server.getSession'
const ask = (session) => session.call(`/xrpc/${getSession}`)
const server = (pds) => pds.document('/_mock/oauth/sessions?account=alice.test')
const generation = async (pds) => (await server(pds))[0].generation
const week = 7 * 24 * 60 * 60

/** Checks that a call is answered with a status, and an error unless all is well. */
async function answers(call, status, error) {
  const answer = await call
  const body = await answer.json()
  assert.deepEqual([answer.status, body.error], [status, error], JSON.stringify(body))
  return body
}

/** Starts a mock that approves, and logs in. The returned calls are those after the log-in. */
async function loggedIn(t, client, ...flags) {
  const pds = await client.startMock(t, '--oauth', 'approve', ...flags)
  const kept = new Store()
  const app = client.open(pds, kept)
  const session = await logIn(pds, app)
  await answers(ask(session), 200)
  pds.calls.length = 0
  app.events.length = 0
  return { pds, kept, app, session }
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
    assert.deepEqual((await server(pds)).map((held) => [held.session, held.generation, held.scope]), [[1, 1, scope]])
    await assert.rejects(app.callback(params), /unknown (authorization session|state)/i)
  })

  test(`${client.name} uploads and posts with its token`, async (t) => {
    const { session } = await loggedIn(t, client)
    const body = { repo: session.did, collection: 'app.bsky.feed.post', record: { text: 'hello', createdAt: '2026-01-01T00:00:00Z' } }
    const headers = { 'content-type': 'application/json' }
    await answers(session.call('/xrpc/com.atproto.repo.createRecord', { method: 'POST', headers, body: JSON.stringify(body) }), 200)
    const blob = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' }
    await answers(session.call('/xrpc/com.atproto.repo.uploadBlob', blob), 200)
  })

  test(`${client.name} restores a session that it kept, without a refresh`, async (t) => {
    const { pds, kept, session } = await loggedIn(t, client)
    const restarted = client.open(pds, kept)
    const again = await restarted.restore(session.did)
    assert.equal((await answers(ask(again), 200)).handle, 'alice.test')
    assert.deepEqual([pds.answers(token), restarted.events], [[], []])
  })

  test(`${client.name} refreshes two hours later by the server's clock and none by its own, once, and asks again`, async (t) => {
    const { pds, app, session } = await loggedIn(t, client)
    await pds.advance(twoHours)
    assert.equal((await answers(ask(session), 200)).handle, 'alice.test')
    assert.deepEqual(pds.answers(getSession), [401, 401, 200]) // another nonce, then the expired token
    assert.deepEqual([pds.answers(token), app.events], [[200], ['updated']])
    assert.equal((await server(pds))[0].generation, 2)
  })

  test(`${client.name} cannot prove anything where its clock is two hours behind the server's, and keeps its session`, async (t) => {
    const { pds, kept, session } = await loggedIn(t, client, '--client-clock', 'mock')
    await pds.advance(twoHours)
    pds.expectFinding('oauth-wrong-proof') // by a clock that the test puts wrong
    await answers(ask(session), 401, 'invalid_dpop_proof')
    assert.equal(kept.size, 1)
    await pds.steer('oauth/settings', { clientClock: 'any' })
    await answers(ask(session), 200)
  })

  test(`${client.name} answers ten calls at a time with an expired access token by ten refreshes, one after the other`, async (t) => {
    const { pds, session } = await loggedIn(t, client)
    await pds.steer('oauth/sessions/expire-access', { account: 'alice.test' })
    const all = await Promise.all(Array.from({ length: 10 }, () => ask(session)))
    assert.deepEqual(all.map(({ status }) => status), Array.from({ length: 10 }, () => 200))
    assert.deepEqual([pds.answers(token).length, await generation(pds)], [10, 11])
  })

  test(`${client.name} goes on when the nonce changes, and when it changes at every answer`, async (t) => {
    const { pds, session } = await loggedIn(t, client)
    await pds.steer('oauth/nonce')
    await answers(ask(session), 200)
    assert.deepEqual(pds.answers(getSession), [401, 200])
    await pds.steer('oauth/nonce', { each: true })
    for (let i = 0; i < 3; i++) await answers(ask(session), 200)
    assert.deepEqual(pds.answers(getSession), [401, 200, 401, 200, 200, 200]) // the last ones with what the answer before told
    await session.refresh()
    assert.equal(pds.answers(token).at(-1), 200)
  })

  test(`${client.name} misses the reply of a refresh, shows the old token, and the session is over for both sides`, async (t) => {
    const { pds, kept, app, session } = await loggedIn(t, client)
    await pds.steer('oauth/sessions/expire-access', { account: 'alice.test' })
    await pds.loseReplies(token, 1)
    await answers(ask(session), 401, 'invalid_token')
    assert.deepEqual([kept.size, app.events, (await server(pds))[0].generation], [1, [], 2])
    await answers(ask(session), 401, 'invalid_token')
    assert.deepEqual([pds.answers(token), kept.size, app.events], [['lost', 400], 0, ['over']])
    assert.deepEqual(await server(pds), [])
    await assert.rejects(app.restore(session.did))
  })

  test(`${client.name} survives a lost reply of a refresh where used refresh tokens have a grace`, async (t) => {
    const { pds, app, session } = await loggedIn(t, client, '--oauth-grace', '2m')
    await pds.steer('oauth/sessions/expire-access', { account: 'alice.test' })
    await pds.loseReplies(token, 1)
    await answers(ask(session), 401, 'invalid_token')
    await answers(ask(session), 200)
    assert.deepEqual([pds.answers(token), app.events], [['lost', 200], ['updated']])
  })

  for (const status of [500, 429]) {
    test(`${client.name} keeps its session when a refresh is answered with ${status}`, async (t) => {
      const { pds, kept, session } = await loggedIn(t, client)
      await pds.steer('oauth/sessions/expire-access', { account: 'alice.test' })
      await pds.steer('faults', { match: { method: token, times: 1 }, effect: { error: { status } } })
      await answers(ask(session), 401, 'invalid_token')
      assert.equal(kept.size, 1)
      await answers(ask(session), 200)
      assert.deepEqual(pds.answers(token), [status, 200])
    })
  }

  test(`${client.name} ends its session when two processes refresh at once, each with a lock of its own`, async (t) => {
    const { pds, kept, app, session } = await loggedIn(t, client)
    const other = client.open(pds, kept)
    await answers(ask(await other.restore(session.did)), 200) // and has a nonce
    const hold = await pds.steer('holds', { method: token, calls: 2 })
    const first = app.restore(session.did, true)
    await pds.document(`/_mock/holds/${hold.id}/arrived`)
    const second = assert.rejects(other.restore(session.did, true), { message: 'Refresh token replayed' })
    await pds.document(`/_mock/holds/${hold.id}/arrived?n=2`)
    await pds.steer(`holds/${hold.id}/release`, { order: [1, 2] })
    await Promise.all([first, second])
    assert.deepEqual([pds.answers(token), app.events, other.events], [[200, 400], ['updated'], ['over']])
    assert.deepEqual([kept.size, await server(pds)], [0, []])
    await assert.rejects(ask(session), /deleted by another process/)
  })

  test(`${client.name} refreshes one after the other in two processes that share a lock, and both go on`, async (t) => {
    const { pds, kept, session } = await loggedIn(t, client)
    const shared = lock()
    const both = [client.open(pds, kept, shared), client.open(pds, kept, shared)]
    const sessions = await Promise.all(both.map((app) => app.restore(session.did, true)))
    for (const each of sessions) await answers(ask(each), 200)
    assert.deepEqual([pds.answers(token), await generation(pds)], [[400, 200, 400, 200], 3]) // each without a nonce at first
  })

  test(`${client.name} gives a log-in up, and the tokens back, when it cannot look up after the token answer whose server it is`, async (t) => {
    const pds = await client.startMock(t, '--oauth', 'approve')
    const kept = new Store()
    const app = client.open(pds, kept)
    const params = await visit(pds, await app.authorize('alice.test'))
    await pds.steer('faults', { match: { method: '/.well-known/oauth-protected-resource' }, effect: { preset: 'unavailable' } })
    await assert.rejects(app.callback(params), { message: /^failed to resolve (OAuth server|protected resource) metadata/i })
    assert.deepEqual([pds.answers(token), kept.size, await server(pds)], [[200], 0, []])
  })

  test(`${client.name} is told that the user denied, and has no session`, async (t) => {
    const pds = await client.startMock(t, '--oauth', 'approve')
    await pds.steer('oauth/consent', { deny: true })
    const kept = new Store()
    const app = client.open(pds, kept)
    const params = await visit(pds, await app.authorize('alice.test'))
    assert.equal(params.get('error'), 'access_denied')
    await assert.rejects(app.callback(params), /The user rejected the request/)
    assert.deepEqual([kept.size, pds.answers(token), await server(pds)], [0, [], []])
    await answers(ask(await logIn(pds, app)), 200)
  })

  test(`${client.name} is told which scopes the user allowed, and a call that needs another is refused`, async (t) => {
    const pds = await client.startMock(t, '--oauth', 'approve')
    await pds.steer('oauth/consent', { scope: 'transition:email' })
    const session = await logIn(pds, client.open(pds))
    assert.equal(await session.scope(), 'atproto transition:email')
    await answers(ask(session), 200)
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ repo: session.did, collection: 'app.bsky.feed.post', record: { text: '', createdAt: '2026-01-01T00:00:00Z' } })
    await answers(session.call('/xrpc/com.atproto.repo.createRecord', { method: 'POST', headers, body }), 403, 'ScopeMissingError')
  })

  test(`${client.name} loses scopes in mid-session, goes on with the rest, and is told of them at the next refresh`, async (t) => {
    const { pds, session } = await loggedIn(t, client)
    await pds.steer('oauth/sessions/narrow', { account: 'alice.test', scope: 'transition:generic' })
    assert.equal((await answers(ask(session), 200)).email, undefined)
    assert.equal(await session.scope(), scope)
    await session.refresh()
    assert.equal(await session.scope(), 'atproto transition:generic')
  })

  test(`${client.name} loses its session by a takedown, and logs in again when that is lifted`, async (t) => {
    const { pds, kept, app, session } = await loggedIn(t, client)
    await pds.setTakedown(session.did, true)
    await answers(ask(session), 401, 'invalid_token')
    assert.deepEqual([pds.answers(token), kept.size, app.events], [[400], 0, ['over']])
    await pds.setTakedown(session.did, false)
    await assert.rejects(ask(session), /deleted by another process/)
    await answers(ask(await logIn(pds, app)), 200)
  })

  test(`${client.name} finds its session revoked, or expired, when it comes back`, async (t) => {
    for (const end of ['revoke', 'expire-refresh']) {
      const { pds, kept, app, session } = await loggedIn(t, client)
      await pds.steer(`oauth/sessions/${end}`, { account: 'alice.test' })
      if (end === 'expire-refresh') await pds.steer('oauth/sessions/expire-access', { account: 'alice.test' })
      const restarted = client.open(pds, kept)
      const again = await restarted.restore(session.did)
      await answers(ask(again), 401, 'invalid_token')
      assert.deepEqual([pds.answers(token), kept.size, restarted.events, app.events], [[400], 0, ['over'], []])
      await assert.rejects(restarted.restore(session.did), /deleted by another process/)
    }
  })

  test(`${client.name} is refused after three weeks, for that is longer than a session lasts`, async (t) => {
    const { pds, kept, session } = await loggedIn(t, client)
    await pds.advance(3 * week)
    await answers(ask(session), 401, 'invalid_token')
    assert.deepEqual([pds.answers(token), kept.size], [[400], 0])
  })

  test(`${client.name} signs out, and neither side has the session`, async (t) => {
    const { pds, kept, app, session } = await loggedIn(t, client)
    await session.signOut()
    assert.deepEqual([pds.answers('/oauth/revoke'), kept.size, app.events, await server(pds)], [[200], 0, ['over'], []])
    await assert.rejects(ask(session))
  })

  test(`${client.name} forgets its session at sign-out although the server does not hear of it`, async (t) => {
    const { pds, kept, session } = await loggedIn(t, client)
    await pds.steer('faults', { match: { method: '/oauth/revoke', times: 1 }, effect: { drop: 'before' } })
    await session.signOut()
    assert.equal(kept.size, 0)
    assert.equal((await server(pds)).length, 1)
  })
}
