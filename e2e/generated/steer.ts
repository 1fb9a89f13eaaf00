// Steers a mock PDS by the types that openapi-typescript makes from the description of its control API. The tests compile it.
import assert from 'node:assert/strict'
import createClient from 'openapi-fetch'
import type { paths } from './paths.js'

export async function steer(url: string): Promise<void> {
  const client = createClient<paths>({ baseUrl: `${url}/_mock` })

  const accounts = await client.GET('/accounts', { params: { query: { limit: 3 } } })
  const handles: string[] = accounts.data?.map((account) => account.handle) ?? []
  assert.equal(handles.length, 3)

  const added = await client.POST('/faults', { body: { match: { method: 'refreshSession' }, effect: { drop: 'after' } } })
  assert.equal(added.data?.effect.drop, 'after')

  const wrong = await client.POST('/faults', { body: { effect: {} } })
  const error: string | undefined = wrong.error?.error
  assert.equal(error, 'InvalidRequest')
  assert.equal(wrong.error?.mistakes?.length, 1)

  const replaced = await client.PUT('/fixtures', { body: { accounts: [{ handle: 'a.test' }, { count: 3, handle: 'x{n}.test' }] } })
  assert.equal(replaced.data?.accounts, 4)
}
