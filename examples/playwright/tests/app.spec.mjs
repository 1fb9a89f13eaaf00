import { expect, test } from '@playwright/test'
import { pds } from '../addresses.mjs'

const alice = { account: 'alice.test' }

test('is logged in, without another log-in', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('status')).toHaveText('Logged in as alice.test')
})

test('is still logged in when the access token has expired', async ({ page, request }) => {
  await request.post(`${pds}/_mock/oauth/sessions/expire-access`, { data: alice })
  await page.goto('/')
  await expect(page.getByRole('status')).toHaveText('Logged in as alice.test')
})

test('asks for a log-in when the session was revoked meanwhile', async ({ page, request }) => {
  await request.post(`${pds}/_mock/oauth/sessions/revoke`, { data: alice })
  await page.goto('/')
  await expect(page.getByRole('status')).toHaveText('Your session has ended. Log in again.')
})
