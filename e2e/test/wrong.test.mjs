import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { startMock } from '../mock.mjs'

const folder = join(import.meta.dirname, '..', 'wrong')
const rules = readdirSync(folder).map((file) => file.replace('.mjs', ''))

for (const rule of rules) {
  test(`a client that is wrong on purpose is found out: ${rule}`, async (t) => {
    const { default: run, flags = [] } = await import(join(folder, `${rule}.mjs`))
    const pds = await startMock(t, ...flags)
    pds.expectFinding(rule) // and no other
    await run(pds)
    const [finding] = await pds.findings()
    assert.equal(finding?.rule, rule)
    assert.match(finding.severity, /^(error|warning)$/)
    assert.ok(finding.happened && finding.why && finding.correct && finding.entries.length > 0, JSON.stringify(finding))
    assert.equal(finding.docs, `findings.md#${rule}`)
  })
}

test('there is a wrong client for each rule', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'findings.md'), 'utf8')
  assert.deepEqual(rules.toSorted(), [...text.matchAll(/^### (.*)$/gm)].map(([, rule]) => rule).toSorted())
})
