import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { PROGRAM, scratchEnv } from '../../support/run.js'
import type { AccessKey } from '../../support/sts-server/model.js'

/** ROTATIONS=200 is the full number. */
const ROUNDS = Number(process.env['ROTATIONS'] ?? 12)

const FAULTS = ['reset', 'throttle', 'internal-error'] as const
const OPERATIONS = [
  ...['ListAccessKeys', 'CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey'],
  ...['GetAccessKeyLastUsed', 'GetCallerIdentity'],
]

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
  const stdin = `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`
  await scene.rolecall(['add', 'base', '--stdin'], { stdin })
})
afterEach(() => scene[Symbol.asyncDispose]())

const keys = (): AccessKey[] => scene.sts.model.users[0]?.keys ?? []
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T

test(
  'kill -9 at any moment, and any fault of AWS: the next run ends with one active key, which works',
  async () => {
    const started = performance.now()
    expect(await scene.rolecall(['rotate', 'base'])).toMatchObject({ code: 0 })
    const usualMs = performance.now() - started
    const endings = new Map<string, number>()
    for (let round = 0; round < ROUNDS; round++) {
      scene.iam.lag = pick([0, 0, 1, 2])
      const fault = pick(FAULTS)
      const operation = pick([...OPERATIONS, undefined, undefined])
      const times = pick([1, 2, 8])
      if (operation === 'GetCallerIdentity') scene.sts.fault(operation, fault, { times })
      else if (operation !== undefined) scene.iam.fault(operation, fault, { times })
      const delayMs = Math.random() * (round % 3 === 0 ? usualMs * 1.3 : 60)
      const interrupted = await killed(round % 3 === 0 ? 0 : pick([1, 2, 2, 3, 3, 4, 5]), delayMs)
      scene.sts.clearFaults()
      scene.iam.clearFaults()
      const before = `round ${round}: ${operation} ${fault} × ${times}, lag ${scene.iam.lag}, ${interrupted}`
      const next = await scene.rolecall(['rotate', 'base'], { timeoutMs: 60_000 })
      expect({ code: next.code, stdout: next.stdout }, `${before}: ${next.stderr}`).toEqual({
        ...{ code: 0, stdout: '' },
      })
      const active = keys().filter(({ status }) => status === 'Active')
      expect({ before, active: active.length, keys: keys().length <= 2 }).toEqual({
        ...{ before, active: 1, keys: true },
      })
      const handed = await scene.rolecall(['process', 'base', '--no-session'])
      expect({ before, ...(JSON.parse(handed.stdout) as object) }).toMatchObject({
        before,
        AccessKeyId: active[0]?.accessKeyId,
        SecretAccessKey: active[0]?.secretAccessKey,
      })
      const files = await scene.home.files()
      expect(files.filter((file) => /\/rotations\/\w+\.json$/.test(file))).toEqual([])
      expect(await scene.home.searchFor(keys().map((key) => key.secretAccessKey))).toEqual([])
      const how = /continuing the interrupted/.test(next.stderr)
        ? 'finished'
        : /whose secret was lost/.test(next.stderr)
          ? 'taken back'
          : 'rotated anew'
      const end = `${interrupted.startsWith('killed') ? 'killed' : interrupted}, ${how}`
      endings.set(end, (endings.get(end) ?? 0) + 1)
    }
    if (ROUNDS > 50) console.log([...endings])
  },
  ROUNDS * 20_000,
)

/**
 * Starts a rotation, and kills it if it has not ended.
 * @param requests that AWS must have got first
 * @returns how it ended
 */
async function killed(requests: number, delayMs: number): Promise<string> {
  const env = scratchEnv(scene.env)
  const seen = (): number => scene.iam.requests.length + scene.sts.requests.length
  const before = seen()
  const child = spawn(process.execPath, [PROGRAM, 'rotate', 'base'], { env, stdio: 'ignore' })
  let timer: NodeJS.Timeout | undefined
  const watch = setInterval(() => {
    if (seen() < before + requests) return
    timer ??= setTimeout(() => child.kill('SIGKILL'), delayMs)
  }, 1)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearInterval(watch)
  clearTimeout(timer)
  const moment = `${Math.round(delayMs)} ms after request ${requests}`
  return code === null ? `killed ${moment}` : `ended with ${code}`
}
