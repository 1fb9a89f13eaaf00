// It calls the chat as it calls everything else.
import { call, login } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds)
  await call(pds, 'GET', 'chat.bsky.convo.listConvos', { token: session.accessJwt })
}
