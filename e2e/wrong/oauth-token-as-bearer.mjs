// The code that makes calls is that of the password sessions.
import { OAuthClient, approving } from '../oauth.mjs'
import { call } from '../xrpc.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  const { access_token } = await client.logIn()
  await call(pds, 'GET', 'getSession', { token: access_token })
}
