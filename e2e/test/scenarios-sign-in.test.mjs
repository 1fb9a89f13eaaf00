import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AtpAgent, ComAtprotoServerCreateSession } from '@atproto/api'
import { LexAuthFactorError } from '@atproto/lex-password-session'
import { alice, clients } from '../clients/clients.mjs'
import { lex } from '../clients/lex.mjs'
import { startMock } from '../mock.mjs'
import { refused, retryAfter } from '../refusal.mjs'

const createSession = 'com.atproto.server.createSession'
const account = { identifier: 'signin-code.test', password: 'signin-code-pass' }
const mailedCode = (pds) => pds.mailedCode('sign_in', 'signin-code@example.com')
const asked = [401, 'AuthFactorTokenRequired', 'A sign in code has been sent to your email address']

for (const client of clients) {
  test(`${client.name} types a wrong sign-in code, then one that has expired, then the right one`, async (t) => {
    const pds = await startMock(t)
    await refused(client.signIn(pds, account), ...asked)
    await refused(client.signIn(pds, { ...account, code: 'AAAAA-AAAAA' }), 400, 'InvalidToken', 'Token is invalid')
    const late = await mailedCode(pds)
    await pds.advance(15 * 60 + 1)
    await refused(client.signIn(pds, { ...account, code: late }), 400, 'ExpiredToken', 'Token is expired')
    assert.deepEqual(await pds.sessions(account.identifier), [])

    await refused(client.signIn(pds, account), ...asked)
    const code = await mailedCode(pds)
    assert.notEqual(code, late)
    const session = await client.signIn(pds, { ...account, code })
    assert.deepEqual([session.data.emailAuthFactor, session.events], [true, ['updated']])
    assert.deepEqual(await pds.sessions(account.identifier), [['current']])
  })

  test(`${client.name} is told how long a rate limited login has to wait, and signs in when the clock says so`, async (t) => {
    const pds = await startMock(t)
    const other = await client.signIn(pds, alice)
    await pds.steer('clock', { freeze: true })
    await pds.steer('limits/exhaust', { method: createSession, account: 'alice.test' })
    const login = () => client.signIn(pds, alice)
    const wait = await retryAfter(login())
    pds.expectFinding('call-before-rate-limit-reset') // by an app that is a second too early
    assert.equal(wait, 5 * 60)
    await client.signIn(pds, { identifier: 'bob.test', password: 'bob-pass' })

    await pds.advance(wait - 1)
    await refused(login(), 429, 'RateLimitExceeded', 'Rate Limit Exceeded')
    await other.query('com.atproto.server.getSession') // who is signed in is not held up
    assert.deepEqual(await pds.sessions('alice.test'), [['current']])
    await pds.advance(1)
    await login()
    assert.deepEqual(await pds.sessions('alice.test'), [['current'], ['current']])
    const [{ calls, refused: refusals }] = await pds.document('/_mock/limits')
    assert.deepEqual([calls, refusals], [3, 2])
  })
}

test('@atproto/api and @atproto/lex have an error of their own for a sign-in code that is asked for', async (t) => {
  const pds = await startMock(t)
  const { AuthFactorTokenRequiredError } = ComAtprotoServerCreateSession
  const agent = new AtpAgent({ service: pds.url })
  await assert.rejects(agent.login(account), AuthFactorTokenRequiredError)
  await assert.rejects(lex.signIn(pds, account), LexAuthFactorError)
})

test('@atproto/api tells its app of each login that was refused, and forgets the session that it had', async (t) => {
  const pds = await startMock(t)
  const events = []
  const agent = new AtpAgent({ service: pds.url, persistSession: (event, session) => events.push([event, session?.handle]) })
  await agent.login(alice)
  await assert.rejects(agent.login(account))
  assert.equal(agent.session, undefined)
  await agent.login({ ...account, authFactorToken: await mailedCode(pds) })
  assert.deepEqual(events, [['create', 'alice.test'], ['create-failed', undefined], ['create', 'signin-code.test']])
  assert.deepEqual(await pds.sessions('alice.test'), [['current']]) // it did not sign out of it
})
