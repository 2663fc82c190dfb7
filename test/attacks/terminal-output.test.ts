import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'
import { startWebServer, type WebServer } from '../support/web-server.js'

/*
 * The attacker answers instead of STS, or wrote a name into the config file. His text would
 * set the title of the terminal, paste into it, or reverse what is read.
 */

const [OSC, CSI, RLO, LRM] = ['\u009D', '\u009B', '\u202E', '\u200F']
const EVIL = `x${OSC}0;title\u0007${CSI}6n${RLO}drow${LRM}`
const ESCAPES = '\u001B]0;title\u0007\u001B[6n'

/* eslint-disable no-control-regex -- this file is about control characters */
const HARMFUL =
  /[\u0080-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u0007]|\u001B(?!\[(\d*(;\d+)*m|K|\?25[hl]))/

let scene: Scene
let sts: WebServer
beforeAll(async () => {
  const { key } = (scene = await startScene(`[profile ${EVIL}]
role_arn = arn:aws:iam::222222222222:role/${EVIL}
source_profile = base
region = ${EVIL}

[profile keys]
`))
  const pair = `aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[base]\n${pair}[keys]\n${pair}`)
  const answer = (code: string): string =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error><RequestId>${code}</RequestId></ErrorResponse>`
  sts = await startWebServer((_request, response) => {
    response.writeHead(400, { 'content-type': 'text/xml' })
    // XML 1.0 allows C1 in text, and ESC only for parsers that do not check.
    response.end(answer(`Evil${EVIL}${ESCAPES}`))
  })
})
afterAll(async () => {
  await sts[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

async function shownAtTerminal(args: readonly string[], env = {}): Promise<string> {
  using terminal = runInTerminal('rolecall', args, { env: { ...scene.env, ...env } })
  await terminal.exit
  return terminal.transcript
}

test.each([
  ['process', 'keys', '--role-arn', 'arn:aws:iam::222222222222:role/dev', '--debug'],
  ['whoami', 'keys', '--debug'],
  ['login', 'keys', '--role-arn', 'arn:aws:iam::222222222222:role/dev', '--debug'],
  ['sts', 'get-caller-identity', '--profile', 'keys', '--debug'],
])("%s %s: the words of STS's error reach no terminal as they are", async (...args) => {
  const env = { AWS_ENDPOINT_URL_STS: sts.url }
  const { code, stderr, stdout } = await scene.rolecall(args, { env })
  expect([code === 0, stdout]).toEqual([false, ''])
  expect(stderr).toContain('Evil')
  expect(stderr).not.toMatch(HARMFUL)
  expect(await shownAtTerminal(args, env)).not.toMatch(HARMFUL)
})

test.each([
  ['list'],
  ['list', '--json'],
  ['explain', EVIL],
  ['explain', EVIL, '--json'],
  ['status', '--json'],
])('%s %s %s shows a hostile name in one line, without its controls', async (...args) => {
  expect(await shownAtTerminal(args)).not.toMatch(HARMFUL)
})

test('JSON is the same data on a terminal and in a pipe', async () => {
  const piped = await scene.rolecall(['list', '--json'])
  const names = (text: string): unknown[] =>
    (JSON.parse(text) as { profile: string }[]).map(({ profile }) => profile)
  expect(names(piped.stdout)).toContain(EVIL)
  const shown = (await shownAtTerminal(['list', '--json'])).replaceAll('\r\n', '')
  expect(names(shown)).toEqual(names(piped.stdout))
})
