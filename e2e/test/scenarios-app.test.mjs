import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AtpAgent } from '@atproto/api'
import { alice } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused } from '../refusal.mjs'

const getTimeline = 'app.bsky.feed.getTimeline'
const getProfile = 'app.bsky.actor.getProfile'

test('an app of @atproto/api gets past its login screen, to its preferences, its profile, and the timeline that a stub answers', async (t) => {
  const pds = await startMock(t)
  const agent = new AtpAgent({ service: pds.url, fetch: pds.fetch })
  agent.configureProxy('did:web:api.bsky.app#bsky_appview') // as the Bluesky app does: the mock stands in for that service
  const { did, handle } = (await agent.login(alice)).data
  await agent.setAdultContentEnabled(true)
  assert.equal((await agent.getPreferences()).moderationPrefs.adultContentEnabled, true)
  await agent.upsertProfile((profile) => ({ ...profile, displayName: 'Alice' }))
  assert.equal((await agent.getProfile({ actor: did })).data.displayName, 'Alice')

  await refused(agent.getTimeline(), 502, 'UpstreamFailure')
  await pds.steer('stubs', { method: getTimeline, verb: 'GET', account: handle, body: { feed: [] } })
  await pds.steer('stubs', { method: getProfile, params: { actor: 'bob.test' }, body: { did: 'did:web:bob.test', handle: 'bob.test' } })
  assert.deepEqual((await agent.getTimeline()).data.feed, [])
  assert.equal((await agent.getProfile({ actor: 'bob.test' })).data.did, 'did:web:bob.test')
  assert.equal((await agent.getProfile({ actor: did })).data.displayName, 'Alice')

  const stubs = await pds.document('/_mock/stubs')
  assert.deepEqual(stubs.map((stub) => [stub.method, stub.hits]), [[getTimeline, 1], [getProfile, 1]])
  const { methods } = await pds.document('/_mock/unknown')
  assert.deepEqual(methods.map(({ method, count }) => [method, count]), [[getTimeline, 1]])
})

test('an app of @atproto/api refreshes by itself when a stub tells it that its token has expired', async (t) => {
  const pds = await startMock(t)
  await pds.steer('stubs', { method: getTimeline, body: { feed: [] } })
  const agent = new AtpAgent({ service: pds.url, fetch: pds.fetch })
  await refused(agent.getTimeline(), 401, 'AuthMissing')
  await agent.login(alice)
  await pds.steer('sessions/expire-access', { account: 'alice.test' })
  assert.deepEqual((await agent.getTimeline()).data.feed, [])
  assert.deepEqual(pds.answers(getTimeline), [401, 400, 200])
  assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])
})
