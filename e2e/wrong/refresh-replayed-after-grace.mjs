// The same, after a night.
import { login, refresh } from '../xrpc.mjs'

export default async (pds) => {
  const stored = await login(pds)
  await refresh(pds, stored)
  await pds.advance(8 * 60 * 60)
  await refresh(pds, stored)
}
