// What a client says when the server refuses a call, in one form for all clients.
import assert from 'node:assert/strict'

/** The status, name and message of the error that a client throws for a call. */
export async function refusal(call) {
  const error = await call.then(
    (answer) => assert.fail(`expected a refusal, and the client was answered ${JSON.stringify(answer?.data ?? answer)}`),
    (reason) => reason,
  )
  const response = error.error === undefined || error.status === undefined ? error.cause : error
  if (response?.error === undefined) throw error
  return { status: response.status, error: response.error, message: response.description ?? response.message }
}

/** Checks that a call is refused as a PDS would refuse it. */
export async function refused(call, status, error, message) {
  const got = await refusal(call)
  assert.deepEqual(got, { status, error, message: message ?? got.message })
}

export const wrongPassword = [401, 'AuthenticationRequired', 'Invalid identifier or password']
export const takenDown = [401, 'AccountTakedown', 'Account has been taken down']
export const suspended = [401, 'AccountTakedown', 'Account has been suspended']
export const expired = [400, 'ExpiredToken', 'Token has expired']
export const revoked = [400, 'ExpiredToken', 'Token has been revoked']

/** How many seconds a client that was refused is told to wait. */
export async function retryAfter(call) {
  const error = await call.then(() => assert.fail('expected a refusal'), (reason) => reason)
  return Number(new Headers(error.headers).get('retry-after') ?? undefined)
}
