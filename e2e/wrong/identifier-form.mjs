// It sends what was pasted, line break and all.
import { login } from '../xrpc.mjs'

export default (pds) => login(pds, 'alice.test\n')
