// Both tokens look alike.
import { call, login } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await call(pds, 'GET', 'getSession', { token: session.refreshJwt })
}
