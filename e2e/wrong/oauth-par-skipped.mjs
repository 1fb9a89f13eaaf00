// It was written for servers that do not have pushed requests.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  await client.visit(client.asked())
}
