// The clients under test. Each has signIn, signUp and resume, which give a session: data (undefined when it is over), pdsUrl,
// query, procedure, refresh, signOut; and events, what the app is told: "updated" (tokens to keep), "update failed" (those
// that it has may still be good) and "over".
import { atcute } from './atcute.mjs'
import { atprotoApi } from './atproto-api.mjs'
import { lex } from './lex.mjs'

export const clients = [atprotoApi, lex, atcute]

export const alice = { identifier: 'alice.test', password: 'alice-pass' }
