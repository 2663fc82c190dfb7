import { createServer, type Server } from 'node:http'
import { mkdir, readFile, rm, symlink } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { descendants } from '../../src/system/process/caller/calling-program.js'
import { DEV, profiles, startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
beforeEach(async () => {
  scene = await startScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const config = (): Promise<string> => readFile(join(scene.home.path, '.aws/config'), 'utf8')

/** IAM, as far as ListMFADevices goes (IAM API Reference, version 2010-05-08). */
async function startIam(devices: readonly string[] | 'denied') {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      asked.push(`${body} ${request.headers.authorization ?? ''}`)
      response.statusCode = devices === 'denied' ? 403 : 200
      response.setHeader('content-type', 'text/xml')
      response.end(devices === 'denied' ? DENIED : listed(devices))
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, asked, [Symbol.dispose]: () => server.close() }
}

const XMLNS = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"'
const DENIED = `<ErrorResponse ${XMLNS}><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`
const listed = (devices: readonly string[]): string =>
  `<ListMFADevicesResponse ${XMLNS}><ListMFADevicesResult><IsTruncated>false</IsTruncated><MFADevices>${devices
    .map(
      (serial) =>
        `<member><UserName>alice</UserName><SerialNumber>${serial}</SerialNumber><EnableDate>2026-01-01T00:00:00Z</EnableDate></member>`,
    )
    .join('')}</MFADevices></ListMFADevicesResult></ListMFADevicesResponse>`

test('a folder of dotfiles gets the file that its link names, though it is not there yet', async () => {
  const { path } = scene.home
  await rm(join(path, '.aws'), { recursive: true })
  await mkdir(join(path, 'dotfiles/aws'), { recursive: true })
  await symlink('dotfiles/aws', join(path, '.aws'))
  await symlink('../private/config', join(path, 'dotfiles/aws/config'))
  const flags = ['--role-arn', DEV, '--credential-source', 'Environment', '--yes']
  expect(await scene.rolecall(['configure', 'dev', ...flags])).toMatchObject({ code: 0 })
  expect(await readFile(join(path, 'dotfiles/private/config'), 'utf8')).toContain('[profile dev]')
})

const KEYS_ONLY = '[profile base]\nregion = eu-west-1 # office\n'

test('nothing is asked where no answer could do: no profile holds credentials', async () => {
  await scene.configure('')
  await scene.home.write('.aws/credentials', '')
  using terminal = runInTerminal('rolecall', ['configure', 'ops'], { env: scene.env, columns: 400 })
  expect((await terminal.exit).code).toBe(1)
  expect(terminal.transcript).toMatch(/there is no profile whose credentials could assume a role\s/)
  expect(terminal.transcript).toContain('first store an access key: rolecall add base')
  expect(terminal.transcript).not.toContain('Role ARN')
  expect(await config()).toBe('')
})

test('asks, finds the MFA device in IAM, shows the diff and writes in place', async () => {
  using iam = await startIam(['arn:aws:iam::111111111111:u2f/user/alice/key', scene.serial])
  await scene.configure(KEYS_ONLY)
  const env = { ...scene.env, AWS_ENDPOINT_URL_IAM: iam.url }
  using terminal = runInTerminal('rolecall', ['configure', 'ops'], { env })
  await terminal.waitFor(/Role ARN/)
  terminal.send(`${DEV}\r`)
  await terminal.waitFor(/Source profile \(its credentials assume the role\)/)
  await terminal.waitFor(/❯ base/)
  terminal.send('\r')
  await terminal.waitFor(/MFA device/)
  expect(terminal.transcript).not.toContain('u2f')
  terminal.send('\r')
  await terminal.waitFor(/Region.*eu-west-1/)
  terminal.send('\r')
  await terminal.waitFor(/Session duration/)
  terminal.send('2h\r')
  await terminal.waitFor(/Use this profile in every SDK/)
  terminal.send('n')
  terminal.send('\r')
  await terminal.waitFor(/\+\[profile ops\][^]*Write this to/)
  expect(await config()).toBe(KEYS_ONLY)
  terminal.send('\r')
  expect((await terminal.exit).code).toBe(0)
  expect(await config()).toBe(`${KEYS_ONLY}
[profile ops]
role_arn = ${DEV}
source_profile = base
mfa_serial = ${scene.serial}
region = eu-west-1
duration_seconds = 7200
`)
  expect(iam.asked).toHaveLength(1)
  expect(iam.asked[0]).toContain('Action=ListMFADevices')
  expect(iam.asked[0]).toContain(`Credential=${scene.key.accessKeyId}/`)
})

test('with flags that leave out the source, asks for it; profiles without credentials are not offered', async () => {
  using iam = await startIam([])
  await scene.configure(`[default]\nregion = us-east-1\n\n${KEYS_ONLY}`)
  const env = { ...scene.env, AWS_ENDPOINT_URL_IAM: iam.url }
  const words = ['configure', 'ops', '--role-arn', DEV, '--region', 'eu-west-1']
  using terminal = runInTerminal('rolecall', words, { env })
  await terminal.waitFor(/Source profile[^]*❯ base/)
  expect(terminal.transcript).not.toMatch(/Role ARN|default/)
  terminal.send('\r')
  for (const question of [/MFA device/, /Session duration/]) {
    await terminal.waitFor(question)
    terminal.send('\r')
  }
  await terminal.waitFor(/Use this profile in every SDK/)
  terminal.send('n\r')
  await terminal.waitFor(/Write this to/)
  terminal.send('\r')
  expect((await terminal.exit).code).toBe(0)
  expect(await config()).toContain(
    `[profile ops]\nrole_arn = ${DEV}\nregion = eu-west-1\nsource_profile = base\n`,
  )
})

test('--unset takes a key as it stands in the file, with its prefix', async () => {
  await scene.configure(`[profile base]\nrolecall_long_term_keys = true\nregion = eu-west-1\n`)
  const words = ['configure', 'base', '--unset', 'rolecall_long_term_keys', '--yes']
  expect(await scene.rolecall(words)).toMatchObject({ code: 0, stdout: '' })
  expect(await config()).toBe('[profile base]\nregion = eu-west-1\n')
})

test('where IAM may not be asked, the device is typed; Ctrl-C writes nothing', async () => {
  using iam = await startIam('denied')
  await scene.configure(KEYS_ONLY)
  const env = { ...scene.env, AWS_ENDPOINT_URL_IAM: iam.url }
  using terminal = runInTerminal('rolecall', ['configure', 'ops'], { env })
  await terminal.waitFor(/Role ARN/)
  terminal.send(`${DEV}\r`)
  await terminal.waitFor(/Source profile/)
  terminal.send('\r')
  await terminal.waitFor(
    /could not list this key's MFA devices: \S[^]*MFA device \(empty for none\)/,
  )
  terminal.send('\u0003')
  expect((await terminal.exit).code).toBe(130)
  expect(terminal.transcript).toContain('nothing was written')
  expect(await config()).toBe(KEYS_ONLY)
})

test('Ctrl-D at an empty line leaves any question; in a line that has text it does not', async () => {
  const answers: [RegExp, string][] = [
    [/Role ARN/, `${DEV}\r`],
    [/❯ base/, '\r'],
    [/Region/, 'eu-west-1\u0004\r'],
    [/Session duration/, '\r'],
    [/Use this profile in every SDK/, '\r'],
    [/Write this to/, '\r'],
  ]
  const before = '[profile base]\nmfa_serial = 123456789\n'
  await scene.configure(before)
  const script = 'rolecall configure ops; echo status $?; stty -a; echo done; read end'
  for (const last of answers.keys()) {
    using terminal = runInTerminal('sh', ['-c', script], { env: scene.env })
    for (const [question, answer] of answers.slice(0, last)) {
      await terminal.waitFor(question)
      terminal.send(answer)
    }
    await terminal.waitFor(answers[last]?.[0] ?? /nothing/)
    terminal.send('\u0004')
    await terminal.waitFor(/nothing was written\r\nstatus 130/)
    await terminal.waitFor(/[^-]icanon[^]*[^-]echo\b[^]*done/)
    expect(await config()).toBe(before)
  }
})

test.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'])(
  'a question that %s ends leaves the terminal as it was',
  async (signal) => {
    const script = 'trap : INT; rolecall configure ops; stty -a; echo done; read end'
    using terminal = runInTerminal('sh', ['-c', script], { env: scene.env })
    await terminal.waitFor(/Role ARN/)
    for (const child of descendants(terminal.pid, process.platform)) process.kill(child, signal)
    await terminal.waitFor(/[^-]icanon[^]*[^-]echo\b[^]*done/)
  },
)

test('flags are answers: one key of an adopted profile, in the spelling that it has there', async () => {
  await scene.rolecall(['adopt', 'admin', '--by-name'])
  const before = await config()
  const args = ['configure', 'admin', '--duration', '45m', '--region', 'eu-central-1', '--no-input']
  expect(await scene.rolecall(args)).toMatchObject({ code: 0, stdout: '' })
  expect(await config()).toBe(
    before
      .replace('rolecall_duration_seconds = 1800', 'rolecall_duration_seconds = 2700')
      .replace('region = us-east-2', 'region = eu-central-1'),
  )
  const unset = ['configure', 'admin', '--unset', 'duration_seconds', '--dry-run', '--no-input']
  const { stdout } = await scene.rolecall(unset)
  expect(stdout).toContain('\n-rolecall_duration_seconds = 2700\n')
  expect(stdout).not.toContain('\u001B')
})

test('eight at once lose nothing', async () => {
  const before = await config()
  const names = Array.from({ length: 8 }, (_, n) => `new-${n}`)
  const results = await Promise.all(
    names.map((name) =>
      scene.rolecall(['configure', name, '--role-arn', DEV, '--source-profile', 'base', '--yes']),
    ),
  )
  for (const result of results) expect(result.code).toBe(0)
  const after = await config()
  expect(after.startsWith(before)).toBe(true)
  for (const name of names) expect(after).toContain(`\n[profile ${name}]\nrole_arn = ${DEV}\n`)
  expect(after.match(/^\[/gm)).toHaveLength(4 + names.length)
})

test('adopted at once, it is usable by the AWS CLI', async () => {
  const flags = ['--role-arn', DEV, '--source-profile', 'base', '--adopt', '--yes']
  expect(await scene.rolecall(['configure', 'ops', ...flags])).toMatchObject({ code: 0 })
  expect(await config()).toMatch(
    /\[profile ops\]\n# adopted[^\n]*\ncredential_process = \S.* process --profile ops\nrolecall_role_arn/,
  )
  await scene.rolecall(['eject', '--all'])
  expect(await config()).toBe(
    `${profiles(scene.serial)}[profile ops]\nrole_arn = ${DEV}\nsource_profile = base\n`,
  )
})

test.each([
  [['ops', '--role-arn', 'nonsense', '--source-profile', 'base'], 'is not the ARN of a role'],
  [['ops', '--role-arn', DEV, '--source-profile', 'nobody'], 'there is no profile nobody'],
  [['a b', '--region', 'eu-west-1'], 'some SDKs would not find a profile named a b'],
  [['dev', '--external-id', 'x\nrole_arn = y'], 'it contains a control character'],
  [['dev', '--external-id', 'a #b'], 'some SDKs would read part of it as a comment'],
  [[], 'no profile was given'],
])('configure %j --no-input is refused', async (args, message) => {
  const before = await config()
  const result = await scene.rolecall(['configure', ...args, '--no-input'])
  expect(result.stderr).toContain(message)
  expect(result.code).toBeGreaterThan(0)
  expect(await config()).toBe(before)
})
