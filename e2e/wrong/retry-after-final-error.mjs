// It takes each error for one that passes.
import { login, times } from '../xrpc.mjs'

export default async (pds) => {
  await times(5, async () => {
    await login(pds, 'alice.test', 'a wrong password')
    await pds.advance(2)
  })
}
