import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers'

let pds: StartedTestContainer
let url: string

before(async () => {
  pds = await new GenericContainer('mockpds')
    .withExposedPorts(2583)
    .withWaitStrategy(Wait.forHttp('/_mock/health', 2583))
    .start()
  url = `http://${pds.getHost()}:${pds.getMappedPort(2583)}`
})
after(() => pds.stop())

test('a client logs in', async () => {
  const reply = await fetch(`${url}/xrpc/com.atproto.server.createSession`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ identifier: 'alice.test', password: 'alice-pass' }),
  })
  assert.equal(reply.status, 200)
})
