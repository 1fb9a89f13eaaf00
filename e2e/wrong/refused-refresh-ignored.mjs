// It tries once to refresh, and goes on whatever comes of it.
import { getSession, login, refresh, times } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await pds.advance(2 * 60 * 60)
  await pds.steer('sessions/revoke', { account: 'alice.test' })
  await getSession(pds, session)
  await refresh(pds, session)
  await times(3, () => getSession(pds, session))
}
