import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSts } from '../../support/sts-server/server.js'
import type { StsServer } from '../../support/sts-server/api.js'
import { runInTerminal, type Terminal } from '../../support/terminal.js'
import {
  NODE,
  rolecallWords,
  titled,
  windowsHome,
  wine,
  type WindowsHome,
  type WineResult,
} from './machine.js'

/*
 * The packed program on the Windows build of Node, with the addons for Windows
 */

let sts: StsServer
let config: string
let serial: string

beforeAll(async () => {
  sts = await startSts()
  const [alice] = sts.model.users
  const key = alice?.keys[0]
  serial = alice?.mfaDevices[0]?.serial ?? ''
  config = `[profile base]
aws_access_key_id = ${key?.accessKeyId}
aws_secret_access_key = ${key?.secretAccessKey}
region = eu-west-1

[profile dev]
${roleOf('dev')}mfa_serial = ${serial}
region = eu-west-1

[profile ci]
${roleOf('nomfa')}region = eu-west-1
`
})
afterAll(() => sts.close())

const IN_KEYCHAIN = 'rolecall: sessions are stored in the OS keychain\n'

let homes = 0

/**
 * Creates a home. All have one Credential Manager, so the names of their sessions differ.
 * @param more settings of a further profile, `asks`, whose role is that of `dev`
 */
function newHome(more = ''): WindowsHome {
  const name = `role_session_name = user-${++homes}`
  const asks = `\n[profile asks]\n${roleOf('dev')}mfa_serial = ${serial}\n${more}`
  const text = (more === '' ? config : config + asks).replace(/^role_arn/gm, `${name}\n$&`)
  return windowsHome(text, { AWS_ENDPOINT_URL_STS: sts.url })
}

const roleOf = (role: string): string =>
  `role_arn = arn:aws:iam::222222222222:role/${role}\nsource_profile = base\n`

const rolecall = (args: readonly string[], where: WindowsHome): Promise<WineResult> =>
  wine(rolecallWords(args), where)

/**
 * Runs a command that must succeed.
 * @param said what it must write to stderr
 * @returns stdout
 */
async function succeed(args: readonly string[], where: WindowsHome, said = ''): Promise<string> {
  const { code, stdout, stderr } = await rolecall(args, where)
  expect([args, code, stderr.replaceAll('\r\n', '\n')]).toEqual([args, 0, said])
  return stdout.replaceAll('\r\n', '\n')
}

/** Linux echoes nothing there: until the first read, Wine would leave that to it. */
function inTerminal(args: readonly string[], { env, path }: WindowsHome): Terminal {
  const line = 'stty raw -echo; exec wine "$@"'
  const words = rolecallWords(args)
  return runInTerminal('sh', ['-c', line, 'sh', ...words], { env: titled(env), cwd: path })
}

/** The file of the config as it is now. */
const configOf = ({ path }: WindowsHome): string => readFileSync(join(path, '.aws/config'), 'utf8')

test('every command has its help', async () => {
  const where = newHome()
  const names = readdirSync(join(import.meta.dirname, '../../../src/cli/commands'))
  const answers = await Promise.all(names.map((name) => rolecall([name, '--help'], where)))
  expect(
    answers.map(({ code, stdout, stderr }, at) => [names[at], code, stdout.slice(0, 6), stderr]),
  ).toEqual(names.map((name) => [name, 0, 'Usage:', '']))
})

test('a role without MFA: each command that uses its credentials', async () => {
  const where = newHome()
  expect(await succeed(['list'], where)).toMatch(/^\s*PROFILE[\s\S]*\bci\b/m)
  expect(await succeed(['explain', 'ci'], where)).toContain('AssumeRole nomfa')
  const set = await succeed(['env', 'ci', '--format', 'windows-cmd'], where)
  expect(set).toMatch(/^set "AWS_ACCESS_KEY_ID=ASIA\w+"$/m)
  const lines = ['@echo off', ...set.split('\n'), 'echo %AWS_ACCESS_KEY_ID%']
  writeFileSync(join(where.path, 'credentials.cmd'), lines.join('\r\n'))
  expect((await wine(['cmd', '/c', 'credentials.cmd'], where)).stdout.trim()).toMatch(/^ASIA\w+$/)
  expect(JSON.parse(await succeed(['process', '--profile', 'ci'], where))).toMatchObject({
    Version: 1,
  })
  expect(await succeed(['whoami', 'ci'], where)).toContain('assumed-role/nomfa')
  expect(await succeed(['status'], where, IN_KEYCHAIN)).toContain('nomfa')
  expect(await succeed(['store'], where)).toMatch(/^\* keychain +1 +works$/m)
})

