import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { keychainAvailable, keychainReason, startKeychain } from '../support/keychain.js'
import { runCommand } from '../support/run.js'
import { DEV, startScene } from '../support/scene.js'
import { closureOf, ROOT } from './built-graph.js'

/** Texts that survive bundling and minification, one for each library that a hit must not load. */
const MARKS = {
  commander: 'commander.help',
  inquirer: 'User force closed the prompt',
  'the SDK': 'AWSSecurityTokenServiceV20110615',
  'the writer of the history': 'history: nothing was written',
  ini: '^\\[([^\\]]*)\\]\\s*$|^([^=]+)(=(.*))?$',
}

const PROGRAM = 'dist/cli/program.cjs'
/** What a usual hit does not need, loaded by the first call of one of its functions. */
const RARELY_USED = 'dist/entry/rarely-used.cjs'
const start = closureOf('bin/rolecall.js')
const hot = closureOf('dist/main.cjs')
const program = closureOf(PROGRAM)

const NO_MFA = `[profile nomfa]
role_arn = ${DEV.replace('dev', 'nomfa')}
source_profile = base
region = eu-west-1

[profile base]
`

/** Node's modules that take a millisecond or more to load. */
const SLOW = new Set([
  'child_process',
  'crypto',
  'dgram',
  'dns',
  'http',
  'https',
  'net',
  'tls',
  'zlib',
])

const loaded = (stderr: string): string[] =>
  stderr
    .split('\n')
    .filter((name) => SLOW.has(name))
    .sort()

const textOf = (files: Iterable<string>): string =>
  [...files].map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n')

test('a hit loads three files of rolecall; the program is loaded on demand', () => {
  expect([...start.files]).toEqual(['bin/rolecall.js', 'dist/start.cjs'])
  expect([...start.packages]).toContain('fs')
  expect([...start.packages].filter((name) => !isBuiltin(name))).toEqual([])
  expect([...hot.files]).toEqual(['dist/main.cjs'])
  const lazy = [...hot.lazyFiles]
  expect(lazy).toEqual(expect.arrayContaining([PROGRAM, RARELY_USED]))
  expect(lazy.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
})

test('each kilobyte of the fast path has a reason', () => {
  // Each costs every hit 0.02 ms: what a usual hit does not call is in src/entry/rarely-used.ts.
  expect(readFileSync(join(ROOT, 'dist/main.cjs'), 'utf8').trimEnd().length).toBeLessThan(104_000)
})

test('no package is loaded before the program runs', () => {
  expect([...hot.packages].filter((name) => !isBuiltin(name))).toEqual([])
  expect([...hot.packages]).toContain('net')
})

describe.each(Object.entries(MARKS))('%s', (_, mark) => {
  test('is not in what a hit loads', () => {
    expect(textOf([...start.files, ...hot.files])).not.toContain(mark)
  })

  test('is found in the program', () => {
    const built = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
    const scripts = built.filter((name) => /\.c?js$/.test(name)).map((name) => join('dist', name))
    expect(textOf(scripts)).toContain(mark)
  })
})

test('the program loads commander at once, and the rest on demand', () => {
  const text = textOf(program.files)
  expect(text).toContain(MARKS.commander)
  expect(text).not.toContain(MARKS.inquirer)
  expect(text).not.toContain(MARKS['the SDK'])
  const onDemand = [...program.lazyFiles].map((file) => textOf(closureOf(file).files)).join('\n')
  expect(onDemand).toContain(MARKS['the SDK'])
})

test('accounts from a remembered list needs one more file', async () => {
  await using scene = await startScene()
  await scene.configure(
    '[sso-session corp]\nsso_start_url = https://x/start\nsso_region = eu-west-1\n',
  )
  const name = createHash('sha256').update('IAM Identity Center corp').digest('hex')
  const list = {
    ...{ session: 'corp', startUrl: 'https://x/start', region: 'eu-west-1' },
    fetched: new Date().toISOString(),
    accounts: [{ id: '222222222222', name: 'dev', roles: ['Admin', 'Read'] }],
  }
  await scene.home.write(`.local/state/rolecall/assignments/${name}.json`, JSON.stringify(list))
  const few = join(scene.home.path, 'few')
  const own = ['dist/entry/cached-accounts.cjs', 'package.json', 'bin/package.json']
  for (const file of [...start.files, ...hot.files, ...own]) {
    cpSync(join(ROOT, file), join(few, file))
  }
  const accounts = (...args: string[]) =>
    runCommand(process.execPath, [join(few, 'bin/rolecall.js'), 'accounts', ...args], {
      env: scene.env,
    })
  expect(await accounts('corp', '--role=ADM')).toMatchObject({
    ...{ code: 0, stderr: '' },
    stdout: expect.stringContaining('dev/Admin  222222222222') as string,
  })
  expect((await accounts('--json')).stdout).toContain('"name":"dev/Read"')
  expect(await accounts('--account', 'none')).toMatchObject({
    ...{ code: 0, stdout: '', stderr: 'rolecall: no matching roles\n' },
  })
  // The positive control: a request needs the program.
  expect((await accounts('--refresh')).code).not.toBe(0)
})

describe.skipIf(!keychainAvailable)(`with a keychain ${keychainReason}`, () => {
  test('a hit needs no other file of rolecall', async () => {
    await using keychain = await startKeychain()
    await using scene = await startScene()
    await scene.configure(NO_MFA)
    const env = { ...scene.env, ...keychain.env, ROLECALL_KEY_FILE: '' }
    const first = await scene.rolecall(['process', 'nomfa'], { env })
    const three = join(scene.home.path, 'three')
    for (const file of [...start.files, ...hot.files, 'package.json', 'bin/package.json']) {
      cpSync(join(ROOT, file), join(three, file))
    }
    const program = join(three, 'bin/rolecall.js')
    const hit = await runCommand(process.execPath, [program, 'process', 'nomfa'], { env })
    expect(hit).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' })
    // The positive control: anything but a hit needs more.
    const other = await runCommand(process.execPath, [program, 'list'], { env })
    expect(other.code).not.toBe(0)
  })

  test('a hit loads only one slow module of Node', async () => {
    await using keychain = await startKeychain()
    await using scene = await startScene()
    await scene.configure(NO_MFA)
    const env = { ...keychain.env, ROLECALL_KEY_FILE: '' }
    const preload = fileURLToPath(new URL('report-modules.cjs', import.meta.url))
    const modules = { ...env, NODE_OPTIONS: `--require ${preload}` }
    const miss = await scene.rolecall(['process', 'nomfa'], { env: modules })
    const hit = await scene.rolecall(['process', 'nomfa'], { env: modules })
    expect(hit.stdout).toBe(miss.stdout)
    expect(loaded(miss.stderr)).toEqual(expect.arrayContaining(['crypto', 'http', 'net']))
    expect(loaded(hit.stderr)).toEqual(['net'])
  })
})
