import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { components } from './api.js'
import { findBinary } from './binary.js'
import { MockPds, type ConnectOptions } from './pds.js'

/**
 * Options of startMockPds. Those that have a flag of `mockpds serve` are described by `mockpds help`:
 * accessTtl is --access-ttl. Durations are text such as "90s", "15m", "7d".
 */
export interface StartOptions {
  /** The program. Default: see README. */
  binary?: string
  /** Paths of fixture files, or the world itself. Default: the default accounts. */
  fixtures?: string | string[] | components['schemas']['FixtureFile']
  accessTtl?: string
  refreshTtl?: string
  refreshGrace?: string
  seed?: string
  publicUrl?: string
  serviceDid?: string
  handleDomain?: string
  adminPassword?: string
  signingKey?: string
  journalEntries?: number
  inviteRequired?: boolean
  rateLimits?: boolean
  emailAuthFactor?: boolean
  expectAppPasswords?: boolean
  controlToken?: string
  /** Serve https. The certificate to trust is in the property ca, and in the file tlsCaFile where one is named. */
  tls?: boolean
  /** More names and addresses by which clients reach it over TLS, with commas between them. */
  tlsName?: string
  tlsCaDir?: string
  tlsCaFile?: string
  /** Who answers for the user when an app asks for access by OAuth. Default: approve. */
  oauth?: 'approve' | 'deny' | 'page'
  oauthFetch?: string
  oauthGrace?: string
  clientClock?: 'any' | 'mock'
  /** Put an entryway before the PDS, at this address ("localhost:0"). Its URL is in the property entrywayUrl. */
  entrywayAddr?: string
  entrywayUrl?: string
  entrywayRevokes?: boolean
  failOnFindings?: boolean
  /** More arguments for the program. */
  args?: string[]
  /** Takes each line of the server's log. Default: the last lines are kept for the message of an error. */
  log?: (line: string) => void
}

/** A mock PDS that this process started. It ends with stop, and in any case with this process. */
export type StartedMockPds = MockPds & AsyncDisposable & {
  /** Where this machine reaches the entryway; undefined without one. */
  readonly entrywayUrl: string | undefined
  stop(): Promise<void>
}

/** How long a server may take to start, in milliseconds. It takes some ten. */
const startTimeout = 30_000

/** Starts a mock PDS on a free port of this machine. Throws with the server's own words when it cannot start. */
export async function startMockPds(options: StartOptions = {}): Promise<StartedMockPds> {
  const { binary, fixtures, args = [], log, ...given } = options
  const folder = given.tls && !given.tlsCaFile ? await mkdtemp(join(tmpdir(), 'mockpds-')) : undefined
  const flags = { oauth: 'approve', ...given, ...(folder && { tlsCaFile: join(folder, 'ca.pem') }) }
  const world = typeof fixtures === 'object' && !Array.isArray(fixtures) ? JSON.stringify(fixtures) : undefined
  const files = world === undefined ? [fixtures ?? []].flat() : []
  const child = spawn(
    findBinary(binary),
    [
      'serve', '--addr=127.0.0.1:0', '--log-format=json', '--exit-on-stdin-close',
      ...Object.entries(flags).filter(([, value]) => value !== undefined).map(([name, value]) => `--${flagOf(name)}=${value}`),
      ...files.map((file) => `--fixtures=${file}`),
      ...args,
    ],
    {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, ...(world !== undefined && { MOCKPDS_FIXTURES_INLINE: world }) },
    },
  )
  const connect: ConnectOptions = {}
  if (options.controlToken) connect.controlToken = options.controlToken
  let listening
  try {
    listening = await firstLine(child, log)
    if (flags.tls && flags.tlsCaFile) connect.ca = await readFile(flags.tlsCaFile, 'utf8')
  } finally {
    if (folder) await rm(folder, { recursive: true })
  }
  connect.controlUrl = listening.controlUrl
  letGo(child)
  const stop = () => end(child)
  const { url, entrywayUrl } = listening
  return Object.assign(new MockPds(url, connect), { entrywayUrl, stop, [Symbol.asyncDispose]: stop })
}

const flagOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

interface Listening {
  url: string
  controlUrl: string
  entrywayUrl?: string
}

/** Reads the server's log for as long as it writes one, and returns what its line "listening" says. */
function firstLine(child: ChildProcess, log?: (line: string) => void): Promise<Listening> {
  const latest: string[] = []
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`mockpds: ${why}${latest.map((line) => `\n  ${line}`).join('')}`))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`the server did not start within ${startTimeout / 1000} s`)
    }, startTimeout)
    child.on('error', (error) => fail(error.message))
    child.on('close', (code) => {
      clearTimeout(timer)
      fail(`the server ended with ${code} before it listened`)
    })
    createInterface({ input: child.stderr! }).on('line', (line) => {
      log?.(line)
      const entry = parse(line)
      latest.push(entry?.msg ?? line)
      if (latest.length > 20) latest.shift()
      if (entry?.msg !== 'listening') return
      clearTimeout(timer)
      resolve(entry as unknown as Listening)
    })
  })
}

function parse(line: string): { msg?: string } | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined // a line that a person is to read
  }
}

/** Lets this process end though the server runs: the server sees its standard input close, and ends too. */
function letGo(child: ChildProcess) {
  child.unref()
  for (const pipe of [child.stdin, child.stderr]) (pipe as unknown as { unref?(): void })?.unref?.()
}

/** Ends the server and waits for its end; it has five seconds for the requests in progress. */
async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'exit')
  child.ref()
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await closed
  clearTimeout(timer)
}
