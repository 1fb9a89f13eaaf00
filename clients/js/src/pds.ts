import type { operations } from './api.js'
import { open, read, type Endpoint } from './request.js'
import { verbs } from './verbs.js'

type Parameters<V extends keyof operations> = operations[V]['parameters']
type Query<V extends keyof operations> = NonNullable<Parameters<V>['query']>
type Body<V extends keyof operations> = operations[V] extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never
type Input<V extends keyof operations> = [Body<V>] extends [never] ? Query<V> : Body<V>
type Reply<V extends keyof operations> = operations[V]['responses'][200]['content'] extends { 'application/json': infer R } ? R : string

/** What a verb takes: the name or id in its path, if it has one, and then its query parameters or its body. */
type Arguments<V extends keyof operations> = Parameters<V>['path'] extends Record<string, infer P>
  ? [of: P, ...input: Rest<V>]
  : Rest<V>
type Rest<V extends keyof operations> = [Input<V>] extends [never] ? [] : {} extends Input<V> ? [input?: Input<V>] : [input: Input<V>]

/** The verbs of the control API, by the names that they have in its OpenAPI document. */
export type Verbs = {
  [V in Exclude<keyof operations, 'follow'>]: (...given: Arguments<V>) => Promise<Reply<V>>
}

/** Options of connectMockPds. */
export interface ConnectOptions {
  /** The token that the server was started with, if any. */
  controlToken?: string
  /** The PEM text of the authority that signed the server's certificate, where it serves https. */
  ca?: string
  /** The URL of the control API, where it has an address of its own. Default: /_mock/ under the server's URL. */
  controlUrl?: string
}

/** A finding of the server about a client. */
type Finding = Reply<'findings'>[number]

/** A mock PDS that runs, and the verbs that steer it. */
export interface MockPds extends Verbs {}
export class MockPds {
  readonly #control: Endpoint

  constructor(
    /** Where clients reach the PDS. */
    readonly url: string,
    options: ConnectOptions = {},
  ) {
    const control = options.controlUrl ?? new URL('/_mock/', url).href
    this.#control = { url: control, token: options.controlToken, ca: options.ca }
  }

  /** The URL of the control API, with a slash at its end. */
  get controlUrl(): string {
    return this.#control.url
  }

  /** The PEM certificate of the authority that signed the server's certificate; undefined without TLS. */
  get ca(): string | undefined {
    return this.#control.ca
  }

  /** Does what a verb of the control API does, by its name. The methods of the verbs call it. */
  async call(verb: keyof typeof verbs, ...given: unknown[]): Promise<unknown> {
    const { method, path, produces } = verbs[verb]
    const target = path.replace(/\{\w+\}/, () => encodeURIComponent(String(given.shift())))
    const [input] = given
    const reply =
      method === 'GET' || method === 'DELETE'
        ? await open(this.#control, method, target + queryOf(input))
        : await open(this.#control, method, target, typeof input === 'string' ? input : JSON.stringify(input ?? {}))
    const text = await read(reply)
    return produces === 'application/json' ? JSON.parse(text) : text
  }

  /**
   * Yields the calls that were made, and then each as it is made, until the signal is aborted or the loop is
   * left.
   */
  async *follow(filter: Query<'follow'> = {}, signal?: AbortSignal): AsyncGenerator<Reply<'calls'>[number]> {
    const reply = await open(this.#control, 'GET', 'journal/follow' + queryOf(filter), undefined, signal)
    reply.setEncoding('utf8')
    let event = ''
    for await (const part of reply) {
      const events = (event + part).split('\n\n')
      event = events.pop() ?? ''
      for (const text of events) {
        const data = text.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5))
        const kind = /^event: ?(.*)$/m.exec(text)?.[1] ?? 'call'
        if (data.length > 0 && kind === 'call') yield JSON.parse(data.join('\n'))
      }
    }
  }

  /** Moves mock time forward. */
  async advance(seconds: number): Promise<void> {
    await this.moveClock({ advanceSeconds: seconds })
  }

  /** Sets mock time. */
  async setClock(to: Date): Promise<void> {
    await this.moveClock({ set: to.toISOString() })
  }

  /** Stops mock time, at a given time or where it is. */
  async freeze(at?: Date): Promise<void> {
    await this.moveClock({ freeze: true, ...(at && { set: at.toISOString() }) })
  }

  /** Lets a frozen clock go on from where it is. */
  async resume(): Promise<void> {
    await this.moveClock({ resume: true })
  }

  /** Makes mock time the time of the machine again. */
  async resetClock(): Promise<void> {
    await this.moveClock({ reset: true })
  }

  /** Returns the code in the newest mail to an address. Throws when there is none. */
  async code(to: string): Promise<string> {
    const code = (await this.mail({ to })).map((mail) => mail.token).filter(Boolean).at(-1)
    if (!code) throw new Error(`no code was mailed to ${to}`)
    return code
  }

  /** Throws when the calls show that a client does something wrong, but for the rules that are excepted. */
  async assertNoFindings({ except = [] }: { except?: string[] } = {}): Promise<void> {
    const found = (await this.findings()).filter((finding) => !except.includes(finding.rule ?? ''))
    if (found.length > 0) throw new Error(found.map(describe).join('\n'))
  }
}

function describe(finding: Finding): string {
  const { rule, entries = [], title, happened, correct } = finding
  return `${rule} (calls ${entries.map((n) => `#${n}`).join(' ')}): ${title}\n  ${happened}\n  A correct client: ${correct}`
}

function queryOf(input: unknown): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input ?? {})) {
    if (value !== undefined) query.append(name, String(value))
  }
  return query.size > 0 ? `?${query}` : ''
}

for (const verb of Object.keys(verbs) as (keyof typeof verbs)[]) {
  if (verb in MockPds.prototype) continue
  Object.defineProperty(MockPds.prototype, verb, {
    value(this: MockPds, ...given: unknown[]) {
      return this.call(verb, ...given)
    },
  })
}

/** Steers a mock PDS that runs elsewhere, such as in a container. It throws when nothing answers there. */
export async function connectMockPds(url: string, options: ConnectOptions = {}): Promise<MockPds> {
  const pds = new MockPds(url, options)
  await pds.now()
  return pds
}
