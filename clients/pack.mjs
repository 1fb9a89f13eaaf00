// Makes the packages that are published: node clients/pack.mjs FOLDER [PLATFORM...]
// It builds the program for each platform (default: all), and puts into FOLDER the npm package mockpds, one
// @mockpds/PLATFORM with the program for each, and one Python wheel for each. Needs Go, npm ci in js/, and pip.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

const platforms = {
  'linux-x64': { os: 'linux', arch: 'amd64', wheels: ['manylinux2014_x86_64', 'musllinux_1_1_x86_64'] },
  'linux-arm64': { os: 'linux', arch: 'arm64', wheels: ['manylinux2014_aarch64', 'musllinux_1_1_aarch64'] },
  'darwin-x64': { os: 'darwin', arch: 'amd64', wheels: ['macosx_11_0_x86_64'] },
  'darwin-arm64': { os: 'darwin', arch: 'arm64', wheels: ['macosx_11_0_arm64'] },
  'win32-x64': { os: 'windows', arch: 'amd64', wheels: ['win_amd64'] },
}

const here = import.meta.dirname
const [folder, ...asked] = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in platforms))
if (!folder || unknown.length > 0) {
  console.error(`usage: node clients/pack.mjs FOLDER [PLATFORM...]; platforms: ${Object.keys(platforms).join(' ')}`)
  process.exit(2)
}
const out = resolve(folder)
mkdirSync(out, { recursive: true })
const work = mkdtempSync(join(tmpdir(), 'mockpds-pack-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const run = (command, args, options) => execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options })

const manifest = JSON.parse(readFileSync(join(here, 'js/package.json'), 'utf8'))
for (const name of asked.length > 0 ? asked : Object.keys(platforms)) {
  const binary = build(name)
  packNpm(name, binary)
  packWheels(name, binary)
}
packClient()

/** Builds the program for a platform, as small as in the image. */
function build(name) {
  const { os, arch } = platforms[name]
  const binary = join(work, name, os === 'windows' ? 'mockpds.exe' : 'mockpds')
  const env = { ...process.env, CGO_ENABLED: '0', GOOS: os, GOARCH: arch }
  run('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', binary, './cmd/mockpds'], { cwd: join(here, '..'), env })
  return binary
}

/** Packs the npm package of a platform: the program and nothing else. */
function packNpm(name, binary) {
  const [os, cpu] = name.split('-')
  const { version, license } = manifest
  const description = `The program of mockpds for ${name}`
  const text = JSON.stringify({ name: `@mockpds/${name}`, version, description, license, os: [os], cpu: [cpu], preferUnplugged: true })
  writeFileSync(join(work, name, 'package.json'), text)
  run('npm', ['pack', '--silent', '--pack-destination', out], { cwd: join(work, name) })
}

/** Makes the wheels of a platform, with the program in them. */
function packWheels(name, binary) {
  const source = join(work, `${name}-python`)
  cpSync(join(here, 'python'), source, { recursive: true, filter: (path) => !/__pycache__|egg-info/.test(path) })
  mkdirSync(join(source, 'src/mockpds/bin'))
  cpSync(binary, join(source, 'src/mockpds/bin', basename(binary)))
  for (const tag of platforms[name].wheels) {
    const forPlatform = `--config-settings=--build-option=--plat-name=${tag}`
    run('python3', ['-m', 'pip', 'wheel', '--quiet', '--no-deps', forPlatform, '-w', out, source])
  }
}

/** Packs the npm package that starts and steers the program. */
function packClient() {
  const source = join(work, 'client')
  cpSync(join(here, 'js'), source, { recursive: true, filter: (path) => !path.includes('node_modules') })
  run('npx', ['tsc', '-p', 'tsconfig.json', '--outDir', join(source, 'dist')], { cwd: join(here, 'js') })
  const { devDependencies, scripts, ...published } = manifest
  const programs = Object.keys(platforms).map((name) => [`@mockpds/${name}`, manifest.version])
  writeFileSync(join(source, 'package.json'), JSON.stringify({ ...published, optionalDependencies: Object.fromEntries(programs) }, null, 2))
  run('npm', ['pack', '--silent', '--pack-destination', out], { cwd: source })
}
