// What each client does under each quirk and each profile, held against quirks.json. "npm run quirks" writes that file, and
// the table of docs/profiles.md that is made of it.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { atcute2 } from '../clients/atcute-2.mjs'
import { alice, clients } from '../clients/clients.mjs'
import { startMock } from '../mock.mjs'
import { refusal } from '../refusal.mjs'
import { refresh } from '../xrpc.mjs'

const getSession = 'com.atproto.server.getSession'
const here = join(import.meta.dirname, '..')
const file = join(here, 'quirks.json')
const update = process.env.UPDATE_QUIRKS !== undefined
const known = update ? {} : JSON.parse(readFileSync(file))

/** The account of the default world in which a situation is. */
const as = (name) => ({ identifier: `${name}.test`, password: `${name}-pass` })

/** The refusal of a call in words. Of what clients make up, when the server does not say it, that is all. */
async function refusedWith(pds, call) {
  const { status, error, message } = await refusal(call)
  const sent = (field) => pds.said.includes(JSON.stringify(field).slice(1, -1))
  return `${status} ${sent({ error }) ? error : 'no name'}, ${sent({ message }) ? `"${message}"` : 'no message'}`
}

/** What became of a call: answered or how it was refused, the calls that the client made for it, and whether it gave the session up. */
async function outcome(pds, session, act) {
  const before = pds.calls.length
  const said = await act(session).then(
    () => 'answered',
    (error) => refusedWith(pds, Promise.reject(error)),
  )
  const calls = pds.calls.slice(before).map(({ method, status }) => `${method.split('.').pop()} ${status}`)
  return `${said} (${calls.join(', ')})${session.data === undefined ? ', session over' : ''}`
}

const ask = (session) => session.query(getSession)
const expire = (pds) => pds.steer('sessions/expire-access', { account: 'alice.test' })
const revoke = (pds) => pds.steer('sessions/revoke', { account: 'alice.test' })

/** The steps of the story, each with a session of its own. What a step returns is what its client did. */
const steps = {
  'log-in': async (pds, client) => {
    const { data } = await client.signIn(pds, alice)
    return `knows ${['email', 'emailConfirmed', 'emailAuthFactor', 'active'].filter((name) => data[name] !== undefined).join(', ')}`
  },
  'deactivated account': async (pds, client) => {
    const { data } = await client.signIn(pds, as('deactivated'))
    return `active ${data.active}${data.status ? `, ${data.status}` : ''}`
  },
  'wrong password': (pds, client) => refusedWith(pds, client.signIn(pds, { ...alice, password: 'wrong' })),
  'code needed': (pds, client) => refusedWith(pds, client.signIn(pds, as('signin-code'))),
  'taken down': (pds, client) => refusedWith(pds, client.signIn(pds, as('takendown'))),
  'taken down, allowed': async (pds, client) => {
    const call = client.signIn(pds, { ...as('takendown'), allowTakendown: true })
    return call.then(() => 'logged in', () => refusedWith(pds, call))
  },
  'expired token': async (pds, client) => {
    const session = await client.signIn(pds, alice)
    await expire(pds)
    return outcome(pds, session, ask)
  },
  'wrong token': async (pds, client) => {
    const session = await client.signIn(pds, alice)
    pds.instead = { [session.data.accessJwt]: session.data.refreshJwt }
    return outcome(pds, session, ask)
  },
  'refreshed elsewhere': async (pds, client) => {
    const session = await client.signIn(pds, alice)
    await refresh(pds, session.data)
    return outcome(pds, session, ask)
  },
  'used refresh token': async (pds, client) => {
    const session = await client.signIn(pds, alice)
    await refresh(pds, session.data)
    await expire(pds)
    return outcome(pds, session, ask)
  },
  'revoked session': async (pds, client) => {
    const session = await client.signIn(pds, alice)
    await revoke(pds)
    await expire(pds)
    return outcome(pds, session, ask)
  },
  'log-out': async (pds, client) => {
    await revoke(pds) // the sessions of other steps
    const session = await client.signIn(pds, alice)
    const did = await outcome(pds, session, () => session.signOut())
    const left = (await pds.sessions('alice.test')).flat()
    return `${did}; on the server it ${left.includes('current') ? 'lives on' : 'is over'}`
  },
}

/** Plays the story under one quirk or profile, or under none. */
async function play(pds, client, set) {
  await pds.steer('reset')
  await pds.steer('quirks', { set })
  const did = {}
  for (const [name, step] of Object.entries(steps)) {
    pds.calls.length = 0
    pds.instead = {}
    pds.said = ''
    did[name] = await step(pds, client)
  }
  return did
}

/** A mock that notes what it says, and whose clients send other tokens than they mean to, if the story says so. */
async function startWatched(t) {
  const pds = await startMock(t)
  const { fetch } = pds
  pds.fetch = async (input, init) => {
    const request = new Request(input, init)
    const token = pds.instead[request.headers.get('authorization')?.replace('Bearer ', '')]
    if (token) request.headers.set('authorization', `Bearer ${token}`)
    const response = await fetch(request)
    if (!response.ok) pds.said += await response.clone().text()
    return response
  }
  return pds
}

/** The name of a client's package, with its version. */
function titleOf(client) {
  const { name, version } = JSON.parse(readFileSync(join(here, 'node_modules', client.name, 'package.json')))
  return `${name} ${version}`
}

for (const client of [...clients, atcute2]) {
  const title = titleOf(client)
  test(`${title} does under each quirk what quirks.json says`, async (t) => {
    const pds = await startWatched(t)
    const { quirks, profiles } = await pds.document('/_mock/quirks')
    const without = await play(pds, client, [])
    const got = { without }
    for (const { name } of [...quirks, ...profiles]) {
      const did = Object.entries(await play(pds, client, [name]))
      got[name] = Object.fromEntries(did.filter(([step, what]) => what !== without[step]))
    }
    await pds.steer('reset') // the findings of the last one
    if (update) {
      known[title] = got
      writeFileSync(file, `${JSON.stringify(known, null, 2)}\n`)
    }
    assert.deepEqual(got, known[title], '"npm run quirks" writes quirks.json and the table of docs/profiles.md')
  })
}
