// It keeps the password, and begins anew whenever the token expires.
import { getSession, login } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await pds.advance(2 * 60 * 60)
  await getSession(pds, session)
  await getSession(pds, await login(pds))
}
