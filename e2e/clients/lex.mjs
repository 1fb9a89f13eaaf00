import { Client, l } from '@atproto/lex'
import { PasswordSession } from '@atproto/lex-password-session'

/** The client that comes after @atproto/api. It holds session replies to their lexicon. */
export const lex = {
  name: '@atproto/lex',

  async signIn(pds, { code, ...credentials }) {
    const events = []
    return new Session(await PasswordSession.login({ ...options(pds, events), ...credentials, authFactorToken: code }), events)
  },

  async signUp(pds, account) {
    const events = []
    return new Session(await PasswordSession.createAccount(account, options(pds, events)), events)
  },

  async resume(pds, data) {
    const events = []
    return new Session(await PasswordSession.resume(data, options(pds, events)), events)
  },
}

const options = (pds, events) => ({
  service: pds.url,
  fetch: pds.fetch,
  onUpdated: () => void events.push('updated'),
  onUpdateFailure: () => void events.push('update failed'),
  onDeleted: () => void events.push('over'),
})

class Session {
  #session
  #client

  constructor(session, events) {
    this.events = events
    this.#session = session
    this.#client = new Client(session)
  }

  get data() {
    return this.#session.destroyed ? undefined : this.#session.session
  }

  get pdsUrl() {
    return this.data.didDoc.service[0].serviceEndpoint
  }

  async query(method, params = {}) {
    return this.#client.call(l.query(method, l.params(), l.payload()), params)
  }

  async procedure(method, body) {
    const input = body ? l.payload('application/json', l.lexMap()) : l.payload()
    return this.#client.call(l.procedure(method, l.params(), input, l.payload()), body)
  }

  async upload(bytes, type) {
    return (await this.#client.uploadBlob(new Blob([bytes], { type }), { encoding: type })).body.blob
  }

  async refresh() {
    await this.#session.refresh()
  }

  async signOut() {
    await this.#session.logout()
  }
}
