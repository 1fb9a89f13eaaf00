import { AtpAgent } from '@atproto/api'

/** The client of most apps: AtpAgent, and the CredentialSession in it. */
export const atprotoApi = {
  name: '@atproto/api',

  async signIn(pds, { code, ...credentials }) {
    const session = new Session(pds)
    await session.agent.login({ ...credentials, authFactorToken: code })
    return session
  },

  async signUp(pds, account) {
    const session = new Session(pds)
    await session.agent.createAccount(account)
    return session
  },

  async resume(pds, data) {
    const session = new Session(pds)
    await session.agent.resumeSession(data)
    return session
  },
}

/** What it calls the events. */
const eventNames = { create: 'updated', update: 'updated', 'network-error': 'update failed', expired: 'over' }

class Session {
  events = []

  constructor(pds) {
    const persistSession = (event) => this.events.push(eventNames[event] ?? event)
    this.agent = new AtpAgent({ service: pds.url, fetch: pds.fetch, persistSession })
  }

  get data() {
    return this.agent.session
  }

  get pdsUrl() {
    return this.agent.dispatchUrl.origin
  }

  async query(method, params) {
    return (await this.agent.call(method, params)).data
  }

  async procedure(method, body) {
    return (await this.agent.call(method, undefined, body, { encoding: body && 'application/json' })).data
  }

  async upload(bytes, type) {
    return (await this.agent.uploadBlob(bytes, { encoding: type })).data.blob
  }

  async refresh() {
    await this.agent.sessionManager.refreshSession()
  }

  async signOut() {
    await this.agent.logout()
  }
}
