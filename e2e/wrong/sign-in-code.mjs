// It has one field for secrets, and asks for the code in it.
import { login } from '../xrpc.mjs'

export default async (pds) => {
  await login(pds, 'signin-code.test', 'signin-code-pass')
  const mail = await pds.document('/_mock/mail?to=signin-code@example.com')
  await login(pds, 'signin-code.test', mail.at(-1).token)
}
