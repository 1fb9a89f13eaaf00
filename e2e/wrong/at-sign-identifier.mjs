// It sends what the user typed.
import { login } from '../xrpc.mjs'

export default (pds) => login(pds, '@alice.test')
