// It signs out with the access token that it had before its last refresh.
import { OAuthClient, approving, client_id } from '../oauth.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  const { access_token: token, refresh_token } = await client.logIn()
  await client.refresh(refresh_token)
  await client.post('/oauth/revoke', { client_id, token })
}
