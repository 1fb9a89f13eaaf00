// It takes the server that it calls for the one that gave it its tokens, and refreshes there.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = [...approving, '--entryway-addr', '127.0.0.1:0']

export default async (pds) => {
  const client = await OAuthClient.make(pds, pds.entryway)
  const { refresh_token } = await client.logIn()
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token })
  await pds.fetch(`${pds.url}/oauth/token`, { method: 'POST', body })
}
