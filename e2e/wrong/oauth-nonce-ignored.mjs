// It asks again when it is refused, with a new proof, but never looks for the nonce.
import { OAuthClient, approving } from '../oauth.mjs'

export const flags = approving

export default async (pds) => {
  const client = await OAuthClient.make(pds)
  for (let i = 0; i < 3; i++) await client.send('POST', '/oauth/par', { form: client.asked() })
}
