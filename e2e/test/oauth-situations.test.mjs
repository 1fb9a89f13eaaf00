import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { launch, serveApp } from '../clients/oauth-browser.mjs'
import { clients, of, outcome, situations, startApp } from '../clients/situations.mjs'

const inBrowser = {}

before(async () => {
  ;[inBrowser.served, inBrowser.browser] = await Promise.all([serveApp(), launch()])
})

after(async () => {
  await inBrowser.browser?.close()
  inBrowser.served?.close()
})

/** What an app does at a step, by the name of its method; undefined for the verbs of the control API. */
const does = (app, step) => app[step.replace(/ ./g, (letter) => letter[1].toUpperCase())]

/** Takes a step, which has to end as the table says. */
async function take(app, name, step, value) {
  const act = does(app, step)
  if (!act) return app.pds.steer(step, value)
  const want = of(name, value)
  const said = await act.call(app).then((result) => (step === 'scope' ? result : 'ok'), (error) => error.message)
  const isAs = want === 'ok' ? said === 'ok' : want === 'fails' ? said !== 'ok' : said.includes(want)
  assert.ok(isAs, `${step} ends with "${said}", want "${want}"`)
}

const asksForNonce = ({ error }) => error === 'use_dpop_nonce'

suite('OAuth clients', { concurrency: 4 }, () => {
  for (const { name: situation, clients: some = Object.keys(clients), flags, steps, refreshes, finds, told, kept = 1, held = 1 } of situations) {
    for (const [name, client] of Object.entries(clients)) {
      if (!some.includes(name.split('-')[0])) continue
      test(`${client.name} ${situation}`, async (t) => {
        const app = await startApp(t, name, flags, inBrowser)
        for (const step of steps) await take(app, name, ...Object.entries(step)[0])
        const calls = await app.pds.document('/_mock/journal?method=/oauth/token')
        const answers = calls.filter((call) => call.verb === 'POST' && !asksForNonce(call)).map(({ status }) => status)
        const sessions = await app.pds.document('/_mock/oauth/sessions')
        for (const rule of of(name, finds) ?? []) app.pds.expectFinding(rule)
        if (told) assert.equal((await app.events()).at(-1), told)
        assert.deepEqual(
          { refreshes: answers, kept: await app.kept(), held: sessions.length },
          { refreshes: of(name, refreshes) ?? answers, kept: of(name, kept), held: of(name, held) },
        )
      })
    }
  }
})

/** The rows of the table in a section of docs/oauth.md, without its heading. */
function documented(heading) {
  const docs = readFileSync(join(import.meta.dirname, '../../docs/oauth.md'), 'utf8')
  const section = docs.slice(docs.indexOf(`## ${heading}\n`)).split('\n## ')[0]
  return section.split('\n').filter((line) => line.startsWith('| ')).slice(1)
}

test('docs/oauth.md tells what becomes of each client', () => {
  const columns = ['node', 'browser', 'atcute', 'indigo']
  const title = ({ name }) => (name.includes(' ') ? name : `\`${name}\``)
  const rows = situations.map((row) => `| ${title(row)} | ${columns.map((name) => outcome(name, row)).join(' | ')} |`)
  assert.deepEqual(documented('What clients do'), rows)
})

test('every wrong answer of docs/oauth.md is a situation', () => {
  const names = documented('Wrong on purpose').map((row) => row.split('`')[1])
  assert.ok(names.length > 0)
  assert.deepEqual(names.filter((name) => !situations.some((situation) => situation.name === name)), [])
})
