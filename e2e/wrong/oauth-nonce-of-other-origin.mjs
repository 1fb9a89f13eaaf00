// It keeps one nonce, whatever server told it.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = [...approving, '--entryway-addr', '127.0.0.1:0']

export default async (pds) => {
  const client = await OAuthClient.make(pds, pds.entryway)
  const { access_token: token } = await client.logIn()
  await client.send('GET', '/xrpc/com.atproto.server.getSession', { token })
}
