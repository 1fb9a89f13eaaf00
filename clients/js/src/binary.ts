import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

const require = createRequire(import.meta.url)

/**
 * Returns the path of the program: the one that was asked for, the one that MOCKPDS_BINARY names, the one in
 * this platform's optional package, or the one on the PATH. Throws when there is none.
 */
export function findBinary(asked?: string): string {
  const named = asked ?? process.env['MOCKPDS_BINARY']
  if (named) return named
  const file = process.platform === 'win32' ? 'mockpds.exe' : 'mockpds'
  const platform = `@mockpds/${process.platform}-${process.arch}`
  try {
    return require.resolve(`${platform}/${file}`)
  } catch {
    // the package is optional: it is not there on another platform, or where optional packages are left out
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const found = folders.map((folder) => join(folder, file)).find((path) => existsSync(path))
  if (found) return found
  throw new Error(
    `mockpds: the program was not found: install ${platform}, put ${file} on the PATH, ` +
      'or name it by the option binary or the variable MOCKPDS_BINARY',
  )
}
