// It asks for all that there is, and looks at nothing but who is signed in.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  const { access_token: token } = await client.logIn()
  for (let i = 0; i < 51; i++) await client.get('/xrpc/com.atproto.server.getSession', token)
}
