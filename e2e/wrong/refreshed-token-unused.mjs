// The refresh is the work of a class that its user never asks for the new tokens.
import { getSession, login, refresh, times } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await pds.advance(100 * 60)
  await refresh(pds, session)
  await times(4, () => getSession(pds, session))
}
