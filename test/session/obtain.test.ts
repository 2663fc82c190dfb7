import { expect, test } from 'vitest'
import type { Session } from '../../src/core/credentials.js'
import { isoSeconds } from '../../src/core/credentials.js'
import { RolecallError, type ErrorCode } from '../../src/core/errors.js'
import type { Plan } from '../../src/core/plan.js'
import type { ObtainOptions } from '../../src/session/context.js'
import type { ObtainPorts } from '../../src/session/flow.js'
import { obtain } from '../../src/session/obtain.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const ISSUED = { at: NOW - 3000_000, serverOffset: 0, bootId: '', uptime: 0 }
const OLD: Session = {
  accessKeyId: 'ASIAOLD',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiration: isoSeconds(NOW + 600_000),
  issued: ISSUED,
}
const TARGET = { region: 'eu-west-1' }
const PLAN: Plan = {
  profile: 'dev',
  chain: ['dev'],
  source: { kind: 'environment', secretHash: 'x', accessKeyId: 'AKIA', temporary: false },
  steps: [{ operation: 'GetSessionToken', target: TARGET, input: { DurationSeconds: 3600 } }],
  target: TARGET,
  notes: [],
}

const request = (options: ObtainOptions = {}) => ({
  plan: PLAN,
  login: 'rolecall login dev',
  options,
  began: NOW,
})

/** A cache with one session, which has ten minutes left, and a step that fails. */
function failingPorts(code: ErrorCode): ObtainPorts {
  return {
    now: () => ({ at: NOW, bootId: '', uptime: 0 }),
    signIn: (source) => Promise.resolve(source),
    source: (source) =>
      Promise.resolve({ answer: { accessKeyId: 'AKIA', secretAccessKey: 'secret' }, source }),
    issueSession: () => Promise.reject(new RolecallError(code, 'the reason')),
    cache: { read: () => Promise.resolve(OLD), write: () => Promise.resolve() },
    singleFlight: (_key, work) => work(),
    askingKey: () => undefined,
    lookAgain: (source) => source,
    refusals: { read: () => undefined, write: () => undefined },
  }
}

test.each<ErrorCode>(['failed', 'refused', 'interaction'])(
  'if a new session fails with %s, the old one is returned while it is valid',
  async (code) => {
    expect(await obtain(request(), failingPorts(code))).toEqual(OLD)
    const refreshed = obtain(request({ refresh: 'last' }), failingPorts(code))
    await expect(refreshed).rejects.toMatchObject({ code, message: 'the reason' })
  },
)

test('a user who declines gets an error, not the old session, so that no command runs', async () => {
  const declined = obtain(request(), failingPorts('interrupted'))
  await expect(declined).rejects.toMatchObject({ code: 'interrupted' })
})
