// Each page load begins with a refresh.
import { getSession, login, refresh, times } from '../xrpc.mjs'

export default async (pds) => {
  let session = await login(pds)
  await times(5, async () => {
    session = await refresh(pds, session)
    await getSession(pds, session)
    await pds.advance(60)
  })
}
