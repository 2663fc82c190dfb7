import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROGRAM, runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import { TRACE, tracesOf } from './outcome.js'

/*
 * Once a command of the user has run, it is too late to leave the rest to the program: the launcher
 * can do all that follows, or leaves the call to the program first.
 */

const TOO_LATE = 'bug in rolecall'

describe.skipIf(!launcherAvailable)(`after a command of the user ${launcherReason}`, () => {
  let launcher: string
  let scene: Scene

  beforeAll(async () => {
    launcher = buildLauncher()
    scene = await startScene()
    await scene.configure(`[profile base]
region = eu-west-1
mfa_serial = ${scene.serial}
mfa_process = sh -c 'echo ran >> ~/ran; head -n 1 ~/codes; sed -i 1d ~/codes'

[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
region = eu-west-1

[profile web]
role_arn = arn:aws:iam::222222222222:role/dev
web_identity_token_process = sh -c 'echo ran >> ~/ran; echo token'
region = eu-west-1
`)
  }, BUILD_TIMEOUT_MS)

  afterAll(() => scene[Symbol.asyncDispose]())

  const forget = (...names: string[]): void => {
    for (const name of names) rmSync(join(scene.home.path, name), { recursive: true, force: true })
  }

  /** @param codes that the command prints, one at each run */
  async function one(words: string[], args: string[], codes: string[], more: object = {}) {
    forget('ran')
    await scene.home.write('codes', codes.map((code) => `${code}\n`).join(''))
    const before = scene.sts.requests.length
    const [file = '', ...rest] = words
    const env = { ...scene.env, ...TRACE, ...more }
    const { code, stdout, stderr } = await runCommand(file, [...rest, ...args], { env })
    return {
      result: {
        code,
        stdout: stdout.replace(/"(?:AccessKeyId|Secret|Session)[^,]*,|"Expiration.*/g, ''),
        stderr: stderr.replace(/^launcher: .*\n/gm, '').replace(/request [\da-f-]+/, 'request'),
        calls: scene.sts.requests.slice(before).map(({ operation, code: why }) => [operation, why]),
        ran: readFileSync(join(scene.home.path, 'ran'), 'utf8'),
      },
      traces: tracesOf(stderr),
    }
  }

  const both = [[process.execPath, PROGRAM], ['']] as const

  test('another code of the same device is sent, although the last one was used just now', async () => {
    const found = []
    for (const [file, ...program] of both) {
      forget('.local')
      const words = [file || launcher, ...program]
      for (const args of [
        ['process', 'dev'],
        ['process', 'dev', '--no-cache'],
      ]) {
        found.push(await one(words, args, [scene.sts.freshCode(scene.serial)]))
      }
    }
    const [first, second, ...ours] = found
    expect(ours.map(({ result }) => result)).toEqual([first?.result, second?.result])
    expect(second?.result).toMatchObject({ code: 0, stderr: '', ran: 'ran\n' })
    for (const { traces } of ours) expect(traces).toMatch(/launcher: answered\n$/)
  })

  test('after a code that AWS refuses, the next one is sent', async () => {
    const found = []
    for (const [file, ...program] of both) {
      forget('.local')
      const codes = ['000000', scene.sts.freshCode(scene.serial)]
      found.push(await one([file || launcher, ...program], ['process', 'dev'], codes))
    }
    const [theirs, ours] = found
    expect(ours?.result).toEqual(theirs?.result)
    expect(ours?.result).toMatchObject({ code: 0, ran: 'ran\nran\n' })
    expect(ours?.traces).toMatch(/launcher: answered\n$/)
  })

  test.each([
    { ROLECALL_STORE: 'pass' },
    { ROLECALL_STORE: 'keytar' },
    { ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: '', ROLECALL_PASSPHRASE: 'correct horse' },
    { ROLECALL_KEY_FILE: '', ROLECALL_PASSPHRASE: 'correct horse' },
  ])('a store that only the program has is left to it in time: %j', async (more) => {
    const found = []
    for (const [file, ...program] of both) {
      forget('.local')
      found.push(await one([file || launcher, ...program], ['process', 'web'], [], more))
    }
    const [theirs, ours] = found
    expect(ours?.result).toEqual(theirs?.result)
    expect(ours?.result.stderr).not.toContain(TOO_LATE)
    expect(ours?.result.ran).toBe('ran\n')
  })
})
