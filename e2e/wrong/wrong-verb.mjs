// There is no body to send, so it must be a GET.
import { call, login } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await call(pds, 'GET', 'refreshSession', { token: session.refreshJwt })
}
