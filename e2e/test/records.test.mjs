import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clients, alice } from '../clients/clients.mjs'
import { startMock, twoHours } from '../mock.mjs'
import { refused, suspended } from '../refusal.mjs'

const collection = 'app.bsky.feed.post'
const png = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (letter) => letter.charCodeAt(),
)
const repo = 'com.atproto.repo.'

/** The key of a record with a URI. */
const keyOf = (uri) => uri.split('/').at(-1)

/** Writes a post, with what a client sends along. */
async function post(session, text, more = {}) {
  return session.procedure(`${repo}createRecord`, {
    repo: session.data.did, collection, record: { $type: collection, text, createdAt: new Date().toISOString(), ...more },
  })
}

async function texts(session) {
  const { records } = await session.query(`${repo}listRecords`, { repo: session.data.did, collection })
  return records.map(({ value }) => value.text)
}

/** The CID that a client shows as a link of JSON or as an object. */
const cidOf = (link) => link.$link ?? String(link)

for (const client of clients) {
  test(`${client.name} posts an image, reads it back, changes, likes and deletes the post, across an expiry and a refresh`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signIn(pds, alice)
    const { did } = session.data
    const image = await session.upload(png, 'image/png')
    const embed = { $type: 'app.bsky.embed.images', images: [{ alt: 'a dot', image }] }
    const { uri, cid } = await post(session, 'one', { embed })
    assert.match(uri, new RegExp(`^at://${did}/${collection}/[2-7a-z]{13}$`))

    await pds.advance(twoHours)
    const read = await session.query(`${repo}getRecord`, { repo: did, collection, rkey: keyOf(uri) })
    assert.equal(String(read.cid), String(cid))
    await post(session, 'two') // for which the client has to refresh
    assert.equal((await pds.sessions('alice.test'))[0].length, 2)
    assert.deepEqual(await texts(session), ['two', 'one'])
    const blob = await fetch(`${pds.url}/xrpc/com.atproto.sync.getBlob?did=${did}&cid=${cidOf(image.ref)}`)
    assert.deepEqual([blob.headers.get('content-type'), new Uint8Array(await blob.arrayBuffer())], ['image/png', png])

    const record = { $type: collection, text: 'changed', createdAt: new Date().toISOString() }
    await session.procedure(`${repo}putRecord`, { repo: did, collection, rkey: keyOf(uri), record })
    await session.procedure(`${repo}createRecord`, {
      repo: did, collection: 'app.bsky.feed.like', record: { subject: { uri, cid: String(cid) }, createdAt: new Date().toISOString() },
    })
    await session.refresh()
    assert.deepEqual(await texts(session), ['two', 'changed'])
    await session.procedure(`${repo}deleteRecord`, { repo: did, collection, rkey: keyOf(uri) })
    assert.deepEqual(await texts(session), ['two'])
    await refused(session.query(`${repo}getRecord`, { repo: did, collection, rkey: keyOf(uri) }), 400, 'RecordNotFound')
  })

  for (const [status, ...refusal] of [['deactivated', 401, 'AccountDeactivated', 'Account is deactivated'], ['suspended', ...suspended]]) {
    test(`${client.name} cannot post any more when the account is ${status} in between`, async (t) => {
      const pds = await startMock(t)
      const session = await client.signIn(pds, alice)
      await post(session, 'one')
      await pds.steer('accounts/alice.test/status', { status })
      await refused(post(session, 'two'), ...refusal)
      await pds.steer('accounts/alice.test/status', { status: 'active' })
      assert.deepEqual(await texts(await client.signIn(pds, alice)), ['one'])
    })
  }

  test(`${client.name} cannot post any more when the account is deleted in between`, async (t) => {
    const pds = await startMock(t)
    const session = await client.signUp(pds, { handle: 'poster.test', email: 'poster@example.com', password: 'a long password' })
    await post(session, 'one')
    await pds.admin('com.atproto.admin.deleteAccount', { did: session.data.did })
    await refused(post(session, 'two'), 403, 'AccountNotFound', 'Account not found')
  })
}
