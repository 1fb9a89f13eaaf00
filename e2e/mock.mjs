// A mock PDS for one test, and the network between it and the client that the test is about.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export const twoHours = 2 * 60 * 60 // the life of an access token, and of a refresh token after its use
export const ninetyDays = 90 * 24 * 60 * 60 // the life of a refresh token

/** Starts a mock PDS with the default world on a free port. It ends with the test, which fails if the mock had an error. */
export async function startMock(t, ...flags) {
  assert.ok(process.env.MOCKPDS, 'MOCKPDS names no program: start the tests with "npm test"')
  const child = spawn(process.env.MOCKPDS, ['--addr', '127.0.0.1:0', '--log-format', 'json', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((end) => child.on('close', end))
  const errors = []
  const url = new Promise((listening, failed) => {
    child.on('error', failed)
    createInterface({ input: child.stderr })
      .on('line', (line) => {
        const entry = parse(line)
        if (entry.msg === 'listening') listening(entry.url)
        if (entry.level === 'ERROR') errors.push(line)
      })
      .on('close', () => failed(new Error(`the mock ended before it listened: ${errors.join('\n')}`)))
  })
  t.after(async () => {
    child.kill()
    await ended
    assert.deepEqual(errors, [], 'the mock logged errors')
  })
  return new Mock(await url)
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
  /** The methods that clients called by way of fetch, each with the status of its answer, in order. */
  calls = []
  #losing = { method: '', times: 0 }

  constructor(url) {
    this.url = url
  }

  /** A fetch for clients: it keeps count, and loses the replies that it was told to lose. */
  fetch = async (input, init) => {
    const request = new Request(input, init)
    const response = await fetch(request)
    const method = new URL(request.url).pathname.replace('/xrpc/', '')
    this.calls.push({ method, status: response.status })
    if (this.#losing.times > 0 && this.#losing.method === method) {
      this.#losing.times--
      await response.body?.cancel()
      throw new TypeError('fetch failed', { cause: new Error('the test lost this reply') })
    }
    return response
  }

  /** Loses the next replies to a method: the server has answered, and the client never hears of it. */
  loseReplies(method, times) {
    this.#losing = { method, times }
  }

  /** The statuses of the calls of a method so far. */
  answers(method) {
    return this.calls.filter((call) => call.method === method).map((call) => call.status)
  }

  /** Moves the mock's clock. */
  async advance(seconds) {
    await post(`${this.url}/_mock/clock`, { advanceSeconds: seconds })
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
