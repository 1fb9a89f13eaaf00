// As in other protocols, the refresh token goes into the body.
import { call, login } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await call(pds, 'POST', 'refreshSession', { body: { refreshJwt: session.refreshJwt } })
}
