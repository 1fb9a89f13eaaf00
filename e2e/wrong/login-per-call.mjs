// A bot that runs every quarter of an hour, and knows nothing of the run before.
import { getSession, login, times } from '../xrpc.mjs'

export default (pds) =>
  times(11, async () => {
    await getSession(pds, await login(pds))
    await pds.advance(15 * 60)
  })
