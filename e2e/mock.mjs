// A mock PDS for one test, and the network between it and the client that the test is about.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const { fetch } = globalThis // that tests may replace for a client which takes none

export const twoHours = 2 * 60 * 60 // the life of an access token, and of a refresh token after its use
export const ninetyDays = 90 * 24 * 60 * 60 // the life of a refresh token

/** Starts a mock PDS with the default world on a free port. It ends with the test, which fails if the mock had an error. */
export async function startMock(t, ...flags) {
  assert.ok(process.env.MOCKPDS, 'MOCKPDS names no program: start the tests with "npm test"')
  const child = spawn(process.env.MOCKPDS, ['--addr', '127.0.0.1:0', '--log-format', 'json', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((end) => child.on('close', end))
  const errors = []
  const listens = new Promise((listening, failed) => {
    child.on('error', failed)
    createInterface({ input: child.stderr })
      .on('line', (line) => {
        const entry = parse(line)
        if (entry.msg === 'listening') listening(entry)
        if (entry.level === 'ERROR') errors.push(line)
      })
      .on('close', () => failed(new Error(`the mock ended before it listened: ${errors.join('\n')}`)))
  })
  const mock = new Mock(await listens)
  t.after(async () => {
    const found = await mock.findingsAsExpected()
    child.kill()
    await ended
    assert.deepEqual(errors, [], 'the mock logged errors')
    assert.deepEqual(found, [], 'what the client does wrong with its sessions')
  })
  return mock
}

/** Reads a line of the log. What is not JSON says why the mock did not start. */
function parse(line) {
  try {
    return JSON.parse(line)
  } catch {
    return { level: 'ERROR' }
  }
}

class Mock {
  /** The calls that clients made by way of fetch, in the order of their answers: method, origin and status ("lost" without an answer). */
  calls = []
  /** The origins by which clients reach the mock: its own URL, and those that a test adds. */
  hosts = new Set()
  /** The origins of its entryway, if it has one. */
  entryways = new Set()
  #expected = new Set()

  constructor({ url, entrywayUrl }) {
    this.url = url
    this.entryway = entrywayUrl
    this.hosts.add(url)
    if (entrywayUrl) this.entryways.add(entrywayUrl)
  }

  /** A fetch for clients: it finds the mock's hosts and no others, and keeps count. */
  fetch = async (input, init) => {
    const request = new Request(input, init)
    const { origin, pathname, search } = new URL(request.url)
    const call = { method: pathname.replace('/xrpc/', ''), origin, status: 'lost' }
    try {
      const response = await this.#send(request, origin, pathname + search)
      call.status = response.status
      return response
    } finally {
      this.calls.push(call)
    }
  }

  #send(request, origin, path) {
    if (this.entryways.has(origin)) return fetch(new Request(this.entryway + path, request))
    if (!this.hosts.has(origin)) throw new TypeError('fetch failed', { cause: new Error(`the test has no host ${origin}`) })
    return fetch(new Request(this.url + path, request))
  }

  /** Loses the next replies to a method: the server has done what it was asked for, and the client never hears of it. */
  async loseReplies(method, times) {
    await this.steer('faults', { match: { method, times }, effect: { drop: 'after' } })
  }

  /** The statuses of the calls of a method so far: those of answers, and "lost". */
  answers(method) {
    return this.calls.filter((call) => call.method === method).map((call) => call.status)
  }

  /** Says that the test makes the client do what a rule finds. */
  expectFinding(rule) {
    this.#expected.add(rule)
  }

  /** What the client does wrong by itself, and what it was made to do wrong without being found out: nothing, if all is well. */
  async findingsAsExpected() {
    const findings = await this.findings()
    const wrong = findings.filter(({ rule }) => !this.#expected.has(rule)).map(({ rule, happened }) => `${rule}: ${happened}`)
    const missed = [...this.#expected].filter((rule) => !findings.some((finding) => finding.rule === rule))
    return [...wrong, ...missed.map((rule) => `${rule} was not found`)]
  }

  /** What the calls so far show that clients do wrong. */
  async findings() {
    return this.document('/_mock/findings')
  }

  /** Does a verb of the control API. */
  async steer(verb, body = {}) {
    return post(`${this.url}/_mock/${verb}`, body)
  }

  /** Moves the mock's clock. */
  async advance(seconds) {
    await this.steer('clock', { advanceSeconds: seconds })
  }

  /** What the server holds of an account's sessions: of each the states of its refresh tokens, the oldest first. */
  async sessions(account) {
    const sessions = await this.document(`/_mock/sessions?account=${account}`)
    return sessions.map((session) => session.generations.map((generation) => generation.state))
  }

  /** The code in the last mail of a kind to an address. */
  async mailedCode(kind, to) {
    const mails = await answered(await fetch(`${this.url}/_mock/mail?to=${encodeURIComponent(to)}`))
    const last = mails.findLast((mail) => mail.kind === kind)
    assert.ok(last, `no ${kind} mail to ${to}, only ${JSON.stringify(mails)}`)
    return last.token
  }

  /** Calls an admin method with the admin password. */
  async admin(method, body) {
    return post(`${this.url}/xrpc/${method}`, body, { authorization: `Basic ${btoa('admin:admin-pass')}` })
  }

  /** Takes an account down, or lifts its takedown. */
  async setTakedown(did, applied) {
    await this.admin('com.atproto.admin.updateSubjectStatus', {
      subject: { $type: 'com.atproto.admin.defs#repoRef', did },
      takedown: applied ? { applied, ref: 'e2e' } : { applied },
    })
  }

  /** Reads a public JSON document of the server. */
  async document(path) {
    return answered(await fetch(this.url + path))
  }
}

async function post(url, body, headers = {}) {
  return answered(
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
  )
}

async function answered(response) {
  const text = await response.text()
  assert.ok(response.ok, `${response.url} answered ${response.status}: ${text}`)
  return text && JSON.parse(text)
}
