// Clients that generators make from /_mock/openapi.json, with their defaults, steer the mock that described itself.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { startMock } from '../mock.mjs'

const folder = fileURLToPath(new URL('../generated/', import.meta.url))

/** Runs a command in the folder of the generated clients, which has to end well. */
const run = (command, ...args) => runIn(folder, command, ...args)

function runIn(cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
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

test('ogen', { timeout: 300_000 }, async (t) => {
  const { url } = await startMock(t)
  const target = mkdtempSync(join(tmpdir(), 'mockpds-ogen-'))
  t.after(() => rmSync(target, { recursive: true }))
  writeFileSync(join(target, 'openapi.json'), await (await fetch(`${url}/_mock/openapi.json`)).text())
  const go = (...args) => runIn(target, 'go', ...args)
  go('mod', 'init', 'generated.test')
  go('run', 'github.com/ogen-go/ogen/cmd/ogen@v1.14.0', '--target', 'client', '--package', 'client', 'openapi.json')
  go('get', 'github.com/ogen-go/ogen@v1.14.0')
  go('mod', 'tidy')
  go('build', './...')
})
