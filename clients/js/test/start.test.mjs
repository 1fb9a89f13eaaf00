import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { connectMockPds, MockPdsError, startMockPds } from 'mockpds'

/** Starts a server that ends with the test. */
async function start(t, options) {
  const pds = await startMockPds(options)
  t.after(() => pds.stop())
  return pds
}

const logIn = (url, identifier, password) =>
  fetch(`${url}/xrpc/com.atproto.server.createSession`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identifier, password }),
  })

test('a server starts, is steered, and ends', async () => {
  const pds = await startMockPds({ accessTtl: '5s' })
  const session = await (await logIn(pds.url, 'alice.test', 'alice-pass')).json()
  assert.equal(session.handle, 'alice.test')

  await pds.setStatus('alice.test', { status: 'suspended' })
  assert.equal((await logIn(pds.url, 'alice.test', 'alice-pass')).status, 401)
  assert.equal((await pds.account('alice.test')).status, 'suspended')
  assert.equal((await pds.calls({ method: 'createSession', status: 401 })).length, 1)

  await pds.reset()
  assert.equal((await pds.account('alice.test')).status, 'active')
  await pds.stop()
  await pds.stop() // once more does nothing
  await assert.rejects(fetch(pds.url))
})

test('the world is that of an object', async (t) => {
  const pds = await start(t, { fixtures: { accounts: [{ handle: 'carol.test', password: 'carol-pass' }] } })
  assert.deepEqual((await pds.accounts()).map((account) => account.handle), ['carol.test'])
  assert.equal((await logIn(pds.url, 'carol.test', 'carol-pass')).status, 200)
})

test('an entryway stands before the PDS', async (t) => {
  const pds = await start(t, { entrywayAddr: 'localhost:0' })
  const { accessJwt } = await (await logIn(pds.entrywayUrl, 'alice.test', 'alice-pass')).json()
  const answer = await fetch(`${pds.url}/xrpc/com.atproto.server.getSession`, { headers: { authorization: `Bearer ${accessJwt}` } })
  assert.equal(answer.status, 200)
  assert.deepEqual((await pds.calls()).map(({ origin }) => origin), ['entryway', 'pds'])
})

test('the clock moves, and stands', async (t) => {
  const pds = await start(t)
  await pds.freeze(new Date('2030-01-02T03:04:05Z'))
  await pds.advance(60)
  assert.equal(Date.parse((await pds.now()).now), Date.parse('2030-01-02T03:05:05Z'))
  await pds.resetClock()
  assert.equal((await pds.now()).frozen, false)
})

test('a mailed code is found by its address', async (t) => {
  const pds = await start(t)
  await assert.rejects(pds.code('signin-code@example.com'), /no code was mailed/)
  await logIn(pds.url, 'signin-code.test', 'signin-code-pass')
  assert.match(await pds.code('signin-code@example.com'), /^\w{5}-\w{5}$/)
})

test('findings fail an assertion, but for rules that are excepted', async (t) => {
  const pds = await start(t)
  await logIn(pds.url, '@alice.test', 'alice-pass')
  await assert.rejects(pds.assertNoFindings(), /at-sign-identifier \(calls #1\)/)
  await pds.assertNoFindings({ except: ['at-sign-identifier'] })
})

test('calls are followed as they are made', async (t) => {
  const pds = await start(t)
  const seen = []
  for (const identifier of ['alice.test', 'bob.test']) await logIn(pds.url, identifier, 'wrong')
  for await (const call of pds.follow()) {
    seen.push(call.status)
    if (seen.length === 2) break
  }
  assert.deepEqual(seen, [401, 401])
})

test('a refusal says what is wrong and what is allowed', async (t) => {
  const pds = await start(t)
  await assert.rejects(pds.account('nobody.test'), (error) => {
    assert.ok(error instanceof MockPdsError)
    assert.equal(error.status, 404)
    assert.equal(error.error, 'NotFound')
    return /no account "nobody.test"/.test(error.message)
  })
})

test('a server that cannot start says why', async () => {
  await assert.rejects(startMockPds({ accessTtl: 'soon' }), /access-ttl/)
  await assert.rejects(startMockPds({ fixtures: 'missing.yaml' }), /missing.yaml/)
  await assert.rejects(startMockPds({ binary: '/nowhere/mockpds' }), /ENOENT/)
})

test('a control token is asked for and shown', async (t) => {
  const pds = await start(t, { controlToken: 'let-me-in' })
  assert.ok(Array.isArray(await pds.listFaults()))
  await assert.rejects(connectMockPds(pds.url), { error: 'TokenRequired' })
  const again = await connectMockPds(pds.url, { controlToken: 'let-me-in' })
  assert.ok(Array.isArray(await again.listFaults()))
})

test('TLS brings the certificate of its authority', async (t) => {
  const pds = await start(t, { tls: true })
  assert.match(pds.url, /^https:/)
  assert.match(pds.ca, /BEGIN CERTIFICATE/)
  assert.equal((await pds.now()).frozen, false)
})

test('the server ends with the process that started it, which need not wait for it', async () => {
  const program = `import { startMockPds } from 'mockpds'; console.log((await startMockPds()).url)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'],
  })
  let url = ''
  parent.stdout.on('data', (data) => (url += data))
  const [code] = await once(parent, 'close')
  assert.equal(code, 0)
  await gone(url.trim())
})

/** Waits until nothing answers any more. */
async function gone(url) {
  for (;;) {
    try {
      await fetch(url)
    } catch {
      return
    }
  }
}
