import http from 'node:http'
import https from 'node:https'

/** How the control API is reached. */
export interface Endpoint {
  /** The URL of the control API, with a slash at its end. */
  url: string
  /** What the control API asks for, where it was started with a control token. */
  token?: string | undefined
  /** The PEM certificate of the authority that signed the server's certificate. */
  ca?: string | undefined
}

/** A mistake in what the server was given. */
export interface Mistake {
  path?: string
  line?: number
  column?: number
  problem: string
  remedy?: string
}

/** A refusal of the control API: its message says what is wrong and what is allowed. */
export class MockPdsError extends Error {
  override name = 'MockPdsError'

  constructor(
    /** The HTTP status. */
    readonly status: number,
    /** The name of the error, such as InvalidRequest or NotFound. */
    readonly error: string,
    message: string,
    /** The mistakes, where there are several. */
    readonly mistakes: Mistake[] = [],
  ) {
    super(message)
  }
}

/**
 * Sends a request to the control API and returns the reply once its status is known to be 200. It uses
 * node:http rather than fetch, so that a test may replace the global fetch.
 */
export async function open(to: Endpoint, method: string, path: string, body?: string, signal?: AbortSignal) {
  const url = new URL(path, to.url)
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (to.token) headers['authorization'] = `Bearer ${to.token}`
  const { request } = url.protocol === 'https:' ? https : http
  const reply = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const options = { method, headers, agent: false as const, ...(to.ca && { ca: to.ca }), ...(signal && { signal }) }
    request(url, options, resolve).on('error', reject).end(body)
  })
  if (reply.statusCode !== 200) throw refusal(reply.statusCode ?? 0, await read(reply))
  return reply
}

/** Reads the whole body of a reply. */
export async function read(reply: http.IncomingMessage): Promise<string> {
  let text = ''
  reply.setEncoding('utf8')
  for await (const part of reply) text += part
  return text
}

function refusal(status: number, text: string): MockPdsError {
  try {
    const { error, message, mistakes } = JSON.parse(text)
    return new MockPdsError(status, error, message, mistakes)
  } catch {
    return new MockPdsError(status, 'UnexpectedReply', `the control API answered ${status}: ${text.slice(0, 200)}`)
  }
}
