import { Client, ok } from '@atcute/client'
import { PasswordSession } from '@atcute/password-session'

/** The small client that many bots and browser apps use. */
export const atcute = {
  name: '@atcute/client',

  async signIn(pds, credentials) {
    const events = []
    return new Session(await PasswordSession.login({ service: pds.url, ...credentials }, options(pds, events)), events)
  },

  /** It has no sign-up of its own: a session is made of what createAccount answers. */
  async signUp(pds, account) {
    const stranger = new Client({ handler: (path, init) => pds.fetch(new URL(path, pds.url), init) })
    const created = await ok(stranger.post('com.atproto.server.createAccount', { input: account }))
    const events = []
    return new Session(new PasswordSession({ service: pds.url, active: true, ...created }, options(pds, events)), events)
  },

  async resume(pds, data) {
    const events = []
    return new Session(await PasswordSession.resume(data, options(pds, events)), events)
  },
}

const options = (pds, events) => ({
  fetch: pds.fetch,
  onUpdate: () => void events.push('updated'),
  onUpdateFailure: () => void events.push('update failed'),
  onDelete: () => void events.push('over'),
})

class Session {
  #session
  #client

  constructor(session, events) {
    this.events = events
    this.#session = session
    this.#client = new Client({ handler: session })
  }

  get data() {
    if (this.#session.destroyed) return undefined
    const { inactiveStatus, ...data } = this.#session.session
    return inactiveStatus === undefined ? data : { ...data, status: inactiveStatus }
  }

  get pdsUrl() {
    return new URL(this.#session.dispatchUrl).origin
  }

  async query(method, params) {
    return ok(this.#client.get(method, { params }))
  }

  async procedure(method, body) {
    const answer = await this.#client.post(method, { input: body, as: 'bytes' })
    const text = new TextDecoder().decode(await ok(answer))
    return text && JSON.parse(text)
  }

  async upload(bytes, type) {
    return (await ok(this.#client.post('com.atproto.repo.uploadBlob', { input: new Blob([bytes], { type }) }))).blob
  }

  async refresh() {
    await this.#session.refresh()
  }

  async signOut() {
    await this.#session.logout()
  }
}
