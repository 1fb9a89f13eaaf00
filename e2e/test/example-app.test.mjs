import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as bluesky from '@atcute/bluesky'
import { safeParse } from '@atcute/lexicons/validations'
import { AtpAgent, lexicons } from '@atproto/api'
import { lexParse } from '@atproto/lex'
import { parse } from 'yaml'
import { alice } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'

const example = new URL('../../examples/bluesky-app.yaml', import.meta.url).pathname
const chat = 'did:web:api.bsky.chat#bsky_chat'

/** What @atcute/bluesky calls a method's lexicon: AppBskyFeedGetTimeline. */
const exportName = (nsid) => nsid.replace(/(^|\.)(.)/g, (_, dot, letter) => letter.toUpperCase())

const modules = new URL('../node_modules', import.meta.url).pathname

/** All lexicons that those of some methods refer to, as documents: their refs are written in full, which `lex` does not read. */
function documents(methods) {
  const found = new Map()
  const add = (nsid) => {
    if (found.has(nsid)) return
    const text = JSON.stringify(lexicons.get(nsid)).replaceAll('"lex:', '"')
    found.set(nsid, text)
    for (const [, ref] of text.matchAll(/"([a-z]+(?:\.[a-zA-Z]+){2,})(?:#\w+)?"/g)) if (lexicons.get(ref)) add(ref)
  }
  methods.forEach(add)
  return found
}

/** What `lex build` makes of the lexicons of some methods; each is the program of its own file. */
function builtByLex(t, methods) {
  const folder = mkdtempSync(join(tmpdir(), 'lexicons-'))
  t.after(() => rmSync(folder, { recursive: true }))
  symlinkSync(modules, join(folder, 'node_modules'))
  mkdirSync(join(folder, 'lexicons'))
  for (const [nsid, text] of documents(methods)) writeFileSync(join(folder, 'lexicons', `${nsid}.json`), text)
  execFileSync(process.execPath, [join(modules, '.bin', 'lex'), 'build', '--lexicons', join(folder, 'lexicons'),
    '--out', join(folder, 'src'), '--import-ext', '.ts', '--no-pretty'])
  return (method) => import(join(folder, 'src', `${method.replaceAll('.', '/')}.ts`))
}

test('every stub of examples/bluesky-app.yaml answers what the lexicon of its method allows', async (t) => {
  const pds = await startMock(t, '--fixtures', example)
  const { data } = await new AtpAgent({ service: pds.url }).login(alice)
  const { stubs } = parse(readFileSync(example, 'utf8'))
  assert.ok(stubs.length > 30)
  const lex = builtByLex(t, stubs.map(({ method }) => method))
  for (const { method, verb, proxy } of stubs) {
    const headers = { authorization: `Bearer ${data.accessJwt}`, ...(proxy && { 'atproto-proxy': proxy }) }
    const procedure = verb === 'POST' || lexicons.get(method)?.defs.main.type === 'procedure'
    const response = await fetch(`${pds.url}/xrpc/${method}`, { method: procedure ? 'POST' : 'GET', headers })
    const text = await response.text()
    assert.equal(response.status, 200, `${method}: ${text}`)
    if (!text) continue
    const body = JSON.parse(text)
    lexicons.assertValidXrpcOutput(method, body)
    const schema = bluesky[exportName(method)].mainSchema
    const parsed = safeParse(schema.output.schema, body)
    assert.ok(parsed.ok, `${method}: ${parsed.message}`)
    const strict = (await lex(method)).main.output.schema.safeParse(lexParse(text), { strict: true })
    assert.ok(strict.success, `${method}: ${strict.reason}`)
    assert.ok(!/\{(did|handle|now)\}/.test(text), `${method}: ${text}`)
  }
})

test('an app of @atproto/api walks through the screens of examples/bluesky-app.yaml', async (t) => {
  const pds = await startMock(t, '--fixtures', example)
  const agent = new AtpAgent({ service: pds.url, fetch: pds.fetch })
  agent.configureProxy('did:web:api.bsky.app#bsky_appview')
  const { did, handle } = (await agent.login(alice)).data
  await agent.getPreferences()
  assert.equal((await agent.getProfile({ actor: did })).data.displayName, 'Alice')
  const [{ post }] = (await agent.getTimeline()).data.feed
  assert.deepEqual([post.author.did, post.author.handle], [did, handle])
  assert.equal((await agent.getAuthorFeed({ actor: did })).data.feed.length, 1)
  assert.equal((await agent.getPostThread({ uri: post.uri })).data.thread.post.uri, post.uri)
  assert.equal((await agent.listNotifications()).data.notifications[0].reason, 'like')
  assert.equal((await agent.countUnreadNotifications()).data.count, 1)
  await agent.updateSeenNotifications()
  assert.equal((await agent.searchActors({ q: 'x' })).data.actors[0].did, did)
  assert.equal((await agent.getFollows({ actor: did })).data.follows.length, 1)
  const { uri } = await agent.like(post.uri, post.cid)
  await agent.deleteLike(uri)
  const { convos } = (await agent.withProxy('bsky_chat', chat.split('#')[0]).chat.bsky.convo.listConvos()).data
  assert.equal(convos[0].members[0].handle, handle)
  assert.deepEqual((await pds.document('/_mock/unknown')).methods, [])
})
