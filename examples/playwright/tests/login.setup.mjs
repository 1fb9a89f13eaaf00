import { expect, test } from '@playwright/test'
import { state } from '../addresses.mjs'

test('log in once, for all tests', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('Handle').fill('alice.test')
  await page.getByRole('button', { name: 'Log in' }).click()
  // This is the page of the mock. A click on an account is a log-in without a password.
  await page.getByRole('button', { name: 'alice.test', exact: true }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByRole('status')).toHaveText('Logged in as alice.test')
  await page.context().storageState({ path: state })
})
