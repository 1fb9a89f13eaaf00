import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import tls from 'node:tls'
import { logIn, oauthClients } from '../clients/oauth.mjs'
import { startMock } from '../mock.mjs'

/** Starts a mock that serves https by a name, for the clients refuse https at a loopback address. It has all clients of this process trust it. */
async function startOverTLS(t) {
  const folder = await mkdtemp(join(tmpdir(), 'mockpds-e2e-ca-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'ca.pem')
  const pds = await startMock(t, '--oauth', 'approve', '--public-url', 'https://pds.test', '--tls', '--tls-ca-file', file)
  pds.hosts.add('https://pds.test')
  tls.setDefaultCACertificates([...tls.getCACertificates(), await readFile(file, 'utf8')])
  return pds
}

for (const client of oauthClients) {
  test(`${client.name} logs in over TLS, and refreshes`, async (t) => {
    const pds = await startOverTLS(t)
    assert.match(pds.url, /^https:/)
    const session = await logIn(pds, client.open(pds))
    await session.refresh()
    const answer = await session.call('/xrpc/com.atproto.server.getSession')
    assert.equal((await answer.json()).handle, 'alice.test')
  })
}
