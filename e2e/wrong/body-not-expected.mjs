// Its HTTP client posts an object if there is nothing to post.
import { call, login } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await call(pds, 'POST', 'refreshSession', { token: session.refreshJwt, body: {} })
}
