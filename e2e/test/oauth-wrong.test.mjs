import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Store, logIn, oauthClients, scope } from '../clients/oauth.mjs'

const token = '/oauth/token'
const ask = (session) => session.call('/xrpc/com.atproto.server.getSession')
const held = (pds) => pds.document('/_mock/oauth/sessions?account=alice.test')

// What goes wrong at a log-in, how many sessions the server is left with, and what the clients say of it, in their order.
const refusals = [
  ['callback-without-iss', 0, /^iss missing from the response/, /^missing iss parameter/],
  ['callback-other-iss', 0, /^Issuer mismatch/, /^issuer mismatch/],
  ['callback-other-state', 0, /^Unknown authorization session/, /^unknown state/],
  ['metadata-other-issuer', 0, /^Failed to resolve OAuth server metadata/, /^failed to resolve AS metadata/],
  ['token-unknown-sub', 0, /^Failed to resolve identity: did:plc:a+$/, /^failed to resolve identity: did:plc:a+$/],
  ['token-without-atproto', 1, /"scope"/, /^invalid atproto OAuth scope/],
  ['token-type-bearer', 1, /"token_type"/, /^Invalid type: Expected "DPoP"/],
  ['token-expiry-as-text', 1, /"expires_in"/, /^Invalid type: Expected number/],
  ['nonce-empty-body', 0, /^OAuth unknown error/, /^unknown_error/],
  ['nonce-header-alone', 0, /^Missing response Content-Type header/, /^unknown_error/],
  ['nonce-stale', 0, /^OAuth "use_dpop_nonce" error/, /^DPoP "nonce" mismatch/],
]

oauthClients.forEach((client, i) => {
  /** Starts a mock in which something is wrong at the next log-in. */
  async function startWrong(t, name) {
    const pds = await client.startMock(t, '--oauth', 'approve')
    await pds.steer('oauth/wrong', { name })
    const kept = new Store()
    return { pds, kept, app: client.open(pds, kept) }
  }

  for (const [name, left, ...says] of refusals) {
    test(`${client.name} refuses a log-in with ${name}, and the next one is well`, async (t) => {
      const { pds, kept, app } = await startWrong(t, name)
      if (name === 'nonce-stale') pds.expectFinding('oauth-nonce-ignored') // by the server's doing
      await assert.rejects(logIn(pds, app), { message: says[i] })
      assert.deepEqual([kept.size, (await held(pds)).length], [0, left])
      if (!name.startsWith('token-')) assert.deepEqual(pds.answers(token), []) // nobody was sent the code
      assert.equal((await ask(await logIn(pds, client.open(pds)))).status, 200)
    })
  }

  test(`${client.name} goes to endpoints on another host if the metadata names it`, async (t) => {
    const { pds, app } = await startWrong(t, 'metadata-other-endpoints')
    await assert.rejects(logIn(pds, app))
    assert.equal(pds.calls.at(-1).origin, 'https://other.example')
  })

  test(`${client.name} takes tokens for more than it asked`, async (t) => {
    const { pds, app } = await startWrong(t, 'token-wider-scope')
    assert.equal(await (await logIn(pds, app)).scope(), `${scope} transition:chat.bsky`)
  })

  test(`${client.name} uses a token without expiry until it is refused`, async (t) => {
    const { pds, app } = await startWrong(t, 'token-without-expiry')
    const session = await logIn(pds, app)
    await pds.steer('oauth/sessions/expire-access', { account: 'alice.test' })
    assert.equal((await ask(session)).status, 200)
    assert.deepEqual(pds.answers(token), [200, 200])
  })

  test(`${client.name} ends a session without a refresh token when it should refresh`, async (t) => {
    const { pds, kept, app } = await startWrong(t, 'token-without-refresh')
    const session = await logIn(pds, app)
    await pds.steer('oauth/sessions/expire-access', { account: 'alice.test' })
    assert.equal((await ask(session)).status, 401)
    assert.deepEqual([pds.answers(token), kept.size, app.events.at(-1)], [[200], 0, 'over'])
  })

  test(`${client.name} loses its session to a server that uses a refresh token up and then asks for another nonce`, async (t) => {
    const { pds, kept, app } = await startWrong(t, 'refresh-used-first')
    const session = await logIn(pds, app)
    await pds.steer('oauth/nonce')
    await assert.rejects(session.refresh())
    assert.deepEqual([pds.answers(token), kept.size, await held(pds)], [[200, 400, 400], 0, []])
  })
})

test('@atproto/oauth-client-node takes tokens for another account than it asked for, and @atcute/oauth-node-client revokes them', async (t) => {
  const [atproto, atcute] = await Promise.all(
    oauthClients.map(async (client) => {
      const pds = await client.startMock(t, '--oauth', 'approve')
      await pds.steer('oauth/wrong', { name: 'token-other-sub' })
      return { pds, logIn: () => logIn(pds, client.open(pds)) }
    }),
  )
  const { did } = await (await ask(await atproto.logIn())).json()
  const [mistaken] = await atproto.pds.document('/_mock/oauth/sessions')
  assert.equal(mistaken.did, did)
  await assert.rejects(atcute.logIn(), { message: 'sub mismatch' })
  assert.deepEqual(await atcute.pds.document('/_mock/oauth/sessions'), [])
})
