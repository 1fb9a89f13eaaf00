// The clients under test. Each has signIn, signUp and resume, which give a session: data (undefined when it is over), pdsUrl,
// query, procedure, refresh, signOut.
import { atcute } from './atcute.mjs'
import { atprotoApi } from './atproto-api.mjs'
import { lex } from './lex.mjs'

export const clients = [atprotoApi, lex, atcute]

export const alice = { identifier: 'alice.test', password: 'alice-pass' }
