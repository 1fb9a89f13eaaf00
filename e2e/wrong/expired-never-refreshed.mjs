// It looks for 401, and takes 400 for somebody else's business.
import { getSession, login, times } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await pds.advance(2 * 60 * 60)
  await times(4, async () => {
    const { status } = await getSession(pds, session)
    if (status === 401) throw new Error('now it would refresh')
    await pds.advance(10 * 60)
  })
}
