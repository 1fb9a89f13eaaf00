// Identities as other services see them: resolved at the mock, which stands in for the PLC directory and for every .test host.
import { IdResolver } from '@atproto/identity'

/** A resolver whose requests all go to a mock. */
export function identitiesOf(pds) {
  return new IdResolver({ plcUrl: pds.url, fetch: (url, init) => fetchFrom(pds, new URL(url), init) })
}

/** Fetches what is at a URL of another host from the mock, which is told the host as a proxy would tell it. */
function fetchFrom(pds, url, init) {
  const headers = new Headers(init?.headers)
  if (url.origin !== pds.url) headers.set('x-forwarded-host', url.host)
  return fetch(new URL(url.pathname, pds.url), { ...init, headers })
}
