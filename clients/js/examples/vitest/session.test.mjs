import { AtpAgent } from '@atproto/api'
import { connectMockPds } from 'mockpds'
import { expect, inject, test } from 'vitest'

test('a suspended account is refused', async () => {
  const pds = await connectMockPds(inject('pdsUrl'))
  await pds.setStatus('bob.test', { status: 'suspended' })

  const login = new AtpAgent({ service: pds.url }).login({ identifier: 'bob.test', password: 'bob-pass' })

  await expect(login).rejects.toMatchObject({ status: 401, error: 'AccountTakedown' })
})
