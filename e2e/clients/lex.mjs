import { Client, l } from '@atproto/lex'
import { PasswordSession } from '@atproto/lex-password-session'

/** The client that comes after @atproto/api. It holds session replies to their lexicon. */
export const lex = {
  name: '@atproto/lex',

  async signIn(pds, { code, ...credentials }) {
    return new Session(await PasswordSession.login({ ...options(pds), ...credentials, authFactorToken: code }))
  },

  async signUp(pds, account) {
    return new Session(await PasswordSession.createAccount(account, options(pds)))
  },

  async resume(pds, data) {
    return new Session(await PasswordSession.resume(data, options(pds)))
  },
}

const options = (pds) => ({ service: pds.url, fetch: pds.fetch })

class Session {
  #session
  #client

  constructor(session) {
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

  async refresh() {
    await this.#session.refresh()
  }

  async signOut() {
    await this.#session.logout()
  }
}
