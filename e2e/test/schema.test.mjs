// The JSON Schema of fixture files, as an editor that is strict about schemas has it, against mockpds check.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'

const schema = JSON.parse(execFileSync(process.env.MOCKPDS, ['schema'], { encoding: 'utf8' }))
const validate = new Ajv2020({ strict: true }).compile(schema)
const folder = new URL('../../fixtures/testdata/', import.meta.url)

for (const [kind, right] of [['good', true], ['bad', false]]) {
  test(`the schema and mockpds check agree on ${kind} files`, () => {
    for (const name of readdirSync(new URL(kind, folder))) {
      for (const text of readFileSync(new URL(`${kind}/${name}`, folder), 'utf8').split('\n---\n')) {
        assert.equal(validate(parse(text)), right, `the schema, of ${name}:\n${text}\n${JSON.stringify(validate.errors)}`)
        const checked = spawnSync(process.env.MOCKPDS, ['check', '-'], { input: text, encoding: 'utf8' })
        assert.equal(checked.status, right ? 0 : 2, `mockpds check, of ${name}:\n${text}\n${checked.stderr}`)
      }
    }
  })
}
