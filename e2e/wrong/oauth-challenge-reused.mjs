// It draws its verifier when it starts, and not at each log-in.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  await client.authorize()
  await client.authorize()
}
