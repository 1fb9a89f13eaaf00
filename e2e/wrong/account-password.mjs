// A third party's app asks for the account's own password.
import { login } from '../xrpc.mjs'

export const flags = ['--expect-app-passwords']

export default (pds) => login(pds)
