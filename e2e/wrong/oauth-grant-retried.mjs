// It takes each refused refresh for a failure of the network.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  const { refresh_token } = await client.logIn()
  await pds.steer('oauth/sessions/revoke', { account: 'alice.test' })
  await client.refresh(refresh_token)
  await client.refresh(refresh_token)
}
