// Clients that generators make from /_mock/openapi.json, with their defaults, steer the mock that described itself.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { startMock } from '../mock.mjs'

const folder = fileURLToPath(new URL('../generated/', import.meta.url))

/** Runs a command in the folder of the generated clients, which has to end well. */
function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}${error ?? ''}`)
}

test('openapi-typescript', async (t) => {
  const { url } = await startMock(t)
  writeFileSync(`${folder}/paths.ts`, astToString(await openapiTS(new URL(`${url}/_mock/openapi.json`))))
  run(process.execPath, '../node_modules/typescript/bin/tsc', '-p', '.')
  const { steer } = await import(`${folder}/built/steer.js`)
  await steer(url)
})

test('oapi-codegen', { timeout: 300_000 }, async (t) => {
  const { url } = await startMock(t)
  mkdirSync(`${folder}/control`, { recursive: true })
  writeFileSync(`${folder}/control/openapi.json`, await (await fetch(`${url}/_mock/openapi.json`)).text())
  run('go', 'tool', 'oapi-codegen', '-generate', 'types,client', '-package', 'control', '-o', 'control/client.go', 'control/openapi.json')
  run('go', 'run', '.', url)
})
