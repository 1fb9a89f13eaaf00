// The table of what OAuth clients are put into, and the apps that are put into it. An app does what the steps of the table are
// called for; what it fails with is thrown.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { startMock } from '../mock.mjs'
import { Store, confidentialClients, lock, oauthClients, visit } from './oauth.mjs'
import { Tab } from './oauth-browser.mjs'

export const situations = parse(readFileSync(join(import.meta.dirname, '../oauth-situations.yaml'), 'utf8'))

class App {
  async logIn() {
    await this.authorize()
    await this.callback()
  }

  tenCallsAtOnce() {
    return Promise.all(Array.from({ length: 10 }, () => this.call()))
  }

  bothCall() {
    return this.#atOnce('getSession', () => this.call(), () => this.other.call())
  }

  bothRefreshAtOnce() {
    return this.#atOnce('/oauth/token', () => this.refresh(), () => this.other.refresh())
  }

  /** Has two calls arrive before either is answered. */
  async #atOnce(method, one, another) {
    const hold = await this.pds.steer('holds', { method, calls: 2 })
    const first = one()
    await this.pds.document(`/_mock/holds/${hold.id}/arrived`)
    const both = Promise.all([first, another()])
    await this.pds.document(`/_mock/holds/${hold.id}/arrived?n=2`)
    await Promise.all([both, this.pds.steer(`holds/${hold.id}/release`, { order: [1, 2] })])
  }
}

/** An app with a server of its own. */
class ServerApp extends App {
  #kept
  #lock

  constructor(client, pds, kept = new Store(), ownLock = lock()) {
    super()
    this.client = client
    this.pds = pds
    this.#kept = kept
    this.#lock = ownLock
    this.app = client.open(pds, kept, ownLock)
  }

  static async start(client, t, flags) {
    return new ServerApp(client, await client.startMock(t, '--oauth', 'approve', ...flags))
  }

  async authorize() {
    this.params = await visit(this.pds, await this.app.authorize('alice.test'))
  }

  async callback() {
    this.session = (await this.app.callback(this.params)).session
  }

  call() {
    return this.#send('com.atproto.server.getSession')
  }

  post() {
    const record = { text: 'hello', createdAt: '2026-01-01T00:00:00Z' }
    const body = JSON.stringify({ repo: this.session.did, collection: 'app.bsky.feed.post', record })
    return this.#send('com.atproto.repo.createRecord', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }

  async #send(method, init) {
    const answer = await this.session.call(`/xrpc/${method}`, init)
    wellAnswered({ status: answer.status, ...(await answer.json()) })
  }

  refresh() {
    return this.session.refresh()
  }

  scope() {
    return this.session.scope()
  }

  signOut() {
    return this.session.signOut()
  }

  async restore(did = this.session.did) {
    this.app = this.client.open(this.pds, this.#kept, this.#lock)
    this.session = await this.app.restore(did)
  }

  /** Has a second process restore the session from the same store. It has a lock of its own. */
  async anotherProcess(ownLock = lock()) {
    this.other = new ServerApp(this.client, this.pds, this.#kept, ownLock)
    await this.other.restore(this.session.did)
    await this.other.call() // and has a nonce
  }

  anotherTab() {
    return this.anotherProcess(this.#lock)
  }

  kept() {
    return this.#kept.size
  }

  events() {
    return this.app.events
  }
}

/** An app that is a page, in a browser of somebody's own. */
class BrowserApp extends App {
  static async start({ served, browser }, t, flags) {
    const pds = await startMock(t, ...flags)
    const context = await browser.newContext()
    context.setDefaultTimeout(20_000)
    t.after(() => context.close())
    return BrowserApp.open(context, served, pds)
  }

  static async open(context, served, pds) {
    return Object.assign(new BrowserApp(), { context, served, pds, tab: await Tab.open(context, served, pds) })
  }

  async authorize() {
    const { page } = this.tab
    await this.tab.app('signIn', 'alice.test')
    const account = page.getByRole('button', { name: 'alice.test', exact: true })
    await account.or(this.#output()).waitFor()
    if (await account.count()) await account.click()
    await page.getByRole('button', { name: 'Allow', exact: true }).or(this.#output()).waitFor()
  }

  async callback() {
    const allow = this.tab.page.getByRole('button', { name: 'Allow', exact: true })
    if (await allow.count()) await allow.click()
    await this.#signedIn()
  }

  /** What the app says, once it says something. */
  #output() {
    return this.tab.page.locator('output').filter({ hasText: /./ })
  }

  async #signedIn() {
    const says = await this.#output().textContent()
    if (!says.startsWith('signed in')) throw new Error(says)
  }

  async call() {
    wellAnswered(await this.tab.app('ask'))
  }

  async post() {
    wellAnswered(await this.tab.app('post'))
  }

  refresh() {
    return this.tab.app('refresh')
  }

  scope() {
    return this.tab.app('scope')
  }

  signOut() {
    return this.tab.app('signOut')
  }

  async restore() {
    await this.tab.page.reload()
    await this.#output().waitFor()
  }

  async anotherTab() {
    this.other = await BrowserApp.open(this.context, this.served, this.pds)
    await this.other.#signedIn()
  }

  kept() {
    return this.tab.app('kept')
  }

  events() {
    return this.tab.events()
  }
}

function wellAnswered({ status, error }) {
  if (status !== 200) throw new Error(`${status} ${error}`)
}

/** The clients by the names that they have in the table, each with what starts an app of it in a mock. */
export const clients = {
  node: oauthClients[0],
  atcute: oauthClients[1],
  'node-confidential': confidentialClients[0],
  'atcute-confidential': confidentialClients[1],
  browser: { name: '@atproto/oauth-client-browser' },
}

export function startApp(t, name, flags = [], inBrowser) {
  return name === 'browser' ? BrowserApp.start(inBrowser, t, flags) : ServerApp.start(clients[name], t, flags)
}

/** Picks a client's value where clients have one each, else returns the value of all. */
export function of(name, value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return value[name] ?? value[name.split('-')[0]] ?? value.others
}

/** What becomes of a client in a situation, in the words of docs/oauth.md. */
export function outcome(name, { clients: some, steps, kept = 1, held = 1 }) {
  if (some && !some.includes(name)) return '–'
  const [keeps, holds] = [of(name, kept), of(name, held)]
  const works = (...does) => steps.flatMap(Object.entries).filter(([step]) => does.includes(step)).map(([, end]) => of(name, end) === 'ok')
  if (works('log in', 'callback')[0] === false) return holds > keeps ? 'no session, and the server keeps one' : 'no session'
  if (keeps === 0) return 'session over'
  return holds > 0 && works('call', 'refresh').at(-1) !== false ? 'goes on' : 'keeps a session that is over'
}
