// node --test: a server of its own for each test.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AtpAgent } from '@atproto/api'
import { startMockPds } from 'mockpds'

test('a session outlives its access token', async (t) => {
  const pds = await startMockPds()
  t.after(() => pds.stop())
  const agent = new AtpAgent({ service: pds.url })
  await agent.login({ identifier: 'alice.test', password: 'alice-pass' })

  await pds.expireAccess({ account: 'alice.test' })
  const { data } = await agent.com.atproto.server.getSession()

  assert.equal(data.handle, 'alice.test')
  await pds.assertNoFindings()
})
