// It logs in to see whether the password is still the same.
import { login, times } from '../xrpc.mjs'

export default (pds) => times(31, () => login(pds))
