// Two widgets of a page find the token expired, and each refreshes for itself.
import { login, refresh } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  const hold = await pds.steer('holds', { method: 'refreshSession', calls: 2 })
  const refreshes = [1, 2].map(() => refresh(pds, session))
  await pds.document(`/_mock/holds/${hold.id}/arrived?n=2`)
  await pds.steer(`holds/${hold.id}/release`)
  await Promise.all(refreshes)
}
