// It makes the proof for a call as that for the token endpoint, where there is no access token to take the hash of.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  const { access_token: token } = await client.logIn()
  await client.send('GET', '/xrpc/com.atproto.server.getSession', { token, ath: null })
}
