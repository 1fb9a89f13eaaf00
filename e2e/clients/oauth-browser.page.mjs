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

async function ask() {
  const answer = await session.fetchHandler('/xrpc/com.atproto.server.getSession')
  const { handle, error } = await answer.json()
  return { status: answer.status, handle, error }
}

window.app = {
  events,
  ask,
  // The promise of signInRedirect never ends well, for the page is left.
  signIn: (handle) => void client.signInRedirect(handle).catch((error) => say(error.message)),
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
