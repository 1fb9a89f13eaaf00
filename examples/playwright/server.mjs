// An app with a server of its own, to which people log in by OAuth. The tokens stay in the server; the browser has a cookie.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { NodeOAuthClient, buildAtprotoLoopbackClientMetadata, requestLocalLock } from '@atproto/oauth-client-node'

const port = Number(process.env.PORT ?? 3000)
const origin = `http://127.0.0.1:${port}`

// What is different under test: where handles and DIDs are looked up, and that http will do. Without PDS_URL, it is the network.
const pds = process.env.PDS_URL
const network = pds ? { handleResolver: pds, plcDirectoryUrl: pds, allowHttp: true } : {}

/** A store for the OAuth client. A real app has a database. */
function store() {
  const kept = new Map()
  return {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    del: (key) => void kept.delete(key),
  }
}

const client = new NodeOAuthClient({
  clientMetadata: buildAtprotoLoopbackClientMetadata({
    scope: 'atproto transition:generic',
    redirect_uris: [`${origin}/oauth/callback`],
  }),
  stateStore: store(),
  sessionStore: store(),
  requestLock: requestLocalLock, // refreshes of one session go one after the other
  ...network,
})

const browsers = new Map() // the DID that a browser is logged in with, by its cookie
const cookieOf = (request) => /(?:^|; )app=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
const page = (body) => `<!DOCTYPE html><html lang="en"><title>App</title><body>${body}</body></html>`
const logIn = (told) =>
  page(`<p role="status">${escape(told)}</p>
    <form method="post" action="/login"><label>Handle <input name="handle"></label> <button>Log in</button></form>`)

/** The page of whoever is logged in. */
async function home(request) {
  const did = browsers.get(cookieOf(request))
  if (!did) return logIn('Welcome.')
  try {
    const session = await client.restore(did)
    const answer = await session.fetchHandler('/xrpc/com.atproto.server.getSession')
    if (answer.ok) {
      const { handle } = await answer.json()
      return page(`<p role="status">Logged in as ${escape(handle)}</p>
        <form method="post" action="/logout"><button>Log out</button></form>`)
    }
    if (answer.status !== 401) return page('<p role="status">Your PDS has trouble. Try again later.</p>')
  } catch (error) {
    console.error(error.message) // the session is over, or its server cannot be reached
  }
  browsers.delete(cookieOf(request))
  return logIn('Your session has ended. Log in again.')
}

async function login(request) {
  const chunks = await Array.fromAsync(request)
  const handle = new URLSearchParams(Buffer.concat(chunks).toString()).get('handle')
  return { location: (await client.authorize(handle)).href }
}

async function callback(request) {
  const { session } = await client.callback(new URL(request.url, origin).searchParams)
  const cookie = randomUUID()
  browsers.set(cookie, session.did)
  return { location: '/', 'set-cookie': `app=${cookie}; Path=/; HttpOnly; SameSite=Lax` }
}

async function logout(request) {
  const did = browsers.get(cookieOf(request))
  browsers.delete(cookieOf(request))
  if (did) await client.revoke(did)
  return { location: '/' }
}

const routes = { 'GET /': home, 'POST /login': login, 'GET /oauth/callback': callback, 'POST /logout': logout }

const server = createServer(async (request, response) => {
  const route = routes[`${request.method} ${new URL(request.url, origin).pathname}`]
  if (!route) return response.writeHead(404).end()
  try {
    const answer = await route(request)
    if (typeof answer === 'string') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(answer)
    else response.writeHead(303, answer).end()
  } catch (error) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(logIn(`That did not work: ${error.message}`))
  }
})
server.listen(port, '127.0.0.1')
