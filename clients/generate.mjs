// Writes what the clients know of the control API, from the OpenAPI document that the program serves:
// js/src/api.ts (types), js/src/verbs.ts and python/src/mockpds/_verbs.py (the verbs). With --check it writes
// nothing, and fails when a file is not what it would write. Needs Go, and npm ci in js/.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const here = import.meta.dirname
const require = createRequire(join(here, 'js/package.json'))
const { default: openapiTS, astToString } = require('openapi-typescript')

/** Returns the OpenAPI document of the program in this checkout. */
async function openapi() {
  const folder = mkdtempSync(join(tmpdir(), 'mockpds-generate-'))
  try {
    const program = join(folder, 'mockpds')
    execFileSync('go', ['build', '-o', program, './cmd/mockpds'], { cwd: join(here, '..'), stdio: 'inherit' })
    const child = spawn(program, ['--addr=127.0.0.1:0', '--log-format=json'], { stdio: ['ignore', 'ignore', 'pipe'] })
    const [line] = await once(createInterface({ input: child.stderr }), 'line')
    const reply = await fetch(`${JSON.parse(line).controlUrl}openapi.json`)
    const document = await reply.json()
    child.kill()
    await once(child, 'close')
    return document
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Lists the operations of a document, sorted by name, each with what a client needs of it. */
function verbsOf(document) {
  const list = []
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const [produces] = Object.keys(operation.responses[200].content)
      const parameters = operation.parameters ?? []
      const body = operation.requestBody?.content['application/json'].schema
      list.push({
        name: operation.operationId, summary: operation.summary, method: method.toUpperCase(), path: path.slice(1), produces,
        inPath: parameters.filter((p) => p.in === 'path').map((p) => p.name),
        query: parameters.filter((p) => p.in === 'query').map((p) => ({ ...p, type: typeOf(p.schema) })),
        body: body && propertiesOf(body, document),
        returns: produces === 'application/json' ? typeOf(resolve(operation.responses[200].content[produces].schema, document)) : 'str',
      })
    }
  }
  return list.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Returns the properties of a body as [{name, description, required}]. */
function propertiesOf(schema, document) {
  const { properties = {}, required = [] } = resolve(schema, document)
  return Object.entries(properties).map(([name, property]) => ({
    name, required: required.includes(name), type: typeOf(resolve(property, document)),
    description: property.description ?? resolve(property, document).description ?? '',
  }))
}

function resolve(schema, document) {
  while (schema.$ref) schema = schema.$ref.split('/').slice(1).reduce((node, key) => node[key], document)
  return schema
}

const notice = 'Made by clients/generate.mjs from the OpenAPI document of the control API.'

function verbsTS(verbs) {
  const rows = verbs.map((v) => `  ${v.name}: { method: '${v.method}', path: '${v.path}', produces: '${v.produces}' },\n`)
  return `// ${notice}\n\nexport const verbs = {\n${rows.join('')}} as const\n`
}

const snake = (name) => name.replace(/HAR|NDJSON|URL/g, (s) => `_${s.toLowerCase()}`).replace(/[A-Z]/g, (s) => `_${s.toLowerCase()}`)
const reserved = new Set(['from', 'with', 'in', 'is', 'not'])
const parameter = (name) => (reserved.has(name) ? `${name}_` : snake(name))

/** The Python type of a JSON schema, as exact as a keyword argument needs it. */
function typeOf(schema) {
  const kinds = { string: 'str', integer: 'int', number: 'float', boolean: 'bool', array: 'list[Any]', object: 'dict[str, Any]' }
  return kinds[schema.type] ?? 'Any'
}

function methodPython(verb) {
  const given = verb.body ?? verb.query
  const ordered = [...given.filter((p) => p.required), ...given.filter((p) => !p.required)]
  const lines = [`    def ${snake(verb.name)}(`, '        self,', ...verb.inPath.map((name) => `        ${parameter(name)}: str,`)]
  if (ordered.length) lines.push('        *,')
  for (const p of ordered) lines.push(`        ${parameter(p.name)}: ${p.type}${p.required ? '' : ' = UNSET'},`)
  lines.push(`    ) -> ${verb.returns}:`, `        """${verb.summary}`)
  const told = ordered.filter((p) => p.description)
  for (const p of told) lines.push('', ...wrap(`${parameter(p.name)}: ${p.description.replace(/\s+/g, ' ').replace(/\\/g, '\\\\')}`))
  if (told.length) lines.push('        """')
  else lines[lines.length - 1] += '"""'
  const path = verb.path.replace(/\{(\w+)\}/g, (_, name) => `{quote(${parameter(name)}, safe='')}`)
  lines.push('        return self._call(', `            "${verb.method}",`, `            ${path === verb.path ? '' : 'f'}"${path}",`)
  if (ordered.length) lines.push('            {', ...ordered.map((p) => `                "${p.name}": ${parameter(p.name)},`), '            },')
  if (verb.produces !== 'application/json') lines.push('            text=True,')
  lines.push('        )')
  return lines.join('\n')
}

/** Breaks a paragraph of a docstring into lines of at most 100 columns. */
function wrap(text) {
  const lines = []
  let line = '       '
  for (const word of text.split(' ')) {
    if (line.length + word.length > 99) {
      lines.push(line)
      line = '           '
    }
    line += ` ${word}`
  }
  return [...lines, line]
}

function verbsPython(verbs) {
  const plain = verbs.filter((v) => v.produces !== 'text/event-stream' && !byHand.has(v.name))
  return `# ${notice}
"""The verbs of the control API as methods."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote


class _Unset:
    def __repr__(self) -> str:
        return "UNSET"


#: Stands for an argument that was not given. None is sent as null.
UNSET: Any = _Unset()


class Verbs:
    """The verbs of the control API. Nested values are written as the API names them, in camelCase."""

    def _call(self, method: str, path: str, given: Any = None, *, text: bool = False) -> Any:
        raise NotImplementedError

${plain.map(methodPython).join('\n\n')}
`
}

/** Verbs whose body is a whole document: _client.py has them. */
const byHand = new Set(['replaceWorld', 'restore'])

const document = await openapi()
const verbs = verbsOf(document)
const files = {
  'js/src/api.ts': `// ${notice}\n\n${astToString(await openapiTS(document))}`,
  'js/src/verbs.ts': verbsTS(verbs),
  'python/src/mockpds/_verbs.py': verbsPython(verbs),
}
let stale = 0
for (const [name, text] of Object.entries(files)) {
  const path = join(here, name)
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${name} is out of date: run node clients/generate.mjs`)
    stale++
  }
}
process.exit(stale ? 1 : 0)