test('the Credential Manager keeps a session until logout removes it', async () => {
  const where = newHome()
  const calls = (): number => sts.calls('AssumeRole').length
  const before = calls()
  const first = await succeed(['process', '--profile', 'ci'], where)
  expect(await succeed(['process', '--profile', 'ci'], where)).toBe(first)
  expect(calls()).toBe(before + 1)
  const forgotten = await rolecall(['logout', '--all'], where)
  expect([forgotten.code, forgotten.stderr]).toEqual([
    0,
    expect.stringContaining('removed 1 cached session'),
  ])
  expect(await succeed(['process', '--profile', 'ci'], where)).not.toBe(first)
  expect(calls()).toBe(before + 2)
})

test('many at once make one call', async () => {
  const where = newHome()
  const before = sts.calls('AssumeRole').length
  const eight = Array.from({ length: 8 }, () => succeed(['process', '--profile', 'ci'], where))
  expect(new Set(await Promise.all(eight)).size).toBe(1)
  expect(sts.calls('AssumeRole').length).toBe(before + 1)
})

test('configure, adopt and eject edit the file; cmd.exe runs the line that adopt writes', async () => {
  const where = newHome()
  const before = configOf(where)
  const configured = await rolecall(['configure', 'ci', '--region', 'eu-west-2', '--yes'], where)
  expect([configured.code, configured.stderr]).toEqual([0, expect.not.stringMatching(/EPERM/)])
  expect(configOf(where)).toBe(before.replace(/eu-west-1\n$/, 'eu-west-2\n'))

  const plain = configOf(where)
  expect((await rolecall(['adopt', 'ci'], where)).code).toBe(0)
  const [, command = ''] = /^credential_process = (.*)$/m.exec(configOf(where)) ?? []
  expect(command).toMatch(/^C:\\Program" "Files" \("dev"\)"\\(rolecall|node)\.exe /)
  writeFileSync(join(where.path, 'run.cmd'), `@${command}\r\n`)
  const run = await wine(['cmd', '/c', 'run.cmd'], where)
  expect([run.code, run.stderr]).toEqual([0, ''])
  expect(JSON.parse(run.stdout)).toMatchObject({ Version: 1 })

  expect((await rolecall(['eject', 'ci'], where)).code).toBe(0)
  expect(configOf(where)).toBe(plain)
})

test('without a store a code is used at once', async () => {
  const code = sts.freshCode(serial)
  const { code: status, stderr } = await rolecall(
    ['process', '--profile', 'dev', '--mfa-code', code, '--store', 'none'],
    newHome(),
  )
  expect([status, stderr]).toEqual([0, ''])
})

test('exec ends as its command, and says how to run a script', async () => {
  const where = newHome()
  const { code, stdout } = await rolecall(
    ['exec', 'ci', '--', 'cmd', '/c', 'echo %AWS_ACCESS_KEY_ID%& exit 7'],
    where,
  )
  expect([code, stdout.trim()]).toEqual([7, expect.stringMatching(/^ASIA/)])
  writeFileSync(join(where.path, 'npm.cmd'), '@echo hello\r\n')
  const script = await rolecall(['exec', 'ci', '--', '.\\npm.cmd', 'run', 'a b'], where)
  expect([script.code, script.stdout]).toEqual([126, ''])
  expect(script.stderr).toContain('-- cmd /c .\\npm.cmd run "a b"')
})

test('the console asks for a code', async () => {
  using terminal = inTerminal(['process', '--profile', 'dev'], newHome())
  await terminal.waitFor(/MFA code for \S+:/, 60_000)
  terminal.send(`${sts.freshCode(serial)}\r`)
  await terminal.waitFor(/"SecretAccessKey"/, 60_000)
  expect(await terminal.exit).toMatchObject({ code: 0 })
})

test('mfa_process asks in the console of the user', async () => {
  const where = newHome(`mfa_process = "${NODE}" ask.cjs\n`)
  const script = join(where.path, 'ask.cjs')
  writeFileSync(
    script,
    `const { openSync, readSync, writeSync } = require('node:fs')
writeSync(openSync('\\\\\\\\.\\\\CONOUT$', 'r+'), 'token please: ')
const bytes = Buffer.alloc(100)
process.stdout.write(bytes.toString('utf8', 0, readSync(0, bytes)))
`,
  )
  using terminal = inTerminal(['process', '--profile', 'asks', '--store', 'none'], where)
  await terminal.waitFor(/token please:/, 60_000)
  terminal.send(`${sts.freshCode(serial)}\r`)
  await terminal.waitFor(/"SecretAccessKey"/, 60_000)
  expect(await terminal.exit).toMatchObject({ code: 0 })
})

test('a passphrase is asked for, and not shown', async () => {
  const where = newHome()
  for (const prompts of [['choose a passphrase', 'repeat the passphrase'], ['passphrase for']]) {
    using terminal = inTerminal(['env', 'ci', '--store', 'file', '--format', 'json'], where)
    for (const prompt of prompts) {
      await terminal.waitFor(new RegExp(prompt), 60_000)
      terminal.send('corret\bct horse\r')
    }
    await terminal.waitFor(/AWS_SECRET_ACCESS_KEY/, 60_000)
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(terminal.transcript).not.toMatch(/horse/)
  }
})
