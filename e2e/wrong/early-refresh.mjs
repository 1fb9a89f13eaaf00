// It makes sure of a fresh token before each of its calls.
import { getSession, login, refresh, times } from '../xrpc.mjs'

export default async (pds) => {
  let session = await login(pds)
  await times(5, async () => {
    session = await refresh(pds, session)
    await getSession(pds, session)
  })
}
