// Each of its calls begins with a login.
import { getSession, login, times } from '../xrpc.mjs'

export default async (pds) => {
  await times(31, async () => getSession(pds, await login(pds)))
}
