import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AtpAgent } from '@atproto/api'
import { alice } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refused } from '../refusal.mjs'

const getPreferences = 'app.bsky.actor.getPreferences'
const getProfile = 'app.bsky.actor.getProfile'
const preferences = [
  { $type: 'app.bsky.actor.defs#adultContentPref', enabled: true },
  { $type: 'app.bsky.actor.defs#savedFeedsPrefV2', items: [{ id: '1', type: 'timeline', value: 'following', pinned: true }] },
]

test('an app of @atproto/api gets past its login screen, to the preferences and the profile that stubs answer', async (t) => {
  const pds = await startMock(t)
  const agent = new AtpAgent({ service: pds.url, fetch: pds.fetch })
  agent.configureProxy('did:web:api.bsky.app#bsky_appview') // as the Bluesky app does: the stubs stand in for that service
  const { did, handle } = (await agent.login(alice)).data
  await refused(agent.getPreferences(), 502, 'UpstreamFailure')
  await pds.steer('stubs', { method: getPreferences, verb: 'GET', account: handle, body: { preferences } })
  await pds.steer('stubs', { method: getProfile, params: { actor: did }, body: { did, handle, displayName: 'Alice' } })

  const { moderationPrefs, savedFeeds } = await agent.getPreferences()
  assert.equal(moderationPrefs.adultContentEnabled, true)
  assert.deepEqual(savedFeeds.map((feed) => feed.value), ['following'])
  assert.equal((await agent.getProfile({ actor: did })).data.displayName, 'Alice')
  await refused(agent.getProfile({ actor: 'bob.test' }), 502, 'UpstreamFailure')

  const stubs = await pds.document('/_mock/stubs')
  assert.deepEqual(stubs.map((stub) => [stub.method, stub.hits]), [[getPreferences, 1], [getProfile, 1]])
  const { methods } = await pds.document('/_mock/unknown')
  assert.deepEqual(methods.map(({ method, count }) => [method, count]).sort(), [[getPreferences, 1], [getProfile, 1]])
})

test('an app of @atproto/api refreshes by itself when a stub tells it that its token has expired', async (t) => {
  const pds = await startMock(t)
  await pds.steer('stubs', { method: getPreferences, body: { preferences } })
  const agent = new AtpAgent({ service: pds.url, fetch: pds.fetch })
  await refused(agent.getPreferences(), 401, 'AuthMissing')
  await agent.login(alice)
  await pds.steer('sessions/expire-access', { account: 'alice.test' })
  assert.equal((await agent.getPreferences()).moderationPrefs.adultContentEnabled, true)
  assert.deepEqual(pds.answers(getPreferences), [401, 400, 200])
  assert.deepEqual(await pds.sessions('alice.test'), [['grace', 'current']])
})
