import { afterAll, beforeAll, expect, test } from 'vitest'
import { widthOf } from '../../src/cli/ui/columns.js'
import { wrap } from '../../src/cli/ui/wrap.js'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

const NOBODYS = 'arn:aws:iam::222222222222:role/break-glass'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(
    `[profile denied]\nrole_arn = ${NOBODYS}\nsource_profile = keys\n\n[profile keys]\n
[profile long]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = keys
mfa_serial = arn:aws:iam::111111111111:mfa/alice
`,
  )
  const { accessKeyId, secretAccessKey } = scene.key
  const pair = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[keys]\n${pair}`)
})
afterAll(() => scene[Symbol.asyncDispose]())

test('a text is wrapped between words; a command and an ARN are not broken', () => {
  expect(wrap('short', 10)).toBe('short')
  expect(wrap('one two three', 8)).toBe('one two\n  three')
  expect(wrap('  one two three', 8)).toBe('  one\n  two\n  three')
  expect(wrap('run `rolecall login dev` first', 12)).toBe('run\n`rolecall login dev`\n  first')
  expect(wrap(`no ${NOBODYS}, says AWS`, 20)).toBe(`no\n${NOBODYS},\n  says AWS`)
  expect(wrap(`no ${NOBODYS} at all`, Infinity)).toBe(`no ${NOBODYS} at all`)
  expect(wrap('界界 界界', 6)).toBe('界界\n  界界')
})

async function shown(columns: number, env = {}): Promise<string> {
  const options = { env: { ...scene.env, ...env }, columns }
  using terminal = runInTerminal('rolecall', ['login', 'denied', '--no-input'], options)
  expect(await terminal.exit).toEqual({ code: 3, signal: 0 })
  // On a busy machine a spinner was shown and erased.
  // eslint-disable-next-line no-control-regex -- what erases it
  return terminal.transcript.replaceAll('\r\n', '\n').replace(/^[^]*\r\u001B\[K/, '')
}

test.each([60, 100])('an error fits %i columns, and its ARNs are not broken', async (columns) => {
  const text = await shown(columns, { NO_COLOR: '1' })
  expect(text).toMatch(/^rolecall: AWS denied this[^]*\nhint: likely causes: /)
  for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThan(columns)
  expect(text).toContain(NOBODYS)
  expect(text).not.toContain('\u001B')
})

test.each([
  ['store', /^ {2}keychain +0 +the keychain cannot be reached: no\n {22}D-Bus session bus/m],
  ['explain long', /^├─ GetSessionToken, 12 h, MFA\n│ {4}arn:\S+\n│ {2}not cached: prompts/m],
])('%s wraps what does not fit 60 columns', async (words, broken) => {
  const options = { env: { ...scene.env, NO_COLOR: '1' }, columns: 60 }
  using terminal = runInTerminal('rolecall', words.split(' '), options)
  expect(await terminal.exit).toEqual({ code: 0, signal: 0 })
  const text = terminal.transcript.replaceAll('\r\n', '\n')
  expect(text).toMatch(broken)
  for (const line of text.split('\n')) {
    // A word that is longer than the line is not broken.
    if (!line.includes(scene.home.path)) expect(widthOf(line)).toBeLessThan(60)
  }
})

test('on a terminal the labels are coloured; in a pipe message and hint are one line each', async () => {
  expect(await shown(100)).toMatch(
    // eslint-disable-next-line no-control-regex -- what colours are made of
    /\u001B\[31mrolecall:\u001B\[39m AWS denied this[^]*\u001B\[36mhint:\u001B\[39m likely/,
  )
  const { stderr, stdout, code } = await scene.rolecall(['login', 'denied', '--no-input'])
  expect(stderr).toMatch(/^rolecall: AWS denied this.*\nhint: likely causes: .*\n$/)
  expect({ stdout, code }).toEqual({ stdout: '', code: 3 })
})
