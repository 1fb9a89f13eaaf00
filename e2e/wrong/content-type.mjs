// fetch says text/plain for a string.
import { call } from '../xrpc.mjs'

export default (pds) =>
  call(pds, 'POST', 'createSession', {
    body: { identifier: 'alice.test', password: 'alice-pass' },
    headers: { 'content-type': 'text/plain' },
  })
