// The OAuth clients under test. An app of one has open, with what it keeps between its runs, and then authorize, callback and
// restore. These give a session with call, refresh and signOut; events tell what the app is told: "updated" and "over".
import { LocalActorResolver, PlcDidDocumentResolver, XrpcHandleResolver } from '@atcute/identity-resolver'
import { OAuthClient, generateClientAssertionKey } from '@atcute/oauth-node-client'
import { JoseKey, NodeOAuthClient, buildAtprotoLoopbackClientMetadata } from '@atproto/oauth-client-node'
import { startMock } from '../mock.mjs'

export const scope = 'atproto transition:generic transition:email'
const callback = 'http://127.0.0.1:8080/callback'

/** What an app keeps in its database: nothing but JSON, of which others may have a copy. */
export class Store {
  #kept = new Map()

  constructor(kept = {}) {
    for (const [key, value] of Object.entries(kept)) this.set(key, value)
  }

  get(key) {
    const text = this.#kept.get(key)
    return text && JSON.parse(text)
  }

  set(key, value) {
    this.#kept.set(key, JSON.stringify(value))
  }

  del(key) {
    this.#kept.delete(key)
  }

  delete(key) {
    this.del(key)
  }

  clear() {
    this.#kept.clear()
  }

  get size() {
    return this.#kept.size
  }
}

/** A lock of one process: calls by the same name go one after the other. */
export function lock() {
  const last = new Map()
  return (name, call) => {
    const result = (last.get(name) ?? Promise.resolve()).then(call)
    last.set(name, result.then(() => {}, () => {}))
    return result
  }
}

const id = 'https://app.example.com/client.json'

/** The metadata of an app that has a key of its own, by which the server knows it. */
const confidential = {
  client_id: id,
  redirect_uris: ['https://app.example.com/callback'],
  scope,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  application_type: 'web',
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'ES256',
  dpop_bound_access_tokens: true,
}

/** The client of Bluesky's own apps. It takes http, as its documentation has it for development. */
function atproto(name, clientMetadata, keyset) {
  return {
    name,

    async startMock(t, ...flags) {
      const pds = await startMock(t, ...flags)
      if (keyset) await publish(pds, this.open(pds).metadata)
      return pds
    },

    open(pds, sessions = new Store(), requestLock = lock()) {
      const events = []
      const client = new NodeOAuthClient({
        clientMetadata,
        keyset,
        allowHttp: true,
        handleResolver: pds.url,
        plcDirectoryUrl: pds.url,
        fetch: pds.fetch,
        stateStore: new Store(),
        sessionStore: sessions,
        requestLock,
        onSessionUpdated: () => void events.push('updated'),
        onSessionDeleted: () => void events.push('over'),
      })
      const wrap = (session) => ({
        did: session.did,
        call: (path, init) => session.fetchHandler(path, init),
        refresh: () => session.getTokenSet(true),
        scope: async () => (await session.getTokenInfo(false)).scope,
        signOut: () => session.signOut(),
      })
      return {
        events,
        metadata: { ...client.clientMetadata, jwks: client.jwks },
        authorize: (handle, state) => client.authorize(handle, { state }),
        async callback(params) {
          const { session, state } = await client.callback(params)
          return { session: wrap(session), state }
        },
        restore: async (did, refresh) => wrap(await client.restore(did, refresh)),
      }
    },
  }
}

/** The small client. It insists on https, so the mock has a name in its network, and so has an entryway. */
function atcute(name, metadata, keyset) {
  return {
    name,

    async startMock(t, ...flags) {
      const [origin, issuer] = ['https://pds.test', 'https://entry.test']
      const named = flags.includes('--entryway-addr') ? ['--entryway-url', issuer] : []
      const pds = await startMock(t, '--public-url', origin, ...named, ...flags)
      pds.hosts.add(origin)
      pds.entryways.add(issuer)
      if (keyset) await publish(pds, this.open(pds).metadata)
      return pds
    },

    open(pds, sessions = new Store(), requestLock = lock()) {
      const events = []
      const { fetch } = pds
      const client = new OAuthClient({
        metadata,
        keyset,
        actorResolver: new LocalActorResolver({
          handleResolver: new XrpcHandleResolver({ serviceUrl: pds.url, fetch }),
          didDocumentResolver: new PlcDidDocumentResolver({ apiUrl: pds.url, fetch }),
        }),
        stores: {
          states: new Store(),
          sessions,
          prMetadata: new Store(), // its own stores have timers that keep the tests from ending
          asMetadata: new Store(),
          dpopNonces: new Store(),
        },
        fetch,
        requestLock,
      })
      client.addEventListener(({ type }) => events.push(type === 'deleted' ? 'over' : type))
      const wrap = (session) => ({
        did: session.did,
        call: (path, init) => session.handle(path, init),
        refresh: () => session.getTokenSet(true),
        scope: async () => (await session.getTokenInfo(false)).scope,
        signOut: () => session.signOut(),
      })
      return {
        events,
        metadata: client.metadata,
        authorize: async (identifier, state) => (await client.authorize({ target: { type: 'account', identifier }, state })).url,
        async callback(params) {
          const { session, state } = await client.callback(params)
          return { session: wrap(session), state }
        },
        restore: async (did, refresh) => wrap(await client.restore(did, { refresh })),
      }
    },
  }
}

/** Gives a mock what is at the address that is an app's id. */
async function publish(pds, metadata) {
  await pds.steer('oauth/documents', { url: id, document: metadata })
}

export const oauthClients = [
  atproto('@atproto/oauth-client-node', buildAtprotoLoopbackClientMetadata({ scope, redirect_uris: [callback] })),
  atcute('@atcute/oauth-node-client', { redirect_uris: [callback], scope }),
]

/** The same of apps that have a key of their own. */
export const confidentialClients = [
  atproto('@atproto/oauth-client-node with a key', confidential, [await JoseKey.generate(['ES256'], 'key-1')]),
  atcute('@atcute/oauth-node-client with a key', confidential, [await generateClientAssertionKey('key-1', 'ES256')]),
]

/** Goes where an app sends its user, to a mock that answers for the user. It returns what the app is told by its address. */
export async function visit(pds, url) {
  const answer = await pds.fetch(url, {
    redirect: 'manual',
    headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' },
  })
  const to = answer.headers.get('location')
  if (!to) throw new Error(`${url} answered ${answer.status} and leads nowhere: ${await answer.text()}`)
  return new URL(to).searchParams
}

/** Logs in to an app. */
export async function logIn(pds, app, handle = 'alice.test') {
  return (await app.callback(await visit(pds, await app.authorize(handle)))).session
}
