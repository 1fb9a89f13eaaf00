// It tries again after a second, whatever the server says.
import { login } from '../xrpc.mjs'

export default async (pds) => {
  await pds.steer('limits/exhaust', { method: 'com.atproto.server.createSession' })
  await login(pds)
  await pds.advance(1)
  await login(pds)
}
