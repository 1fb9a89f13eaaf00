import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Tab, launch, serveApp } from '../clients/oauth-browser.mjs'
import { startMock } from '../mock.mjs'

let app
let browser

before(async () => {
  ;[app, browser] = await Promise.all([serveApp(), launch()])
})

after(async () => {
  await browser?.close()
  app?.close()
})

/** Starts a mock that shows its page, and a browser of somebody's own with the app in a tab. */
async function open(t, ...flags) {
  const pds = await startMock(t, ...flags)
  const context = await browser.newContext()
  context.setDefaultTimeout(20_000)
  t.after(() => context.close())
  const tab = await Tab.open(context, app, pds)
  await tab.says('signed out')
  return { pds, context, tab }
}

/** Signs in by a click on an account of the mock. */
async function signedIn(t, ...flags) {
  const opened = await open(t, ...flags)
  await opened.tab.signIn('alice.test')
  await opened.tab.press('alice.test')
  await opened.tab.press('Allow')
  await opened.tab.says('signed in as alice.test')
  return opened
}

const held = (pds) => pds.document('/_mock/oauth/sessions?account=alice.test')

/** The statuses of the calls of a method, preflights left aside. */
async function answers(pds, method) {
  const calls = await pds.document(`/_mock/journal?method=${encodeURIComponent(method)}`)
  return calls.filter(({ verb }) => verb !== 'OPTIONS').map(({ status }) => status)
}

test('a browser app signs in by a password on the page, and restores its session when it is loaded again', async (t) => {
  const { pds, tab } = await open(t)
  await tab.signIn('alice.test')
  await tab.page.getByLabel('Password').fill('wrong-pass')
  await tab.press('Sign in')
  await tab.page.getByRole('alert').waitFor()
  await tab.page.getByLabel('Password').fill('alice-pass')
  await tab.press('Sign in')
  await tab.press('Allow')
  await tab.says('signed in as alice.test')
  assert.equal(tab.page.url(), app.url)
  await tab.page.reload()
  await tab.says('signed in as alice.test')
  assert.deepEqual((await held(pds)).map(({ generation }) => generation), [1])
})

test('a browser app is told that the user denied', async (t) => {
  const { pds, tab } = await open(t)
  await tab.signIn('alice.test')
  await tab.press('alice.test')
  await tab.press('Deny')
  await tab.says('The user rejected the request')
  assert.deepEqual([await answers(pds, '/oauth/token'), await held(pds)], [[], []])
})

test('a browser app is told which scopes the user ticked', async (t) => {
  const { tab } = await open(t)
  await tab.signIn('alice.test')
  await tab.press('alice.test')
  await tab.page.getByLabel('transition:email').uncheck()
  await tab.press('Allow')
  await tab.says('signed in as alice.test')
  assert.equal(await tab.app('scope'), 'atproto transition:generic')
})

test('a browser app that is loaded again between the token answer and its store has no session, and the server has one', async (t) => {
  const { pds, tab } = await open(t)
  const hold = await pds.steer('holds', { preset: 'lost-between' })
  await tab.signIn('alice.test')
  await tab.press('alice.test')
  await tab.press('Allow')
  await pds.document(`/_mock/holds/${hold.id}/arrived`)
  await tab.page.reload()
  await tab.says('signed out')
  assert.deepEqual([await answers(pds, '/oauth/token'), (await held(pds)).length], [[200], 1])
})

test('a browser app has nobody signed in after a takedown', async (t) => {
  const { pds, tab } = await signedIn(t)
  await pds.steer('accounts/alice.test/status', { status: 'takendown' })
  assert.equal((await tab.app('ask')).error, 'invalid_token')
  await tab.page.reload()
  await tab.says('signed out')
  await tab.signIn('alice.test')
  assert.equal(await tab.page.getByRole('button', { name: 'alice.test', exact: true }).count(), 0)
})

test('a browser app signs out, and another tab hears of it', async (t) => {
  const { pds, context, tab } = await signedIn(t)
  const other = await Tab.open(context, app, pds)
  await other.says('signed in as alice.test')
  await tab.app('signOut')
  assert.deepEqual([await answers(pds, '/oauth/revoke'), await held(pds)], [[200], []])
  await other.page.reload()
  await other.says('signed out')
})
