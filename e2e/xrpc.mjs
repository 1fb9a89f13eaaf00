// Calls by fetch alone, for clients that are written by hand.

const server = 'com.atproto.server.'

/** Makes a call, of a com.atproto.server method unless there is a dot in its name, and gives its status and JSON. */
export async function call(pds, verb, method, { token, body, headers } = {}) {
  const response = await fetch(`${pds.url}/xrpc/${method.includes('.') ? method : server + method}`, {
    method: verb,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, ...(text && JSON.parse(text)) }
}

export const login = (pds, identifier = 'alice.test', password = 'alice-pass') =>
  call(pds, 'POST', 'createSession', { body: { identifier, password } })

export const refresh = (pds, session) => call(pds, 'POST', 'refreshSession', { token: session.refreshJwt })

export const getSession = (pds, session) => call(pds, 'GET', 'getSession', { token: session.accessJwt })

export const logout = (pds, session) => call(pds, 'POST', 'deleteSession', { token: session.refreshJwt })

export async function times(n, act) {
  for (let i = 0; i < n; i++) await act(i)
}
