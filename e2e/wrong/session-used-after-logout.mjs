// The timer that looks for news survives the logout.
import { getSession, login, logout } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await logout(pds, session)
  await getSession(pds, session)
}
