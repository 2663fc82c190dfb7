import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Plan } from '../../src/core/plan.js'
import type { Source } from '../../src/core/source.js'
import { openSessionCache } from '../../src/secrets/session-cache.js'
import { isNonEmptyString } from '../../src/core/json.js'
import type { RunContext } from '../../src/session/context.js'
import { portsFor } from '../../src/session/wiring.js'
import { readAwsFiles } from '../../src/system/files/aws/read-aws-files.js'
import { tryLock } from '../../src/system/files/lock.js'
import { realHost, type Host } from '../../src/system/host.js'
import { pathsFor } from '../../src/system/paths.js'
import { monotonicMs } from '../../src/system/time.js'
import { newStoreHealth } from '../../src/store/circuit-breaker.js'

let home: string
let host: Host
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rolecall-home-'))
  const env = { HOME: home, ROLECALL_PROMPT_TIMEOUT: '1s' }
  host = { ...realHost(), env, paths: pathsFor(env, process.platform, () => home) }
})
afterEach(() => rmSync(home, { recursive: true }))

/** An SDK's wait for the leader of a single-flight, with this source. @returns how it ended */
function waitForLeader(key: string, source: Source): Promise<string> {
  const target = { region: 'eu-west-1' }
  const plan: Plan = { profile: 'dev', chain: ['dev'], source, steps: [], target, notes: [] }
  const run: RunContext = {
    host,
    files: readAwsFiles(host),
    cache: openSessionCache(host, {
      mayPrompt: false,
      health: newStoreHealth(),
      warn: () => undefined,
    }),
    monotonicMs,
    notify: () => undefined,
    trace: () => undefined,
    record: () => undefined,
    busy: (work) => work,
    pickRole: () => Promise.reject(new Error('there is no role to pick')),
  }
  const login = 'rolecall login dev'
  const request = {
    plan,
    login,
    options: {},
    audience: 'sdk',
    mayPrompt: true,
    began: 0,
  } as const
  const work = (): Promise<string> => Promise.resolve('took the lock')
  const { singleFlight } = portsFor(request, run)
  return singleFlight(key, work, isNonEmptyString).catch((error: Error) => error.message)
}

test('a waiter waits as long as a sign-in may take, and else no longer than a prompt', async () => {
  const keys = ['a', 'b', 'c'].map((digit) => digit.repeat(64))
  const locks = keys.map((key) => tryLock(join(host.paths.state, 'locks', `${key}.lock`), 'leader'))
  const [saml = '', oidc = '', plain = ''] = keys
  const signIns = [
    waitForLeader(saml, { kind: 'saml', profile: 'dev', url: 'https://idp.example.com' }),
    waitForLeader(oidc, {
      kind: 'oidc',
      issuer: 'https://idp.example.com',
      clientId: 'rolecall',
      parameters: {},
      hasSecret: false,
      signIn: { redirectUri: 'http://127.0.0.1', limit: 300 },
    }),
  ]
  const other = waitForLeader(plain, {
    kind: 'environment',
    secretHash: 'x',
    accessKeyId: 'AKIA',
    temporary: false,
  })
  // The last to start is the first to give up: the others still wait when the lock is released.
  expect(await other).toContain(`leader (pid ${process.pid})`)
  for (const lock of locks) lock?.release()
  expect(await Promise.all(signIns)).toEqual(['took the lock', 'took the lock'])
})
