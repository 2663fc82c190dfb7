import { createHash } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromLoginCredentials } from '@aws-sdk/credential-providers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startConsoleSignIn, type ConsoleSignIn } from '../support/console-sign-in.js'
import { startBrowserScene, signInWith } from '../support/identity-center/sign-in.js'
import { runCommand, type RunResult } from '../support/run.js'
import type { Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

const ALICE = 'arn:aws:iam::222222222222:user/alice'

interface Token {
  accessToken: Record<string, string>
  refreshToken: string
  dpopKey: string
  [other: string]: unknown
}

let scene: Scene
let server: ConsoleSignIn
let env: Record<string, string>

beforeAll(async () => {
  scene = await startBrowserScene(
    `[profile console]\nlogin_session = ${ALICE}\nregion = eu-west-1\n`,
  )
})
beforeEach(async () => {
  server = await startConsoleSignIn(ALICE)
  env = { ...scene.env, ...server.env, BROWSER: 'browser' }
})
afterEach(async () => {
  await scene.rolecall(['logout', '--all'])
  await server[Symbol.asyncDispose]()
  for (const name of ['opened', '.aws/login']) {
    await rm(join(scene.home.path, name), { recursive: true, force: true })
  }
})
afterAll(() => scene[Symbol.asyncDispose]())

const FILE = `.aws/login/cache/${createHash('sha256').update(ALICE).digest('hex')}.json`
const textOfFile = (): Promise<string> => readFile(join(scene.home.path, FILE), 'utf8')
const token = async (): Promise<Token> => JSON.parse(await textOfFile()) as Token
const process_ = (): Promise<RunResult> => scene.rolecall(['process', 'console'], { env })
const keyId = ({ stdout }: RunResult): string =>
  (JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId
const signIn = () => signInWith(['login', 'console'], scene, env, (url) => fetch(url))

/** Signs in, and makes the credentials as old as said, with nothing in rolecall's cache. */
async function signedIn(leftSeconds: number, changes: object = {}): Promise<Token> {
  expect((await signIn()).code).toBe(0)
  await scene.rolecall(['logout', 'console'])
  const before = await token()
  const expiresAt = `${new Date(Date.now() + leftSeconds * 1000).toISOString().slice(0, 19)}Z`
  const aged = { ...before, accessToken: { ...before.accessToken, expiresAt }, ...changes }
  await scene.home.write(FILE, JSON.stringify(aged))
  server.calls.length = 0
  return aged
}

test('signing in writes the file that the SDKs read, and shows no secret', async () => {
  const { code, shown } = await signIn()
  expect({ code, shown }).toMatchObject({ code: 0 })
  expect(shown).toMatch(/console: ready, 1[45] min left/)
  for (const secret of server.secrets) expect(shown).not.toContain(secret)
  const members = ['accessToken', 'tokenType', 'clientId', 'refreshToken', 'idToken', 'dpopKey']
  const written = await token()
  expect(Object.keys(written)).toEqual(members)
  expect(written.accessToken['accountId']).toBe('222222222222')
  expect(written.dpopKey).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/)
  expect(await textOfFile()).toMatch(/^\{"accessToken": \{"accessKeyId": "ASIACONSOLE/)
  expect((await stat(join(scene.home.path, FILE))).mode & 0o777).toBe(0o600)
  expect(keyId(await process_())).toBe('ASIACONSOLE000000001')
  expect(server.calls).toEqual(['authorization_code ok'])
})

test('the JavaScript SDK and boto3 use and renew the sign-in, and rolecall goes on with theirs', async () => {
  const { accessToken } = await signedIn(60)
  const before = { ...process.env }
  const config = join(scene.home.path, '.aws/config')
  Object.assign(process.env, server.env, {
    AWS_LOGIN_CACHE_DIRECTORY: join(scene.home.path, '.aws/login/cache'),
  })
  try {
    const files = { profile: 'console', configFilepath: config, filepath: config }
    const credentials = await fromLoginCredentials(files)()
    expect(credentials.accessKeyId).not.toBe(accessToken['accessKeyId'])
    expect(keyId(await process_())).toBe(credentials.accessKeyId)
  } finally {
    process.env = before
  }
  expect(server.calls).toEqual(['refresh_token ok'])
  const script =
    'from botocore.credentials import *; from botocore.utils import *; import os\n' +
    `token = LoginTokenLoader(JSONFileCache(get_login_token_cache_directory())).load_token('${ALICE}')\n` +
    "print(LoginCredentialFetcher._token_to_credentials(token)['access_key'])\n"
  const { code, stdout } = await runCommand('python3', ['-c', script], { env })
  if (code === 0) expect(stdout.trim()).toBe(keyId(await process_()))
})

test('ten processes renew once; members of other writers and the ID token stay', async () => {
  const before = await signedIn(60, { signInRegion: 'eu-west-1', other: 'ü' })
  const results = await Promise.all(Array.from({ length: 10 }, process_))
  for (const result of results) expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(new Set(results.map(keyId))).toEqual(new Set(['ASIACONSOLE000000002']))
  expect(server.calls).toEqual(['refresh_token ok'])
  const { accessToken, refreshToken, ...others } = await token()
  expect(others).toEqual({
    ...{ tokenType: 'aws_sigv4', clientId: before['clientId'], idToken: before['idToken'] },
    ...{ dpopKey: before.dpopKey, signInRegion: 'eu-west-1', other: 'ü' },
  })
  expect(accessToken['accountId']).toBe('222222222222')
  expect(refreshToken).not.toBe(before.refreshToken)
})

test('a refusal leaves the file as it was; valid credentials are used until they expire', async () => {
  await signedIn(60)
  const before = await textOfFile()
  server.refusal = 'server_error'
  expect(await process_()).toMatchObject({ code: 0 })
  server.refusal = 'INSUFFICIENT_PERMISSIONS'
  await scene.rolecall(['logout', 'console'])
  expect(await process_()).toMatchObject({ code: 0 })
  expect(await textOfFile()).toBe(before)
})

test('a sign-in that has ended needs the user; a missing permission does not', async () => {
  await signedIn(-60)
  const before = await textOfFile()
  for (const refusal of ['TOKEN_EXPIRED', 'USER_CREDENTIALS_CHANGED']) {
    server.refusal = refusal
    const ended = await process_()
    expect(ended).toMatchObject({ code: 4, stdout: '' })
    expect(ended.stderr).toBe(
      `rolecall: console needs a sign-in with the AWS console as ${ALICE}\nhint: sign in first, in a terminal: rolecall login console\n`,
    )
  }
  server.refusal = 'INSUFFICIENT_PERMISSIONS'
  const refused = await process_()
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('SignInLocalDevelopmentAccess')
  expect(await textOfFile()).toBe(before)
  server.refusal = undefined
  await scene.home.write(FILE, before.replace(/refresh-/, 'revoked-'))
  expect((await signIn()).code).toBe(0)
  expect(server.calls.slice(-2)).toEqual(['refresh_token TOKEN_EXPIRED', 'authorization_code ok'])
})

test('a new sign-in during a renewal stays', async () => {
  const before = await signedIn(60)
  const newer = JSON.stringify({ ...before, dpopKey: 'another key', refreshToken: 'newer' })
  server.onToken = () => scene.home.write(FILE, newer).then(() => undefined)
  expect(await process_()).toMatchObject({ code: 0 })
  expect(await textOfFile()).toBe(newer)
})

test('another person is told, and nothing is saved', async () => {
  server.session = 'arn:aws:iam::222222222222:user/bob'
  const { code, shown } = await signIn()
  expect(code).toBe(1)
  expect(shown.replace(/\s+/g, ' ')).toContain(
    `you signed in as ${server.session}, but the profile is for ${ALICE}`,
  )
  await expect(textOfFile()).rejects.toThrow('ENOENT')
})

test('a torn file is no sign-in, and no crash', async () => {
  const text = JSON.stringify(await signedIn(3600))
  for (const torn of [text.slice(0, 40), '', '[]', text.replace('"accountId"', '"x"')]) {
    await scene.home.write(FILE, torn)
    expect(await process_()).toMatchObject({ code: 4, stdout: '' })
  }
})

test('on another device, the user pastes the code of the page', async () => {
  using terminal = runInTerminal('rolecall', ['login', '--device', 'console'], {
    env: { ...env, NO_COLOR: '1' },
    columns: 1000,
  })
  await terminal.waitFor(/Paste the code that the page shows: /)
  const url = /http:\S+/.exec(terminal.transcript)?.[0] ?? ''
  terminal.send(`${await (await fetch(url)).text()}\r`)
  expect((await terminal.exit).code).toBe(0)
  expect(keyId(await process_())).toBe('ASIACONSOLE000000001')
  expect(terminal.transcript).toContain('cross-device')
})

test('logout --all removes the file as well', async () => {
  expect((await signIn()).code).toBe(0)
  const result = await scene.rolecall(['logout', '--all'], { env })
  expect(result).toMatchObject({ code: 0, stdout: '' })
  expect(result.stderr).toBe('rolecall: removed 1 sign-in\n')
  await expect(textOfFile()).rejects.toThrow('ENOENT')
  expect(await process_()).toMatchObject({ code: 4, stdout: '' })
})

test('logout --sign-out removes the file', async () => {
  await signedIn(800)
  const result = await scene.rolecall(['logout', '--sign-out', 'console'], { env })
  expect(result).toMatchObject({ code: 0, stderr: 'rolecall: removed 1 sign-in\n' })
  await expect(textOfFile()).rejects.toThrow('ENOENT')
})
