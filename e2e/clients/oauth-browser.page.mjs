// What runs in the page of the browser app: what a test wants of it is in window.app.
import { BrowserOAuthClient, atprotoLoopbackClientMetadata } from '@atproto/oauth-client-browser'

const pds = new URLSearchParams(location.search).get('pds') ?? localStorage.getItem('pds')
localStorage.setItem('pds', pds)

const scope = 'atproto transition:generic transition:email'
const query = new URLSearchParams({ scope, redirect_uri: `${location.origin}/` })
const events = []
const client = new BrowserOAuthClient({
  clientMetadata: atprotoLoopbackClientMetadata(`http://localhost?${query}`),
  allowHttp: true,
  handleResolver: pds,
  plcDirectoryUrl: pds,
  onSessionUpdated: () => void events.push('updated'),
  onSessionDeleted: () => void events.push('over'),
})

let session
const say = (text) => {
  document.querySelector('output').value = text
}

async function send(method, init) {
  const answer = await session.fetchHandler(`/xrpc/${method}`, init)
  const { handle, error } = await answer.json()
  return { status: answer.status, handle, error }
}

// Without no-store, Chromium sends the second of two equal requests when it has the answer to the first.
const ask = () => send('com.atproto.server.getSession', { cache: 'no-store' })

function post() {
  const record = { text: 'hello', createdAt: '2026-01-01T00:00:00Z' }
  const body = JSON.stringify({ repo: session.did, collection: 'app.bsky.feed.post', record })
  return send('com.atproto.repo.createRecord', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

/** How many sessions the client has in its database. */
function kept() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('@atproto-oauth-client')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const db = opening.result
      const counting = db.transaction('session').objectStore('session').count()
      counting.onerror = () => reject(counting.error)
      counting.onsuccess = () => {
        db.close()
        resolve(counting.result)
      }
    }
  })
}

window.app = {
  events,
  ask,
  post,
  kept,
  // The promise of signInRedirect never ends well, for the page is left.
  signIn(handle) {
    say('')
    client.signInRedirect(handle).catch((error) => say(error.message))
  },
  refresh: async () => void (await session.getTokenSet(true)),
  scope: async () => (await session.getTokenInfo(false)).scope,
  signOut: () => session.signOut(),
}

client.init().then(
  async (result) => {
    session = result?.session
    say(session ? `signed in as ${(await ask()).handle}` : 'signed out')
  },
  (error) => say(error.message),
)
