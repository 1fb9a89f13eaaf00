// One function adds the access token to all calls, to this one too.
import { call, login } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await call(pds, 'POST', 'refreshSession', { token: session.accessJwt })
}
