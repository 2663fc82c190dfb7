import { constants } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

const SPINNER = /⠋|⠙|⠹|⠸|⠼|⠴|⠦|⠧|⠇|⠏/

let scene: Scene
beforeEach(async () => {
  scene = await startScene(
    '[profile free]\nrole_arn = arn:aws:iam::222222222222:role/nomfa\nsource_profile = keys\n',
  )
  const { accessKeyId, secretAccessKey } = scene.key
  await scene.home.write(
    '.aws/credentials',
    `[keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
})
afterEach(() => scene[Symbol.asyncDispose]())

async function shown(args: string[]): Promise<string> {
  using terminal = runInTerminal('rolecall', args, { env: scene.env })
  expect((await terminal.exit).code).toBe(0)
  return terminal.transcript
}

test('a call that takes long shows a spinner on the terminal, and takes it away', async () => {
  scene.sts.latency = 800
  const text = await shown(['login', 'free'])
  expect(text).toMatch(SPINNER)
  // eslint-disable-next-line no-control-regex -- the line is erased
  expect(text).toMatch(/\r\u001B\[K[^\r]*free: ready/)
})

test('Ctrl-C takes it away as well', async () => {
  scene.sts.latency = 5000
  using terminal = runInTerminal('rolecall', ['login', 'free'], { env: scene.env })
  await terminal.waitFor(SPINNER)
  terminal.send('\u0003')
  expect(await terminal.exit).toEqual({ code: 0, signal: constants.signals.SIGINT })
  // eslint-disable-next-line no-control-regex -- the line is erased
  expect(terminal.transcript).toMatch(/\r\u001B\[K$/)
})

test('none for a quick call, none for process, none in a pipe', async () => {
  expect(await shown(['login', 'free'])).not.toMatch(SPINNER)
  scene.sts.latency = 800
  expect(await shown(['process', 'free', '--no-cache'])).not.toMatch(SPINNER)
  const { stderr } = await scene.rolecall(['login', 'free', '--refresh'])
  expect(stderr).not.toMatch(SPINNER)
})
