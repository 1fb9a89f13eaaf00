import { CredentialManager, XRPC, simpleFetchHandler } from 'atcute-client-2'

/** The small client as it was before, which many bots have not left. It knows no sign-up, and no sign-out either. */
export const atcute2 = {
  name: 'atcute-client-2',

  async signIn(pds, credentials) {
    const session = new Session(pds)
    await told(session.manager.login(credentials))
    return session
  },
}

/** Gives an error the names that those of the other clients have. */
const told = (call) =>
  call.catch((error) => {
    throw Object.assign(error, { error: error.kind })
  })

class Session {
  events = []
  #server

  constructor({ url: service, fetch }) {
    const onSessionUpdate = () => void this.events.push('updated')
    const onExpired = () => void this.events.push('over')
    this.manager = new CredentialManager({ service, fetch, onSessionUpdate, onExpired })
    this.#server = new XRPC({ handler: simpleFetchHandler({ service, fetch }) })
  }

  get data() {
    if (this.manager.session === undefined) return undefined
    const { inactiveStatus, ...data } = this.manager.session
    return inactiveStatus === undefined ? data : { ...data, status: inactiveStatus }
  }

  async query(method) {
    return (await told(new XRPC({ handler: this.manager }).get(method))).data
  }

  async signOut() {
    const headers = { authorization: `Bearer ${this.data.refreshJwt}` }
    await told(this.#server.call('com.atproto.server.deleteSession', { headers }))
  }
}
