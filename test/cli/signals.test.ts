import { readFileSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { join } from 'node:path'
import { kill } from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { startHangingBus, type HangingBus } from '../support/hanging-bus.js'
import { runInTerminal, type Terminal } from '../support/terminal.js'

/** Generous, for a busy machine. */
const SOON = { timeout: 10_000 }
const MFA = /MFA code for \S+: /

let scene: Scene
let bus: HangingBus
beforeAll(async () => {
  bus = await startHangingBus()
  scene = await startScene(`[profile slow]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
mfa_process = touch asked; sleep 30
`)
  await scene.atTerminal(['login', 'dev'])
})
afterAll(async () => {
  await scene[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
})

/** A point at which a signal arrives: how the command gets there, and how the test sees it. */
interface Stage {
  args: string[]
  env?: () => Record<string, string>
  /** @returns a process to end afterwards */
  before?: () => Disposable | undefined | Promise<Disposable | undefined>
  reached: (terminal: Terminal) => Promise<unknown>
}

const STAGES: Record<string, Stage> = {
  'while STS is asked': {
    args: ['env', 'admin', '--refresh'],
    before: () => void scene.sts.fault('AssumeRole', 'hang'),
    reached: () => isCalled(),
  },
  'while the code is typed': {
    args: ['env', 'dev', '--refresh', '--no-cache'],
    reached: async (terminal) => {
      await terminal.waitFor(MFA)
      terminal.send('123')
    },
  },
  'while mfa_process runs': {
    args: ['env', 'slow', '--no-cache'],
    before: () => void rmSync(join(scene.home.path, 'asked'), { force: true }),
    reached: () => isThere('asked'),
  },
  'while the keychain does not respond': {
    args: ['env', 'admin', '--store', 'keychain'],
    env: () => bus.env,
    reached: () => expect.poll(() => bus.connections(), SOON).toBeGreaterThan(connections),
  },
  'while another process is waited for': {
    args: ['env', 'admin', '--refresh'],
    before: async () => {
      scene.sts.fault('AssumeRole', 'hang')
      rmSync(join(scene.home.path, '.local/state/rolecall/waiting'), {
        recursive: true,
        force: true,
      })
      const holder = runInTerminal('rolecall', ['env', 'admin', '--refresh'], { env: scene.env })
      await isCalled()
      return holder
    },
    reached: () => isThere('.box'),
  },
}

/** The counts before the command starts. */
let [calls, connections] = [0, 0]

const isCalled = (): Promise<void> =>
  expect.poll(() => scene.sts.calls('AssumeRole').length, SOON).toBeGreaterThan(calls)

/** Waits for a file whose name ends so. */
const isThere = (end: string): Promise<void> =>
  expect
    .poll(async () => (await scene.home.files()).some((file) => file.endsWith(end)), SOON)
    .toBe(true)

describe.each(Object.entries(STAGES))('%s', (_, { args, env, before, reached }) => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', async (signal) => {
    ;[calls, connections] = [scene.sts.calls('AssumeRole').length, bus.connections()]
    const holder = await before?.()
    const script = `stty -g >before; rolecall ${args.join(' ')} >out; echo "ended $?"; stty -g >after; echo done; read end`
    using terminal = runInTerminal('sh', ['-c', script], {
      env: { ...scene.env, ...env?.() },
      cwd: scene.home.path,
    })
    await reached(terminal)
    kill(childOf(terminal.pid), signal)
    const [, status] = await terminal.waitFor(/ended (\d+)/, 5000)
    await terminal.waitFor(/done/)
    scene.sts.clearFaults()
    holder?.[Symbol.dispose]()

    expect([130, 128 + constants.signals[signal]]).toContain(Number(status))
    const [settings, left, out] = await Promise.all(
      ['before', 'after', 'out'].map((name) => readFile(join(scene.home.path, name), 'utf8')),
    )
    expect(left).toBe(settings)
    // A failed `env` makes the eval fail, and leaves no older role in force.
    expect(out).toMatch(/^((unset \w+;\n)+false;\n)?$/)
    // No lock is left and no session lost, so that no code is needed.
    const next = await scene.rolecall(['process', 'dev', '--no-input'])
    expect(next).toMatchObject({ code: 0, stderr: '' })
  })
})

function childOf(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  if (!child) throw new Error('the shell has no child')
  return Number(child)
}
