// A tab stores new tokens in a place of its own, and another one reads the old place later on.
import { login, refresh } from '../xrpc.mjs'

export default async (pds) => {
  const stored = await login(pds)
  await refresh(pds, stored)
  await pds.advance(30 * 60)
  await refresh(pds, stored)
}
