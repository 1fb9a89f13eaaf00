// Each of two tabs has a copy of the tokens, and refreshes when it finds that they have expired.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  const { refresh_token } = await client.logIn()
  await client.refresh(refresh_token)
  await client.refresh(refresh_token)
}
