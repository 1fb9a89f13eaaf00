// Builds mockpds, holds the clients against it and leaves nothing running. Arguments are test files; without any, all run.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const oldestNode = 22 // that the clients run on
const here = import.meta.dirname

if (Number.parseInt(process.versions.node) < oldestNode) {
  console.error(`The clients want Node ${oldestNode} or later, and this is ${process.version}: start this with "npm test" after "npm ci".`)
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'mockpds-e2e-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The program under test: the one that MOCKPDS names, else one built from this checkout. */
function program() {
  if (process.env.MOCKPDS) return process.env.MOCKPDS
  const built = join(folder, 'mockpds')
  const { status, error } = spawnSync('go', ['build', '-o', built, './cmd/mockpds'], { cwd: join(here, '..'), stdio: 'inherit' })
  if (error) console.error(`go build: ${error.message}`)
  if (status !== 0) process.exit(1)
  return built
}

const tests = process.argv.slice(2)
if (tests.length === 0) tests.push(...readdirSync(join(here, 'test')).map((name) => join(here, 'test', name)))

// A process group of their own, so that whatever a test left running can be ended by one signal.
const runner = spawn(process.execPath, ['--test', '--test-timeout=60000', ...tests], {
  stdio: 'inherit',
  detached: true,
  env: { ...process.env, MOCKPDS: program() },
})
const endAll = () => {
  try {
    process.kill(-runner.pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error // ESRCH: nothing was left
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, endAll)
runner.on('error', (error) => {
  console.error(`starting the tests: ${error.message}`)
  process.exit(1)
})
runner.on('exit', (code) => {
  endAll()
  process.exit(code ?? 1)
})
