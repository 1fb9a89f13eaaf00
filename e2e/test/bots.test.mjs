import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BlueskyStrategy } from '@humanwhocodes/crosspost'
import { Bot } from '@skyware/bot'
import { alice } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'

/** The posts of alice, the latest first. */
async function posts(pds) {
  const { records } = await pds.document('/xrpc/com.atproto.repo.listRecords?repo=alice.test&collection=app.bsky.feed.post')
  return records.map(({ value }) => value)
}

test('a bot of @skyware/bot logs in and posts', async (t) => {
  const pds = await startMock(t)
  const bot = new Bot({ service: pds.url, emitEvents: false })
  await bot.login(alice)
  assert.equal(bot.profile.handle, 'alice.test')
  const { uri } = await bot.post({ text: 'from a bot' })
  assert.match(uri, /^at:\/\/did:plc:.*\/app\.bsky\.feed\.post\//)
  assert.deepEqual((await posts(pds)).map(({ text }) => text), ['from a bot'])
})

test('crosspost logs in and posts with an image', async (t) => {
  const pds = await startMock(t)
  const { fetch } = globalThis
  t.after(() => (globalThis.fetch = fetch)) // it takes no other, and knows https alone
  globalThis.fetch = pds.fetch
  pds.hosts.add('https://pds.example.com')
  const strategy = new BlueskyStrategy({ ...alice, host: 'pds.example.com' })
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  await strategy.post('from elsewhere', { images: [{ data: png, alt: 'a dot' }] })
  globalThis.fetch = fetch
  const [post] = await posts(pds)
  assert.equal(post.text, 'from elsewhere')
  assert.equal(post.embed.images[0].image.mimeType, 'image/png')
})
